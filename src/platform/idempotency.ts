import { createHash } from 'node:crypto';
import { type Clock, plusMilliseconds } from './clock';
import { type Transaction } from './database/transaction';
import { type Database } from './database/database';
import { Store } from './database/store';
import { invalidInput, Refusal } from './refusal';

const MOST_KEY_CHARACTERS = 200;
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;

/** A request as idempotency sees it. */
export interface IdempotentRequest {
  workspaceId: string;
  mutation: string;
  key: string;
  /** SHA-256 of the input without the key, in hexadecimal digits. */
  inputDigest: string;
}

/**
 * The request as idempotency sees it, or undefined where no key is given.
 * @param inputText the input without the key, as text that is the same for the same input.
 * @throws Refusal INVALID_INPUT for a key of no or of more than 200 characters.
 */
export function keyedRequest(
  workspaceId: string,
  mutation: string,
  key: string | null | undefined,
  inputText: () => string,
): IdempotentRequest | undefined {
  if (key == null) return undefined;
  if (key.length === 0 || key.length > MOST_KEY_CHARACTERS)
    throw invalidInput(`An idempotencyKey has 1 to ${MOST_KEY_CHARACTERS} characters.`, [
      'idempotencyKey',
    ]);
  const inputDigest = createHash('sha256').update(inputText()).digest('hex');
  return { workspaceId, mutation, key, inputDigest };
}

/** Remembers what a mutation with a key made, in the transaction that made it; successes only. */
export class IdempotencyKeys extends Store {
  constructor(
    database: Database,
    private readonly clock: Clock,
  ) {
    super(database);
  }

  /**
   * What an earlier request with this key made, or undefined for a new key.
   * @throws Refusal IDEMPOTENCY_KEY_REUSED when its input was another.
   */
  async find<Result>(
    transaction: Transaction,
    request: IdempotentRequest,
  ): Promise<Result | undefined> {
    if (this.database.dialect === 'postgres') {
      // two requests with one key at once: the second waits for what the first makes of it
      const name = [request.workspaceId, request.mutation, request.key].join('/');
      await this.rows('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [name], transaction);
    }
    const row = await this.row<{ inputDigest: string; result: string }>(
      `SELECT input_digest AS "inputDigest", result AS "result" FROM idempotency_key
       WHERE workspace_id = ? AND mutation = ? AND key = ? AND created_at > ?`,
      [
        request.workspaceId,
        request.mutation,
        request.key,
        plusMilliseconds(this.clock.now(), -KEPT_FOR),
      ],
      transaction,
    );
    if (!row) return undefined;
    if (row.inputDigest !== request.inputDigest) {
      throw new Refusal(
        'IDEMPOTENCY_KEY_REUSED',
        'This idempotencyKey was used with another input; take a new key for a new request.',
        ['idempotencyKey'],
      );
    }
    return JSON.parse(row.result) as Result;
  }

  async remember(
    transaction: Transaction,
    request: IdempotentRequest,
    result: object,
  ): Promise<void> {
    await this.insert(
      transaction,
      'idempotency_key',
      {
        workspace_id: request.workspaceId,
        mutation: request.mutation,
        key: request.key,
        input_digest: request.inputDigest,
        result: JSON.stringify(result),
        created_at: this.clock.now(),
      },
      `ON CONFLICT (workspace_id, mutation, key) DO UPDATE
       SET input_digest = excluded.input_digest, result = excluded.result, created_at = excluded.created_at`,
    );
  }

  /** Forgets keys older than seven days. */
  async expire(transaction: Transaction): Promise<void> {
    const before = plusMilliseconds(this.clock.now(), -KEPT_FOR);
    await this.rows('DELETE FROM idempotency_key WHERE created_at <= ?', [before], transaction);
  }
}
