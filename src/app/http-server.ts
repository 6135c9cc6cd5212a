import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import { GraphQLError } from 'graphql';
import { mayUse } from '../access/caller';
import { missingScopes, Unauthenticated } from '../access/api-token.errors';
import { type BundleEndpoint } from './bundle-endpoint';
import { Cors } from './cors';
import { type ErrorFormatter, requestError } from './format-error';
import { type GraphiQL } from './graphiql';
import { type GraphQLServer } from './graphql-server';
import { send, sendErrors } from './http-response';
import { refuseInexactIntegers } from './inexact-integers';
import { isFromThisMachine, type Metrics } from './metrics';
import { addressOf } from './request-address';
import { readBody } from './request-body';
import { type RequestCallers } from './request-credentials';
import { REQUEST_LIMITS } from './request-limits';
import { type WebhookEndpoint } from './webhook-endpoint';

export interface HttpServerParts {
  graphql: GraphQLServer;
  graphiql: GraphiQL;
  callers: RequestCallers;
  errors: ErrorFormatter;
  metrics: Metrics;
  webhooks: WebhookEndpoint;
  bundles: BundleEndpoint;
  corsOrigins: readonly string[];
  /** Text of a definition of a workspace, by its digest. */
  definitionText: (workspaceId: string, digest: string) => Promise<string | undefined>;
  /** Throws when the server cannot serve, such as when its database is gone. */
  checkReady: () => Promise<void>;
}

/** Answers a request, or throws the error to answer. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => Promise<void>;

/** Headers that Apollo looks at. */
const APOLLO_HEADERS = [
  'accept',
  'content-type',
  'apollo-require-preflight',
  'x-apollo-operation-name',
];

/** Serves everything that this server has over HTTP. */
export class HttpServer {
  readonly server: Server;
  readonly #cors: Cors;
  #draining = false;

  constructor(private readonly parts: HttpServerParts) {
    this.#cors = new Cors(parts.corsOrigins);
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  /** @throws the error of the address: taken, not allowed, unknown. */
  async listen(port: number, host: string): Promise<AddressInfo> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return this.server.address() as AddressInfo;
  }

  /** Takes no more connections and lets open requests finish; those that take longer than `timeout` are cut. */
  async close(timeout: number): Promise<void> {
    this.#draining = true;
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeIdleConnections();
    const cut = setTimeout(() => this.server.closeAllConnections(), timeout);
    await closed;
    clearTimeout(cut);
  }

  /** Never rejects: nobody is there to catch it. */
  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let path = 'other';
    const stopTimer = this.parts.metrics.requests.startTimer();
    response.once('close', () => stopTimer({ path, status: response.statusCode }));
    try {
      if (this.#draining) response.setHeader('connection', 'close');
      response.setHeader('x-content-type-options', 'nosniff');
      const url = addressOf(request);
      const [name, handler] = this.route(url.pathname);
      path = name;
      if (this.#cors.answer(request, response)) return;
      await handler(request, response, url);
    } catch (error) {
      // the client broke off: nobody is there to be answered, and nothing here has failed
      if (request.destroyed && !request.complete) response.destroy();
      else this.sendError(response, error);
    }
  }

  /** The address as metrics name it, and who answers. */
  private route(pathname: string): [string, Handler] {
    if (pathname === '/graphql') return [pathname, this.graphql];
    if (pathname.startsWith('/graphql/assets/')) return ['/graphql/assets', this.asset];
    if (pathname.startsWith('/definitions/')) return ['/definitions', this.definition];
    if (pathname.startsWith('/hooks/')) return ['/hooks', this.parts.webhooks.answer];
    if (pathname === '/bundles') return [pathname, this.parts.bundles.upload];
    if (pathname.startsWith('/bundles/')) return ['/bundles/:id', this.parts.bundles.download];
    if (pathname === '/healthz') return [pathname, this.health];
    if (pathname === '/readyz') return [pathname, this.ready];
    if (pathname === '/metrics') return [pathname, this.metrics];
    if (pathname === '/') return [pathname, this.home];
    return ['other', this.unknown];
  }

  private readonly graphql: Handler = async (request, response, url) => {
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (isPage) return this.parts.graphiql.sendPage(request, response);
    const answer = await this.parts.graphql.executeHTTPGraphQLRequest({
      httpGraphQLRequest: await toApollo(request, url),
      context: async () => {
        try {
          return { caller: await this.parts.callers.ofRequest(request) };
        } catch (error) {
          throw requestError(error);
        }
      },
    });
    for (const [name, value] of answer.headers) response.setHeader(name, value);
    const body = answer.body.kind === 'complete' ? answer.body.string : '';
    send(response, answer.status ?? 200, { 'cache-control': 'no-store' }, body);
  };

  private readonly asset: Handler = (request, response, url) =>
    this.parts.graphiql.sendAsset(request, response, url.pathname);

  private readonly definition: Handler = async (request, response, url) => {
    allow(request, 'GET', 'HEAD');
    const caller = await this.parts.callers.ofRequest(request);
    if (!caller) throw new Unauthenticated('This needs a token.');
    if (!mayUse(caller, 'workflows:read')) throw missingScopes(['workflows:read']);
    const digest = safelyDecoded(url.pathname.slice('/definitions/'.length));
    const isDigest = /^sha256:[0-9a-f]{64}$/.test(digest);
    const text = isDigest ? await this.parts.definitionText(caller.workspaceId, digest) : undefined;
    if (text === undefined)
      throw httpError(404, 'NOT_FOUND', 'There is no definition of this digest.');
    const headers = {
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${digest}"`,
      vary: 'Authorization',
    };
    if (request.headers['if-none-match']?.includes(headers.etag))
      response.writeHead(304, headers).end();
    else
      send(response, 200, { ...headers, 'content-type': 'application/json; charset=utf-8' }, text);
  };

  private readonly health: Handler = async (request, response) => {
    allow(request, 'GET', 'HEAD');
    send(response, 200, { 'content-type': 'application/json' }, '{"status":"ok"}');
  };

  private readonly ready: Handler = async (request, response) => {
    allow(request, 'GET', 'HEAD');
    if (this.#draining) throw httpError(503, 'SERVICE_UNAVAILABLE', 'The server is stopping.');
    await this.parts.checkReady();
    send(response, 200, { 'content-type': 'application/json' }, '{"status":"ready"}');
  };

  private readonly metrics: Handler = async (request, response) => {
    allow(request, 'GET', 'HEAD');
    if (!isFromThisMachine(request)) {
      const caller = await this.parts.callers.ofRequest(request);
      if (!caller) throw new Unauthenticated('From another machine this needs a token.');
      if (!mayUse(caller, 'admin')) throw missingScopes(['admin']);
    }
    send(
      response,
      200,
      { 'content-type': this.parts.metrics.contentType },
      await this.parts.metrics.text(),
    );
  };

  private readonly home: Handler = async (_request, response) => {
    response.writeHead(302, { location: '/graphql', 'content-length': '0' }).end();
  };

  private readonly unknown: Handler = async () => {
    throw httpError(404, 'NOT_FOUND', 'There is nothing at this address.');
  };

  private sendError(response: ServerResponse, thrown: unknown): void {
    try {
      const error = requestError(thrown);
      const { status, headers } = (error.extensions['http'] ?? {}) as {
        status?: number;
        headers?: Map<string, string>;
      };
      const formatted = this.parts.errors.formatError(error);
      // the rest of a body that was refused is not worth waiting for
      if (status === 413) response.setHeader('connection', 'close');
      sendErrors(response, status ?? 500, [formatted], Object.fromEntries(headers ?? []));
    } catch {
      // what cannot even be answered with an error ends its connection, not the process
      response.destroy();
    }
  }
}

async function toApollo(request: IncomingMessage, url: URL): Promise<HTTPGraphQLRequest> {
  const headers = new HeaderMap();
  for (const name of APOLLO_HEADERS) {
    const value = request.headers[name];
    if (value !== undefined) headers.set(name, String(value));
  }
  const method = request.method ?? 'GET';
  if (method === 'GET') checkVariables(url.searchParams.get('variables'));
  const body =
    method === 'POST'
      ? parse(request, await readBody(request, REQUEST_LIMITS.bodyBytes))
      : undefined;
  return { method, headers, search: url.search, body };
}

function parse(request: IncomingMessage, text: string): unknown {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json *(?:;|$)/i.test(type)) {
    throw httpError(415, 'BAD_REQUEST', 'The body must be application/json.');
  }
  const body = parseJson(text, 'The body');
  refuseInexactIntegers(text);
  return body;
}

/** Variables that come in the address; Apollo reads them again. */
function checkVariables(text: string | null): void {
  if (text === null || text === '') return;
  parseJson(text, 'What is given as variables');
  refuseInexactIntegers(text, '/variables');
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw httpError(400, 'BAD_REQUEST', `${what} is not JSON.`);
  }
}

/** @throws GraphQLError with status 405 for any other method. */
export function allow(request: IncomingMessage, ...methods: string[]): void {
  if (methods.includes(request.method ?? '')) return;
  const headers = new Map([['allow', methods.join(', ')]]);
  throw httpError(405, 'BAD_REQUEST', `This address takes ${methods.join(' and ')}.`, headers);
}

/** A part of an address; empty where it is none. */
export function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** An error with its HTTP status. */
export function httpError(
  status: number,
  code: string,
  message: string,
  headers?: Map<string, string>,
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status, headers } } });
}
