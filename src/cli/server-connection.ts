import { CommandError, usageError } from './command-error';
import { exitOfError } from './exit-code';
import { type TypedDocumentString } from './generated/documents';

/** How long a request may take, in milliseconds. */
const REQUEST_TIMEOUT = 120_000;

/** Where nothing else is said: what `npm start` listens on. */
export const DEFAULT_URL = 'http://127.0.0.1:4000';

/** An error of a whole request, as GraphQL tells it. */
export interface RequestError {
  message: string;
  extensions?: { code?: string; missingScopes?: string[]; retryAfterSeconds?: number };
}

/** Statuses of a proxy whose server is away. */
const GATEWAY_STATUS = [502, 503, 504];

interface Response {
  status: number;
  bytes: Buffer;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: RequestError[];
}

/** Asks one server by HTTP, as one caller. */
export class ServerConnection {
  /** @param url of the server, without `/graphql`; see {@link readServerUrl}. */
  constructor(
    readonly url: string,
    readonly token: string | undefined,
  ) {}

  /** The data of an operation. @throws CommandError where there is none. */
  async request<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    const response = await this.send(JSON.stringify({ query: document.toString(), variables }));
    const { data, errors } = this.parsed<Answer<Data>>(response);
    if (Array.isArray(errors) && errors[0]) throw requestError(errors[0]);
    if (!data) throw this.notSwitchyard(response.status);
    return data;
  }

  /** Gives the server a file; answers the id by which mutations take it. @throws CommandError */
  async upload(content: Buffer): Promise<string> {
    const headers = { 'content-type': 'application/octet-stream', ...this.authorization() };
    const body = new Uint8Array(content);
    const response = await this.fetch('/bundles', { method: 'POST', headers, body });
    const answer = this.parsed<{ bundleId?: string; errors?: RequestError[] }>(response);
    if (answer.errors?.[0]) throw requestError(answer.errors[0]);
    if (answer.bundleId === undefined) throw this.notSwitchyard(response.status);
    return answer.bundleId;
  }

  /** A file that the server has linked to; the link is the right to it. @throws CommandError */
  async download(path: string): Promise<Buffer> {
    const { bytes, status } = await this.fetch(path, {});
    if (status === 200) return bytes;
    throw new CommandError('notFound', 'The file is there no more.', 'Export it again.');
  }

  private authorization(): Record<string, string> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  private async send(body: string): Promise<Response> {
    return this.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        ...this.authorization(),
      },
      body,
    });
  }

  private async fetch(path: string, request: RequestInit): Promise<Response> {
    let response: globalThis.Response;
    let bytes: Buffer;
    try {
      // a token goes to the address that was given and to no other
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT);
      response = await fetch(`${this.url}${path}`, { ...request, redirect: 'manual', signal });
      bytes = Buffer.from(await response.arrayBuffer());
    } catch (error) {
      throw unreachable(this.url, error);
    }
    const { status, headers } = response;
    if (status >= 300 && status < 400) throw this.movedTo(headers.get('location') ?? 'elsewhere');
    return { status, bytes };
  }

  private parsed<Answer extends object>({ status, bytes }: Response): Answer {
    try {
      const answer = JSON.parse(bytes.toString()) as Answer | null;
      if (typeof answer === 'object' && answer !== null) return answer;
    } catch {
      // told below
    }
    throw this.notSwitchyard(status);
  }

  private notSwitchyard(status: number): CommandError {
    // a proxy tells so while the server behind it is away
    if (GATEWAY_STATUS.includes(status))
      return new CommandError(
        'unreachable',
        `The server behind ${this.url} does not answer (HTTP ${status}).`,
        'Try again later.',
      );
    return new CommandError(
      'unreachable',
      `What answers at ${this.url} is not Switchyard (HTTP ${status}).`,
      'Check the address: --url, SWITCHYARD_URL, or `switchyard contexts`.',
    );
  }

  private movedTo(location: string): CommandError {
    return new CommandError(
      'unreachable',
      `${this.url} leads to ${location}, and a token is not sent on.`,
      'Give the address that it leads to: --url, SWITCHYARD_URL, or `switchyard login`.',
    );
  }
}

/** An error of a request or a subscription as what ends the command. */
export function requestError({ message, extensions }: RequestError): CommandError {
  const code = extensions?.code ?? 'INTERNAL_SERVER_ERROR';
  const cure = cureOf(code, extensions);
  return new CommandError(exitOfError(code), message, cure, code, [], extensions);
}

function cureOf(code: string, extensions: RequestError['extensions']): string {
  switch (code) {
    case 'UNAUTHENTICATED':
      return 'Sign in by `switchyard login`, or set SWITCHYARD_TOKEN.';
    case 'FORBIDDEN':
      return `Use a token with ${extensions?.missingScopes?.join(' and ') ?? 'more scopes'}.`;
    case 'RATE_LIMITED':
      return `Try again in ${extensions?.retryAfterSeconds ?? 60} seconds.`;
    case 'GRAPHQL_VALIDATION_FAILED':
      return 'The server is of another release than this command line; use that of the server.';
    case 'CURSOR_INVALID':
    case 'EVENTS_EXPIRED':
      return 'Begin anew by --after now, and look at what is live by `switchyard workflows`.';
    default:
      return `See ${code} in docs/errors.md.`;
  }
}

/** No connection came about, or it broke. */
export function unreachable(url: string, error: unknown): CommandError {
  const reason = reasonOf(error);
  if (BROKEN.includes(reason))
    return new CommandError(
      'unreachable',
      `The connection to ${url} broke (${reason}).`,
      'Try again; what was sent may be larger than the server takes.',
    );
  return new CommandError(
    'unreachable',
    `No server answers at ${url}${reason ? ` (${reason})` : ''}.`,
    cureOfUnreachable(reason),
  );
}

/** Where a server or a proxy closes what it was reading. */
const BROKEN = ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'];

function cureOfUnreachable(reason: string): string {
  if (/CERT|SIGNATURE|ISSUER/.test(reason))
    return 'Its certificate is not trusted: name the file of its authority in NODE_EXTRA_CA_CERTS.';
  if (reason.startsWith('ERR_SSL') || reason === 'EPROTO')
    return 'It does not speak TLS there: write http:// instead of https://.';
  return 'Start it by `npm start`, or name another by --url or SWITCHYARD_URL.';
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error.name === 'TimeoutError') return `not within ${REQUEST_TIMEOUT / 1000} seconds`;
  const { cause } = error;
  if (cause instanceof Error) return (cause as NodeJS.ErrnoException).code ?? cause.message;
  return error.message;
}

/** The address of a server as it was given: with or without `/graphql`. @throws CommandError */
export function readServerUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw usageError(`${text} is no address.`, `Write it as in ${DEFAULT_URL}.`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usageError(`${text} is no address of HTTP.`, `Write it as in ${DEFAULT_URL}.`);
  if (url.username || url.password)
    throw usageError(
      'An address holds no token.',
      'Give the token by --token-stdin or SWITCHYARD_TOKEN.',
    );
  return `${url.origin}${url.pathname.replace(/\/+(graphql\/*)?$/, '')}`;
}
