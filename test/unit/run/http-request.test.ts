import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { AddressGuard, type AddressLookup } from '../../../src/run/execution/http-guard';
import {
  sendHttp,
  type HttpLimits,
  type HttpRequest,
} from '../../../src/run/execution/http-request';

interface Received {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

let server: Server;
let origin: string;
let port: number;
let received: Received[];
let answer: (request: Received, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, url, headers, body });
      answer(received.at(-1)!, response);
    });
  });
  // On every loopback address, so that one of them can be refused.
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  ({ port } = server.address() as AddressInfo);
  origin = `http://127.0.0.1:${port}`;
});

afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  received = [];
  answer = (_request, response) => response.end('ok');
});

const guard = new AddressGuard(['127.0.0.1']);
/** The same server under addresses that are not allowed. */
const refused = () => `http://127.0.0.2:${port}`;

function send(
  request: Partial<HttpRequest>,
  limits: Partial<HttpLimits> = {},
  signal = new AbortController().signal,
) {
  return sendHttp(
    { method: 'GET', url: origin, headers: {}, ...request },
    { guard, ...limits },
    signal,
  );
}

function redirectTo(location: () => string, status = 302): void {
  answer = (request, response) => {
    if (request.url === '/end') response.end('the end');
    else response.writeHead(status, { location: location() }).end();
  };
}

test('a request arrives as it was given, and the answer comes back', async () => {
  answer = (_request, response) => {
    response.writeHead(201, { 'content-type': 'application/json; charset=utf-8', 'x-id': '7' });
    response.end('{"ok":true}');
  };
  const result = await send({
    method: 'PUT',
    url: `${origin}/a?b=c`,
    headers: { 'x-a': 'é' },
    body: '{}',
  });
  expect(result).toMatchObject({ status: 201, headers: { 'x-id': '7' }, body: { ok: true } });
  expect(received).toMatchObject([{ method: 'PUT', url: '/a?b=c', body: '{}' }]);
  expect(received[0]!.headers.host).toBe(`127.0.0.1:${port}`);
});

test.each([
  ['application/json', '{"a"', '{"a"'],
  ['application/problem+json', '[1]', [1]],
  ['text/plain', 'hi', 'hi'],
  ['application/xml', '<a/>', '<a/>'],
  ['', 'hi', 'hi'],
  ['image/png', 'hi', { base64: 'aGk=' }],
  ['text/plain', '', null],
])('a body of the type %j is read by it', async (type, body, expected) => {
  answer = (_request, response) => {
    if (type !== '') response.setHeader('content-type', type);
    response.end(body);
  };
  expect((await send({})).body).toEqual(expected);
});

test('a compressed answer is unpacked, and bounded by what it unpacks to', async () => {
  answer = (_request, response) => {
    response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(100_000)));
  };
  expect((await send({})).body).toHaveLength(100_000);
  await expect(send({}, { maxBytes: 99_999 })).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
  answer = (_request, response) => response.setHeader('content-encoding', 'gzip').end('not gzip');
  await expect(send({})).rejects.toMatchObject({ code: 'HTTP_FAILED' });
});

test('an answer without end is cut off at the limit', async () => {
  answer = (_request, response) => {
    const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(timer));
  };
  await expect(send({}, { maxBytes: 50_000 })).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE' });
});

test('a request is given up with the reason of the signal, before and after the answer begins', async () => {
  for (const begin of [false, true]) {
    answer = (_request, response) => void (begin && response.write('x'));
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('canceled')), 50);
    await expect(send({}, {}, controller.signal)).rejects.toThrow('canceled');
  }
});

test.each([
  'host',
  'Host',
  'Transfer-Encoding',
  'content-length',
  'Connection',
  'Proxy-Authorization',
])('the header %s is refused', async (name) => {
  await expect(send({ headers: { [name]: 'x' } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
  });
  expect(received).toEqual([]);
});

test.each<Partial<HttpRequest>>([
  { method: 'CONNECT' },
  { method: 'TRACE' },
  { headers: { 'x-a': 'a\r\nx-b: hidden' } },
  { headers: { 'bad name': 'hidden' } },
  { headers: Object.fromEntries(Array.from({ length: 101 }, (_, place) => [`x-${place}`, ''])) },
])('what HTTP or we do not send is refused without quoting it: %j', async (request) => {
  const sent = send(request);
  await expect(sent).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await expect(sent).rejects.not.toThrow('hidden');
  expect(received).toEqual([]);
});

test('a machine that is not there is a failure that can be tried again, told by its host alone', async () => {
  const gone = send({ url: 'http://127.0.0.1:1/secret-path' });
  await expect(gone).rejects.toMatchObject({ code: 'HTTP_FAILED', isRetryable: true });
  await expect(gone).rejects.not.toThrow('secret-path');
});

describe('addresses', () => {
  const lookupOf =
    (...answers: string[][]): AddressLookup =>
    (_host, _options, callback) =>
      callback(
        null,
        (answers.length > 1 ? answers.shift()! : answers[0]!).map((address) => ({
          address,
          family: 4,
        })),
      );

  test('no connection is made to an address that is refused', async () => {
    await expect(send({ url: refused() })).rejects.toMatchObject({ code: 'HTTP_ADDRESS_REFUSED' });
    expect(received).toEqual([]);
  });

  test('a name that resolves to a refused address is refused when the connection is made', async () => {
    const url = `http://rebind.test:${port}/`;
    await expect(
      send({ url }, { lookup: lookupOf(['127.0.0.2', '10.0.0.1']) }),
    ).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_REFUSED',
      isRetryable: false,
    });
    expect(received).toEqual([]);
    expect((await send({ url }, { lookup: lookupOf(['127.0.0.2', '127.0.0.1']) })).body).toBe('ok');
  });

  test('a name that resolves otherwise the second time gains nothing', async () => {
    const url = `http://rebind.test:${port}/`;
    redirectTo(() => url);
    const lookup = lookupOf(['127.0.0.1'], ['127.0.0.2']);
    await expect(send({ url }, { lookup })).rejects.toMatchObject({ code: 'HTTP_ADDRESS_REFUSED' });
    expect(received).toHaveLength(1);
  });

  test("the name of this machine is refused with the system's lookup", async () => {
    const strict = { guard: new AddressGuard() };
    await expect(send({ url: `http://localhost:${port}/` }, strict)).rejects.toMatchObject({
      code: 'HTTP_ADDRESS_REFUSED',
    });
  });
});

describe('redirects', () => {
  test('are followed', async () => {
    redirectTo(() => '/end');
    expect((await send({ url: `${origin}/start` })).body).toBe('the end');
    expect(received.map(({ url }) => url)).toEqual(['/start', '/end']);
  });

  test.each([
    () => `${refused()}/end`,
    () => 'file:///etc/passwd',
    () => `http://user:x@127.0.0.1:${port}/`,
  ])('to what is refused are not followed (%#)', async (location) => {
    redirectTo(location);
    await expect(send({})).rejects.toMatchObject({ code: 'HTTP_ADDRESS_REFUSED' });
    expect(received).toHaveLength(1);
  });

  test('are not followed for ever', async () => {
    redirectTo(() => '/again');
    await expect(send({}, { maxRedirects: 3 })).rejects.toMatchObject({ code: 'HTTP_FAILED' });
    expect(received).toHaveLength(4);
  });

  test.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [302, 'PUT', 'PUT', 'b'],
    [307, 'POST', 'POST', 'b'],
    [308, 'POST', 'POST', 'b'],
  ])('of status %d turn %s into %s', async (status, method, then, body) => {
    redirectTo(() => '/end', status);
    await send({ method, headers: { 'content-type': 'text/plain' }, body: 'b' });
    expect(received[1]).toMatchObject({ method: then, body });
    expect(received[1]!.headers['content-type']).toBe(body === '' ? undefined : 'text/plain');
  });

  const secretive = {
    headers: { authorization: 'a', 'X-Key': 'k', 'x-plain': 'p' },
    secretHeaders: new Set(['x-key']),
  };
  const elsewhere = { guard: new AddressGuard(['127.0.0.1', '127.0.0.3']) };
  const otherOrigin = () => `http://127.0.0.3:${port}/end`;

  test('take secrets along within one origin only', async () => {
    redirectTo(() => '/end');
    await send(secretive);
    expect(received[1]!.headers).toMatchObject({
      authorization: 'a',
      'x-key': 'k',
      'x-plain': 'p',
    });
    redirectTo(otherOrigin);
    await send(secretive, elsewhere);
    expect(received[3]!.headers).toMatchObject({ 'x-plain': 'p' });
    expect(received[3]!.headers).not.toHaveProperty('authorization');
    expect(received[3]!.headers).not.toHaveProperty('x-key');
  });

  test('never take a body with a secret to another origin', async () => {
    redirectTo(otherOrigin, 307);
    const request = { method: 'POST', body: 'hunter2', isBodySecret: true };
    await expect(send(request, elsewhere)).rejects.toMatchObject({ code: 'HTTP_ADDRESS_REFUSED' });
    expect(received).toHaveLength(1);
    expect((await send({ ...request, isBodySecret: false }, elsewhere)).body).toBe('the end');
  });
});
