import fc from 'fast-check';
import { SecretCipher } from '../../../src/access/secret-cipher';

const KEY = 'a-key-of-32-random-characters-ok';
const PLACE = { workspaceId: 'ws_1', name: 'TOKEN' };
const cipher = new SecretCipher(KEY);

const anyText = fc.string({ unit: 'binary', maxLength: 300 });
const anyPlace = fc.record({ workspaceId: fc.string(), name: fc.string() });

describe('a secret text', () => {
  test('comes back as it was, whatever it is and wherever it stands', () => {
    fc.assert(
      fc.property(anyText, anyPlace, (value, place) => {
        expect(cipher.decrypt(cipher.encrypt(value, place), place)).toBe(value);
      }),
    );
  });

  test('comes back in another process that has the same key', () => {
    const stored = cipher.encrypt('value', PLACE);
    expect(new SecretCipher(KEY).decrypt(stored, PLACE)).toBe('value');
  });

  // calculated with Python's cryptography 48: HKDF(SHA256, 32, b'', b'switchyard secrets v1') of the
  // key, AESGCM with the nonce 000102…0b and the associated data ["v1","ws_1","TOKEN"]
  test('that another implementation of these standards has written is read', () => {
    expect(cipher.decrypt('v1:AAECAwQFBgcICQoLp/eDla7hPz/0uXDI+mpxNJ0fZ0XVNfJ/pDaQ', PLACE)).toBe(
      'known value',
    );
  });

  test('is stored in another form each time, and never in plain', () => {
    const value = 'a-value-that-is-easy-to-find';
    const stored = Array.from({ length: 50 }, () => cipher.encrypt(value, PLACE));
    expect(new Set(stored).size).toBe(50);
    const bytes = Buffer.from(stored[0]!.slice('v1:'.length), 'base64');
    expect(bytes.includes(value.slice(0, 4))).toBe(false);
    expect(bytes).toHaveLength(12 + value.length + 16);
  });

  test('is not read with another key', () => {
    const stored = cipher.encrypt('value', PLACE);
    expect(new SecretCipher(`${KEY}.`).decrypt(stored, PLACE)).toBeUndefined();
  });

  test('is not read under another name or in another workspace', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (place, other) => {
        fc.pre(place.workspaceId !== other.workspaceId || place.name !== other.name);
        expect(cipher.decrypt(cipher.encrypt('value', place), other)).toBeUndefined();
      }),
    );
    const stored = cipher.encrypt('value', PLACE);
    expect(cipher.decrypt(stored, { ...PLACE, name: 'token' })).toBeUndefined();
    expect(cipher.decrypt(stored, { ...PLACE, workspaceId: 'ws_2' })).toBeUndefined();
  });

  test('is not read once any bit of it has changed', () => {
    const stored = cipher.encrypt('value', PLACE);
    const bytes = Buffer.from(stored.slice('v1:'.length), 'base64');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(cipher.decrypt(`v1:${changed.toString('base64')}`, PLACE)).toBeUndefined();
    }
  });

  test('is not read once any character of it has changed, was taken out or added', () => {
    const stored = cipher.encrypt('value', PLACE);
    for (let at = 0; at <= stored.length; at++) {
      const [before, after] = [stored.slice(0, at), stored.slice(at + 1)];
      for (const put of ['', '=', 'A', ':', ' ', '-']) {
        const inserted = before + put + stored.slice(at);
        for (const text of [before + put + after, inserted])
          if (text !== stored) expect(cipher.decrypt(text, PLACE)).toBeUndefined();
      }
    }
  });

  test('is not read from what was never one', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `v1:${text}`),
        ),
        (text) => {
          expect(cipher.decrypt(text, PLACE)).toBeUndefined();
        },
      ),
    );
  });
});
