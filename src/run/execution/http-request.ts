import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { JsonObject, JsonValue } from '../../graph/definition';
import type { AddressGuard, AddressLookup } from './http-guard';
import { StepError } from './step-error';

/** A request that is complete, secrets included. */
export interface HttpRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Names of headers that hold secrets, in lower case. They never follow a redirect to another origin. */
  secretHeaders?: ReadonlySet<string>;
  /** Whether the body holds a secret. It never follows a redirect to another origin. */
  isBodySecret?: boolean;
}

/** An answer that was read to its end. */
export interface HttpAnswer {
  status: number;
  /** By name in lower case; a list where the header may not be joined (`set-cookie`). */
  headers: JsonObject;
  /** JSON where the answer says so, a text, `{ base64 }` of anything else, null if there is none. */
  body: JsonValue;
}

/** What a request may cost, and where it may go. */
export interface HttpLimits {
  guard: AddressGuard;
  /** Largest answer, in bytes after decompression. Default 1 MiB, as for the input of a run. */
  maxBytes?: number;
  /** Most redirects that are followed. Default 5. */
  maxRedirects?: number;
  /** Resolves host names. Default: the system's. */
  lookup?: AddressLookup;
}

const DEFAULT_MAX_BYTES = 1024 * 1024;
const DEFAULT_MAX_REDIRECTS = 5;
const MAX_HEADERS = 100;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Headers that are the connection's, not the author's (RFC 9110, 7.2 and 7.6.1; RFC 9112, 6): they
 * would route the request elsewhere or make its end ambiguous.
 */
const REFUSED_HEADERS = new Set([
  ...['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', 'te'],
  ...['trailer', 'keep-alive', 'proxy-authorization', 'proxy-connection'],
]);

/** Headers that never follow a redirect to another origin (WHATWG Fetch, HTTP-redirect fetch). */
const ORIGIN_HEADERS = new Set(['authorization', 'cookie']);

/**
 * Sends a request and reads the answer, whatever its status. Redirects (RFC 9110, 15.4) are followed,
 * each checked like the first address. Each connection is made anew, through the guard's lookup. Messages
 * of errors name the host, never path, headers or body.
 *
 * @throws StepError `HTTP_ADDRESS_REFUSED`, `HTTP_TOO_LARGE`, `HTTP_FAILED`, or the signal's reason.
 */
export async function sendHttp(
  request: HttpRequest,
  limits: HttpLimits,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  if (!METHODS.has(request.method)) {
    throw new StepError('CONFIG_INVALID', 'The method is not one that is sent.');
  }
  checkHeaders(request.headers);
  let current = request;
  for (let redirects = 0; ; redirects++) {
    const url = urlOf(current.url);
    limits.guard.checkUrl(url);
    const message = await open(current, url, limits, signal);
    const location = message.headers.location;
    if (!isRedirect(message.statusCode) || location === undefined) {
      return readAnswer(message, url, current.method, limits.maxBytes ?? DEFAULT_MAX_BYTES, signal);
    }
    message.destroy();
    if (redirects >= (limits.maxRedirects ?? DEFAULT_MAX_REDIRECTS)) {
      throw new StepError('HTTP_FAILED', `${url.host} redirects too often.`);
    }
    current = redirected(current, message.statusCode ?? 0, url, urlOf(location, url));
  }
}

function checkHeaders(headers: HttpRequest['headers']): void {
  const names = Object.keys(headers);
  if (names.length > MAX_HEADERS) {
    throw new StepError('CONFIG_INVALID', `A request has at most ${MAX_HEADERS} headers.`);
  }
  const refused = names.find((name) => REFUSED_HEADERS.has(name.toLowerCase()));
  if (refused !== undefined) {
    throw new StepError('CONFIG_INVALID', `The header ${refused} is not the author's to set.`);
  }
}

function urlOf(text: string, base?: URL): URL {
  if (!URL.canParse(text, base?.href))
    throw new StepError('HTTP_FAILED', 'The address is not a URL.');
  return new URL(text, base);
}

function open(
  { method, headers, body }: HttpRequest,
  url: URL,
  limits: HttpLimits,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(failureOf(error, url, signal));
    try {
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
        method,
        headers: { 'accept-encoding': 'gzip, deflate, br', ...headers },
        lookup: limits.guard.lookupWith(limits.lookup),
        // No pool: a kept connection would pass the lookup by.
        agent: false,
        signal,
      });
      request.on('error', fail);
      request.on('response', resolve);
      request.end(body);
    } catch (error) {
      // Names and values that HTTP cannot carry; Node's message may quote the value.
      const { code } = error as NodeJS.ErrnoException;
      reject(new StepError('CONFIG_INVALID', `The request cannot be sent (${code ?? 'unknown'}).`));
    }
  });
}

function isRedirect(status: number | undefined): boolean {
  return status !== undefined && [301, 302, 303, 307, 308].includes(status);
}

function redirected(request: HttpRequest, status: number, from: URL, to: URL): HttpRequest {
  const isOtherOrigin = from.origin !== to.origin;
  const becomesGet =
    (status === 303 && request.method !== 'HEAD') ||
    ((status === 301 || status === 302) && request.method === 'POST');
  if (isOtherOrigin && request.isBodySecret === true && !becomesGet) {
    const message = `${from.host} redirects a body with a secret to ${to.host}.`;
    throw new StepError('HTTP_ADDRESS_REFUSED', message);
  }
  const isKept = (name: string): boolean =>
    !(isOtherOrigin && (ORIGIN_HEADERS.has(name) || request.secretHeaders?.has(name) === true)) &&
    !(becomesGet && name.startsWith('content-'));
  const { body, ...rest } = request;
  return {
    ...rest,
    ...(!becomesGet && body !== undefined && { body }),
    method: becomesGet ? 'GET' : request.method,
    url: to.href,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => isKept(name.toLowerCase())),
    ),
  };
}

async function readAnswer(
  message: IncomingMessage,
  url: URL,
  method: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const { statusCode: status = 0 } = message;
  const headers = Object.fromEntries(
    Object.entries(message.headers).filter(([, value]) => value !== undefined),
  ) as JsonObject;
  const hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
  if (!hasBody) {
    message.destroy();
    return { status, headers, body: null };
  }
  const bytes = await readBytes(message, url, maxBytes, signal);
  return { status, headers, body: bodyOf(bytes, message.headers['content-type'] ?? '') };
}

async function readBytes(
  message: IncomingMessage,
  url: URL,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of decoded(message)) {
      size += (chunk as Buffer).length;
      if (size > maxBytes) {
        throw new StepError('HTTP_TOO_LARGE', `${url.host} answers more than ${maxBytes} bytes.`);
      }
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw failureOf(error as Error, url, signal);
  } finally {
    message.destroy();
  }
  return Buffer.concat(chunks);
}

/** The body without its content coding (RFC 9110, 8.4.1). */
function decoded(message: IncomingMessage): Readable {
  const decoders: Record<string, () => NodeJS.ReadWriteStream> = {
    gzip: createGunzip,
    'x-gzip': createGunzip,
    deflate: createInflate,
    br: createBrotliDecompress,
  };
  const decoder = decoders[message.headers['content-encoding']?.trim().toLowerCase() ?? ''];
  if (decoder === undefined) return message;
  // Errors come out of the last stream, which is read.
  return pipeline(message, decoder(), () => undefined) as unknown as Readable;
}

function bodyOf(bytes: Buffer, contentType: string): JsonValue {
  if (bytes.length === 0) return null;
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (type === 'application/json' || type.endsWith('+json')) {
    try {
      return JSON.parse(bytes.toString('utf8')) as JsonValue;
    } catch {
      return bytes.toString('utf8');
    }
  }
  const isText =
    type === '' ||
    type.startsWith('text/') ||
    /(^|[/+])(xml|x-www-form-urlencoded|javascript|yaml)$/.test(type);
  return isText ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
}

function failureOf(error: Error, url: URL, signal: AbortSignal): Error {
  if (signal.aborted) return signal.reason as Error;
  if (error instanceof StepError) return error;
  const { code } = error as NodeJS.ErrnoException;
  return new StepError(
    'HTTP_FAILED',
    `${url.host} could not be asked (${code ?? 'unknown'}).`,
    {},
    true,
  );
}
