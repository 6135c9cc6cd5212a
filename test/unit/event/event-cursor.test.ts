import fc from 'fast-check';
import { EventCursor } from '../../../src/event/event-cursor';

const cursors = new EventCursor('store-1');
const refusal: unknown = expect.objectContaining({ code: 'CURSOR_INVALID', field: ['after'] });
const decoding = (cursor: string, workspaceId = 'ws_1', store = cursors) => {
  try {
    return store.decode(workspaceId, cursor);
  } catch (error) {
    return error;
  }
};

describe('EventCursor', () => {
  test('what was encoded is decoded', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 40 }), fc.string(), (position, workspaceId) => {
        const cursor = cursors.encode(workspaceId, position);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(cursors.decode(workspaceId, cursor)).toBe(position);
      }),
    );
  });

  test('a cursor of another workspace or store is refused', () => {
    const cursor = cursors.encode('ws_1', 7);
    expect(decoding(cursor, 'ws_2')).toEqual(refusal);
    expect(decoding(cursor, 'ws_1', new EventCursor('store-2'))).toEqual(refusal);
  });

  test('the same store after a restart takes its old cursors', () => {
    expect(decoding(cursors.encode('ws_1', 7), 'ws_1', new EventCursor('store-1'))).toBe(7);
  });

  test('any other text is refused', () => {
    const known = new Set(Array.from({ length: 50 }, (_, index) => cursors.encode('ws_1', index)));
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.webUrl(), fc.integer().map(String)),
        (text) => {
          fc.pre(!known.has(text));
          expect(decoding(text)).toEqual(refusal);
        },
      ),
    );
  });

  test('a cursor that was touched is refused, however little', () => {
    const text = (inner: string) => Buffer.from(inner).toString('base64url');
    const cursor = cursors.encode('ws_1', 42);
    const [fingerprint] = Buffer.from(cursor, 'base64url').toString().split(':');
    for (const touched of [
      `${cursor}=`,
      ` ${cursor}`,
      `${cursor}AA`,
      cursor.slice(0, -2),
      text(`${fingerprint}:042`),
      text(`${fingerprint}:42:7`),
      text(`${fingerprint}:-1`),
      text(`${fingerprint}:4.2`),
      text(`${fingerprint}:`),
      text(`${fingerprint}`),
      text(':42'),
      '',
    ])
      expect([touched, decoding(touched)]).toEqual([touched, refusal]);
  });
});
