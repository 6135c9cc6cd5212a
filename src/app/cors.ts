import { type IncomingMessage, type ServerResponse } from 'node:http';

const METHODS = 'GET, POST, OPTIONS';
const HEADERS =
  'authorization, content-type, x-actor-id, x-actor-name, apollo-require-preflight, x-apollo-operation-name';
/** Seconds that a browser may keep the answer to a preflight. */
const KEPT_FOR = '7200';

/** Lets pages of the configured origins call from a browser. Tokens are never cookies, so no credentials are let through. */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Sets the headers of any response; answers a preflight whole, and then true. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { origin } = request.headers;
    if (this.#origins.size > 0) response.setHeader('vary', 'Origin');
    const allowed = origin !== undefined && (this.#origins.has(origin) || this.#origins.has('*'));
    if (allowed) {
      response.setHeader('access-control-allow-origin', origin);
      response.setHeader('access-control-expose-headers', 'retry-after, www-authenticate, etag');
    }
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method'])
      return false;
    const preflight = {
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': KEPT_FOR,
    };
    response.writeHead(204, { ...(allowed && preflight), 'content-length': '0' }).end();
    return true;
  }
}
