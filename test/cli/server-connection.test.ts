import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { ViewerDocument } from '../../src/cli/generated/documents';
import { Output } from '../../src/cli/output';
import { PatientConnection } from '../../src/cli/patient-connection';
import { readServerUrl, ServerConnection } from '../../src/cli/server-connection';

const viewer = { actor: { name: 'Ada' } };

describe('a connection to a server', () => {
  let server: Server;
  let url: string;
  let answers: ((response: ServerResponse) => void)[];
  beforeAll(async () => {
    server = createServer((_, response) => answers.shift()!(response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const json = (status: number, body: object) => (response: ServerResponse) =>
    void response.writeHead(status).end(JSON.stringify(body));
  const html =
    (status: number, headers = {}) =>
    (response: ServerResponse) =>
      void response.writeHead(status, headers).end('<html>');
  const limited = json(429, {
    errors: [
      { message: 'Too many.', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 0.01 } },
    ],
  });
  const asked = (connection = new ServerConnection(url, 'x')): Promise<unknown> =>
    connection.request(ViewerDocument, {});

  test('for long work waits as long as the server says, another one does not', async () => {
    answers = [limited, limited, json(200, { data: { viewer } })];
    const patient = new PatientConnection(new ServerConnection(url, 'x'), new Output(true, false));
    expect(await asked(patient)).toEqual({ viewer });
    answers = [limited];
    await expect(asked()).rejects.toMatchObject({ exit: 'unreachable', code: 'RATE_LIMITED' });
  });

  test('tells a proxy whose server is away from what is no Switchyard', async () => {
    answers = [html(502)];
    await expect(asked()).rejects.toMatchObject({
      exit: 'unreachable',
      message: expect.stringMatching(/does not answer \(HTTP 502\)/) as unknown,
      cure: 'Try again later.',
    });
    for (const answer of [html(200), json(200, [1]), json(200, { errors: 'x' })]) {
      answers = [answer];
      await expect(asked()).rejects.toMatchObject({
        exit: 'unreachable',
        message: expect.stringContaining('is not Switchyard') as unknown,
      });
    }
  });

  test('follows no redirection with its token, and tells where it leads', async () => {
    answers = [html(308, { location: `${url}/other` })];
    await expect(asked()).rejects.toMatchObject({
      exit: 'unreachable',
      message: expect.stringContaining(`leads to ${url}/other`) as unknown,
    });
    expect(answers).toEqual([]);
  });
});

test('an address may end in slashes, and in graphql', () => {
  for (const end of ['', '/', '//', '/graphql', '/graphql/', '//graphql//'])
    expect(readServerUrl(`http://a.example:1/b${end}`)).toBe('http://a.example:1/b');
  expect(readServerUrl('http://a.example//')).toBe('http://a.example');
});
