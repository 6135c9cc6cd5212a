import { once } from 'node:events';
import { type ServerResponse } from 'node:http';
import { Unauthenticated, missingScopes } from '../access/api-token.errors';
import { mayUse } from '../access/caller';
import { MAX_BUNDLE_BYTES } from '../bundle/bundle';
import { BUNDLE_SCHEMA } from '../bundle/bundle-schema';
import { type BundleUploads } from '../bundle/bundle-uploads';
import { type BundleDownload, type ExportBundle } from '../bundle/export-bundle';
import { Refusal } from '../platform/refusal';
import { allow, type Handler, httpError, safelyDecoded } from './http-server';
import { send } from './http-response';
import { bodyPieces } from './request-body';
import { type RequestCallers } from './request-credentials';

const SCHEMA = JSON.stringify(BUNDLE_SCHEMA);

/**
 * `POST /bundles`: keeps a file for the mutations that take a `bundleId`. `GET /bundles/:id?token=…`:
 * what `exportBundle` linked to; the token is the right to it, so no other is asked for.
 */
export class BundleEndpoint {
  constructor(
    private readonly callers: RequestCallers,
    private readonly uploads: BundleUploads,
    private readonly exports: ExportBundle,
  ) {}

  readonly upload: Handler = async (request, response) => {
    allow(request, 'POST');
    const caller = await this.callers.ofRequest(request);
    if (!caller) throw new Unauthenticated('This needs a token.');
    if (!mayUse(caller, 'workflows:write')) throw missingScopes(['workflows:write']);
    const bundleId = await this.uploads.keep(caller, bodyPieces(request, MAX_BUNDLE_BYTES));
    if (bundleId === undefined) throw httpError(400, 'BAD_REQUEST', 'The body is empty.');
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    send(response, 201, headers, JSON.stringify({ bundleId }));
  };

  readonly download: Handler = async (request, response, url) => {
    allow(request, 'GET');
    const id = safelyDecoded(url.pathname.slice('/bundles/'.length));
    if (id === 'schema') {
      const headers = { 'content-type': 'application/schema+json; charset=utf-8' };
      return send(response, 200, headers, SCHEMA);
    }
    const token = url.searchParams.get('token') ?? '';
    const download = isPlain(id) && isPlain(token) ? await this.find(id, token) : undefined;
    if (!download) throw httpError(404, 'NOT_FOUND', 'There is nothing at this address.');
    await sendPieces(response, download);
  };

  private async find(id: string, token: string): Promise<BundleDownload | undefined> {
    try {
      return await this.exports.download(id, token);
    } catch (error) {
      // what was chosen is gone
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }
}

/** Sends as fast as the client reads. What fails on the way ends the connection, so that no part is taken for the whole. */
async function sendPieces(response: ServerResponse, download: BundleDownload): Promise<void> {
  const { contentType, fileName, content } = download;
  response.writeHead(200, {
    'content-type': contentType,
    'content-disposition': `attachment; filename="${fileName}"`,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
  });
  const closed = new AbortController();
  response.once('close', () => closed.abort());
  try {
    for await (const piece of content) {
      if (closed.signal.aborted) return;
      if (!response.write(piece)) await drained(response, closed.signal);
    }
    response.end();
  } catch (error) {
    response.destroy();
    throw error;
  }
}

/** Waits until there is room again, or nobody reads any more. */
async function drained(response: ServerResponse, closed: AbortSignal): Promise<void> {
  try {
    await once(response, 'drain', { signal: closed });
  } catch (error) {
    if (!closed.aborted) throw error;
  }
}

function isPlain(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,200}$/.test(text);
}
