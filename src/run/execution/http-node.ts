import type { JsonValue } from '../../graph/definition';
import type { HttpRequest } from './http-request';
import type { NodeContext, NodeFunction } from './node-function';
import { withinTime } from './retry';
import { SecretReveal, SecretText } from './secret-text';
import { StepError } from './step-error';
import { renderJson, renderTemplate, revealJson, type RenderedJson } from './template';

/** Longest wait for an answer where neither the node nor its config says, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 30_000;

/** Answers after which the same request can be answered otherwise (RFC 9110, 15; RFC 6585; RFC 8470). */
const RETRYABLE_STATUS = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Methods that repeat what they did (RFC 9110, 9.2.2: the others are idempotent). */
const REPEATING_METHODS = new Set(['POST', 'PATCH']);

/** A request whose secrets are still names: fit to be stored as the input of the step. */
export interface RenderedRequest {
  method: string;
  url: SecretText;
  headers: Record<string, SecretText>;
  body?: RenderedJson;
}

/**
 * Sends the request of an `http` node. Its output is `{ status, headers, body }`. A status of 400 and
 * above fails the step, so that a workflow does not go on with an error for an answer. POST and PATCH
 * carry the step's key as `Idempotency-Key` unless the node sets that header.
 */
export const httpNode: NodeFunction = {
  async start(context) {
    const secrets = new SecretReveal(context.services.secretOf);
    try {
      const rendered = await renderRequest(context);
      // as JSON a text tells its secrets by name
      context.recordInput?.(JSON.parse(JSON.stringify(rendered)) as JsonValue);
      const answer = await withinTime(timeoutOf(context), context.signal, async (signal) =>
        context.services.http(await revealRequest(rendered, secrets), signal),
      );
      const output = secrets.redactJson<JsonValue>({ ...answer });
      if (answer.status < 400) return { kind: 'DONE', output };
      throw statusError(answer.status);
    } catch (error) {
      throw redactedError(error, secrets);
    }
  },
};

/**
 * Fills in the texts of an `http` node. In the URL a value is one component of it, percent-encoded (RFC
 * 3986, 2.1), unless the text begins with it: who computes more of an address computes all of it.
 *
 * @throws StepError if an expression fails.
 */
export async function renderRequest(context: NodeContext): Promise<RenderedRequest> {
  const { node, scope, services } = context;
  const { method, url, headers, body } = node.config;
  const evaluate = services.expressions.evaluate.bind(services.expressions);
  const inScope = (expression: string, place: object) => evaluate(expression, scope, place);
  const at = (path: string) => ({ nodeKey: node.id, path });
  if (typeof method !== 'string' || typeof url !== 'string') {
    throw new StepError('CONFIG_INVALID', 'The node has no method or URL.', at('/config'));
  }
  const rendered: RenderedRequest = {
    method,
    url: await renderTemplate(url, inScope, at('/config/url'), urlComponent),
    headers: {},
  };
  for (const [name, value] of Object.entries((headers ?? {}) as Record<string, string>)) {
    rendered.headers[name.toLowerCase()] = await renderTemplate(
      value,
      inScope,
      at('/config/headers'),
    );
  }
  if (REPEATING_METHODS.has(method) && rendered.headers['idempotency-key'] === undefined) {
    rendered.headers['idempotency-key'] = new SecretText([context.stepKey]);
  }
  if (body === undefined || body === null) return rendered;
  if (typeof body === 'string') {
    return { ...rendered, body: await renderTemplate(body, inScope, at('/config/body')) };
  }
  rendered.headers['content-type'] ??= new SecretText(['application/json']);
  return { ...rendered, body: await renderJson(body, inScope, at('/config/body')) };
}

/** The shortest of what holds: the node's own limit is kept by who calls the function. */
function timeoutOf({ node }: NodeContext): number {
  const { timeoutMs } = node.config;
  if (typeof timeoutMs === 'number') return timeoutMs;
  return Math.max(DEFAULT_TIMEOUT_MS, node.timeoutMs ?? 0);
}

async function revealRequest(
  rendered: RenderedRequest,
  secrets: SecretReveal,
): Promise<HttpRequest> {
  const headers: Record<string, string> = {};
  const secretHeaders = new Set<string>();
  for (const [name, text] of Object.entries(rendered.headers)) {
    headers[name] = await secrets.reveal(text);
    if (text.isSecret) secretHeaders.add(name);
  }
  const request = {
    method: rendered.method,
    url: await secrets.reveal(rendered.url),
    headers,
    secretHeaders,
  };
  const { body } = rendered;
  if (body === undefined) return request;
  const revealed = await revealJson(body, (text) => secrets.reveal(text));
  return {
    ...request,
    body: body instanceof SecretText ? (revealed as string) : JSON.stringify(revealed),
    isBodySecret: holdsSecret(body),
  };
}

function holdsSecret(value: RenderedJson): boolean {
  if (value instanceof SecretText) return value.isSecret;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value as Record<string, RenderedJson>).some(holdsSecret);
}

function urlComponent(text: string, isFirst: boolean): string {
  if (isFirst) return text;
  // Percent-encoded or not, these two leave the path (WHATWG URL, 4.1).
  if (text === '.' || text === '..') {
    throw new StepError('EXPRESSION_FAILED', `${text} cannot be part of an address.`);
  }
  return encodeURIComponent(text);
}

function statusError(status: number): StepError {
  const message = `The request was answered with the status ${status}.`;
  return new StepError('HTTP_STATUS', message, {}, RETRYABLE_STATUS.has(status));
}

function redactedError(error: unknown, secrets: SecretReveal): unknown {
  if (!(error instanceof StepError)) return error;
  return new StepError(error.code, secrets.redact(error.message), error.place, error.isRetryable);
}
