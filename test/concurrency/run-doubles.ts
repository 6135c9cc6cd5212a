import { createHash, createHmac } from 'node:crypto';
import { type JsonValue } from '../../src/graph/definition';
import { type Ids } from '../../src/platform/ids';
import { type NodeFunction } from '../../src/run/execution/node-function';
import { type InstalledNodeType } from '../../src/run/execution/installed-node-type';
import { StepError } from '../../src/run/execution/step-error';
import { nodeType } from '../support/node-types';
import { type TestApp } from '../support/create-test-app';

/** The one secret of a walk, by its value; null while it is not set. */
export interface WalkSecret {
  value: string | null;
}

/**
 * Ids that a walk can be repeated with: those of rows count on, in the order in which they are made;
 * what draws are made of hangs on the number of the walk alone.
 */
export class WalkIds implements Ids {
  #count = 0;
  readonly #secrets = new Map<number, number>();
  #draw = 0;

  /** @param draw what the draws of the walk hang on. */
  begin(draw: number): void {
    this.#draw = draw;
    this.#secrets.clear();
  }

  next(prefix: string): string {
    return `${prefix}_${String(++this.#count).padStart(32, '0')}`;
  }

  secret(bytes: number): string {
    // one row of secrets for each length: leases are taken in the background, draws are not
    const count = (this.#secrets.get(bytes) ?? 0) + 1;
    this.#secrets.set(bytes, count);
    const hash = createHash('sha512').update(`${this.#draw} ${bytes} ${count}`);
    return hash.digest().subarray(0, bytes).toString('base64url');
  }
}

/** Nodes that are under way until a walk ends them, by run. */
export class HeldNodes {
  readonly #held = new Map<
    string,
    { resolve: (output: JsonValue) => void; reject: (error: Error) => void }
  >();
  readonly types: InstalledNodeType[];

  constructor() {
    const start: NodeFunction['start'] = async ({ scope, signal }) => {
      const id = scope.run['id'] as string;
      const output = await new Promise<JsonValue>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        this.#held.set(id, { resolve, reject });
      }).finally(() => this.#held.delete(id));
      return { kind: 'DONE', output };
    };
    this.types = [nodeType('test.held', start)];
  }

  holds(runId: string): boolean {
    return this.#held.has(runId);
  }

  /** Ends the node of a run, which is under way. */
  release(runId: string, fails: boolean): void {
    const { resolve, reject } = this.#held.get(runId)!;
    if (fails) reject(new StepError('NODE_FAILED', 'The walk has it fail.'));
    else resolve('done');
  }

  releaseAll(): void {
    for (const { resolve } of this.#held.values()) resolve('done');
  }
}

/** Sends a request to a webhook; answers its run or the code that it was refused with. */
export async function sendHook(
  app: TestApp,
  path: string,
  body: object,
  signed?: { secret: string; id: string },
): Promise<{ code?: string; runId?: string }> {
  const text = JSON.stringify(body);
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (signed) {
    const timestamp = String(Math.floor(Date.parse(app.clock.now()) / 1000));
    const hmac = createHmac('sha256', signed.secret).update(`${signed.id}.${timestamp}.${text}`);
    headers['webhook-id'] = signed.id;
    headers['webhook-timestamp'] = timestamp;
    headers['webhook-signature'] = `v1,${hmac.digest('base64')}`;
  }
  const url = `${app.url}/hooks/default/${path}`;
  const response = await fetch(url, { method: 'POST', headers, body: text });
  const answer = (await response.json()) as {
    runId?: string;
    errors?: { extensions: { code: string } }[];
  };
  return { runId: answer.runId, code: answer.errors?.[0]?.extensions.code };
}
