import { connect } from 'node:net';
import { type BareServer, startBareServer } from '../support/bare-server';
import { smallSchema } from '../support/small-schema';

const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n';

describe('an address that is none', () => {
  let server: BareServer;
  beforeAll(async () => (server = await startBareServer(smallSchema())));
  afterAll(() => server.close());

  /** The first line that the server answers on a socket; resolves once the server has closed it. */
  const statusLine = (target: string, headers: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(server.url);
      let answer = '';
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`),
      );
      socket.on('data', (data) => (answer += data.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(answer.split('\r\n')[0]!));
      socket.setTimeout(3000, () => socket.destroy());
    });

  const targets = ['//', 'http://[', '//a:99999'];

  test.each(targets)('%s is answered 400, and the server lives on', async (target) => {
    expect(await statusLine(target, 'Connection: close\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect((await server.admin.send('{ hello }')).status).toBe(200);
  });

  test.each(targets)(
    '%s as an upgrade is answered 400, and the server lives on',
    async (target) => {
      expect(await statusLine(target, UPGRADE)).toMatch(/^HTTP\/1\.1 400 /);
      expect((await server.admin.send('{ hello }')).status).toBe(200);
    },
  );

  test('an upgrade elsewhere is answered 404, and a socket that is reset then harms nobody', async () => {
    expect(await statusLine('/elsewhere', UPGRADE)).toMatch(/^HTTP\/1\.1 404 /);
    for (const target of ['/elsewhere', '//']) {
      const { hostname, port } = new URL(server.url);
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), hostname, () => {
          socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\n${UPGRADE}\r\n`);
          socket.resetAndDestroy();
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
    }
    expect((await server.admin.send('{ hello }')).status).toBe(200);
  });
});
