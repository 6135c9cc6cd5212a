import { type IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { Refusal } from '../platform/refusal';
import {
  type DeliverWebhook,
  type SignatureFault,
  type Webhook,
} from '../run/trigger/deliver-webhook';
import { parametersOf, payloadHeaders, payloadQuery } from '../run/trigger/webhook-payload';
import { type Signed } from '../run/trigger/webhook-signature';
import { allow, type Handler, httpError, safelyDecoded } from './http-server';
import { send } from './http-response';
import { refuseInexactIntegers } from './inexact-integers';
import { readBytes } from './request-body';
import { REQUEST_LIMITS } from './request-limits';

const JSON_TYPE = /^application\/(?:[^;]*\+)?json\s*(?:;|$)/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/i;
/** How often a webhook is looked for that is another each time, because of releases. */
const MOST_LOOKS = 3;

/** HTTP status of a start that is refused; any other is 409: it may pass once the workflow has changed. */
const STATUS: Record<string, number> = {
  LIMIT_HIT: 429,
  RUN_INPUT_INVALID: 422,
  INVALID_INPUT: 422,
};

/**
 * `POST /hooks/:workspaceKey/:path`: starts a run of the workflow whose webhook has the path. Answers
 * 202 with the run's id as soon as that is committed.
 */
export class WebhookEndpoint {
  constructor(private readonly webhooks: DeliverWebhook) {}

  readonly answer: Handler = async (request, response, url) => {
    allow(request, 'POST');
    const [workspaceKey, path, ...rest] = url.pathname
      .slice('/hooks/'.length)
      .split('/')
      .map(safelyDecoded);
    const isAddress = rest.length === 0 && isPlain(workspaceKey) && isPlain(path);
    let body: Buffer | undefined;
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      const webhook = isAddress ? await this.webhooks.find(workspaceKey!, path!) : undefined;
      if (!webhook) throw httpError(404, 'NOT_FOUND', 'There is nothing at this address.');
      body ??= await readBytes(request, REQUEST_LIMITS.hookBytes);
      const runId = await this.deliver(webhook, request, url, body);
      if (runId === undefined) continue;
      const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
      return send(response, 202, headers, JSON.stringify({ runId }));
    }
    throw httpError(503, 'SERVICE_UNAVAILABLE', 'This webhook is being changed; send it again.');
  };

  private async deliver(
    webhook: Webhook,
    request: IncomingMessage,
    url: URL,
    bytes: Buffer,
  ): Promise<string | undefined> {
    const header = (name: string): string | undefined => request.headers[name]?.toString();
    const signed = await this.webhooks.check(webhook, { header, body: bytes });
    if (isFault(signed)) throw signatureError(signed);
    const body = readContent(request.headers['content-type'] ?? '', bytes);
    const payload = {
      method: request.method!,
      headers: payloadHeaders(request.headers),
      query: payloadQuery(url.searchParams),
      body,
    };
    try {
      return await this.webhooks.fire(webhook, signed, payload, body ?? {});
    } catch (error) {
      throw error instanceof Refusal ? startError(error) : error;
    }
  }
}

function isPlain(segment: string | undefined): boolean {
  return segment !== undefined && /^[A-Za-z0-9._~-]{1,200}$/.test(segment);
}

function isFault(signed: Signed | SignatureFault): signed is SignatureFault {
  return typeof signed === 'string';
}

function signatureError(fault: SignatureFault): GraphQLError {
  if (fault === 'SECRET_MISSING') {
    const message = 'The secret of this webhook is not set, so no request can be checked.';
    return httpError(503, 'SERVICE_UNAVAILABLE', message);
  }
  const headers = new Map([['www-authenticate', 'Webhook-Signature']]);
  const message = 'The signature of this request is missing, wrong or outdated.';
  return httpError(401, 'UNAUTHENTICATED', message, headers);
}

function startError(refusal: Refusal): GraphQLError {
  return new GraphQLError(refusal.message, {
    originalError: refusal,
    extensions: { http: { status: STATUS[refusal.code] ?? 409 } },
  });
}

/** What a body says by its type: JSON, the fields of a form, or a text; null where it is empty. */
function readContent(type: string, bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  const text = readText(bytes);
  if (FORM_TYPE.test(type)) return parametersOf(new URLSearchParams(text));
  if (!JSON_TYPE.test(type)) return text;
  const content = parse(text);
  refuseInexactIntegers(text);
  return content;
}

function readText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw httpError(400, 'BAD_REQUEST', 'The body is not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw httpError(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
}
