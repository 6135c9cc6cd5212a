import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrame } from '../../../src/app/websocket-frame';

describe('a text frame', () => {
  let server: WebSocketServer;
  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  /** What a WebSocket client reads of these bytes. */
  async function read(bytes: Buffer): Promise<string> {
    server.once('connection', (_socket, request) => request.socket.write(bytes));
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return new Promise((resolve, reject) => {
      client.once('error', reject);
      client.once('message', (data: Buffer, isBinary) => {
        client.terminate();
        if (isBinary) reject(new Error('it is binary'));
        else resolve(data.toString());
      });
    });
  }

  // the lengths at which the frame's own length takes two and eight bytes more
  test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
    'of %i bytes is read as the text that it was made of',
    async (length) => {
      const text = 'a'.repeat(length);
      expect(await read(textFrame(Buffer.from(text)))).toBe(text);
    },
  );

  test('holds its parts one after another, in UTF-8', async () => {
    const parts = ['{"a":', '"žluťoučký 🐎"', '}'].map((part) => Buffer.from(part));
    expect(await read(textFrame(...parts))).toBe('{"a":"žluťoučký 🐎"}');
  });
});
