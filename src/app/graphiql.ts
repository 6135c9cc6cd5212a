import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { ASSETS, graphiqlPage } from './graphiql-page';
import { send, sendErrors } from './http-response';

interface Asset {
  body: Buffer;
  type: string;
  etag: string;
}

/** Serves GraphiQL from the installed packages: the page asks no other server for anything. */
export class GraphiQL {
  readonly #files = assetFiles();
  readonly #assets = new Map<string, Promise<Asset>>();

  async sendPage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const nonce = randomBytes(16).toString('base64');
    send(
      response,
      200,
      {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': contentSecurityPolicy(nonce, request.headers.host),
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
      },
      graphiqlPage(nonce),
    );
  }

  async sendAsset(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
  ): Promise<void> {
    const file = this.#files.get(pathname);
    if (!file) {
      const error = {
        message: 'There is nothing at this address.',
        extensions: { code: 'NOT_FOUND' },
      };
      sendErrors(response, 404, [error]);
      return;
    }
    let asset = this.#assets.get(pathname);
    if (!asset) this.#assets.set(pathname, (asset = read(file)));
    const { body, type, etag } = await asset;
    const headers = { 'cache-control': 'no-cache', etag };
    if (request.headers['if-none-match'] === etag) response.writeHead(304, headers).end();
    else send(response, 200, { ...headers, 'content-type': type }, body);
  }
}

async function read(file: string): Promise<Asset> {
  const body = await readFile(file);
  const type = file.endsWith('.css') ? 'text/css' : 'text/javascript';
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, type: `${type}; charset=utf-8`, etag };
}

/** The few files that are served, by address. Nothing else of the packages can be reached. */
function assetFiles(): Map<string, string> {
  const packageOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));
  const files = new Map([
    [`${ASSETS}/react.js`, join(packageOf('react'), 'umd/react.production.min.js')],
    [`${ASSETS}/react-dom.js`, join(packageOf('react-dom'), 'umd/react-dom.production.min.js')],
    [`${ASSETS}/graphiql.js`, join(packageOf('graphiql'), 'graphiql.min.js')],
    [`${ASSETS}/graphiql.css`, join(packageOf('graphiql'), 'graphiql.min.css')],
  ]);
  // the client is made of two modules, one of which has a name that changes with each release
  const client = dirname(require.resolve('graphql-ws'));
  for (const name of readdirSync(client)) {
    if (/^(?:client|common-[\w-]+)\.js$/.test(name))
      files.set(`${ASSETS}/graphql-ws/${name}`, join(client, name));
  }
  return files;
}

function contentSecurityPolicy(nonce: string, host: string | undefined): string {
  // not every browser counts WebSockets to the same host as 'self'
  const sockets = host && /^[\w.:[\]-]+$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    // the editor sets styles on its elements
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    `connect-src 'self'${sockets}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
