import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';

/** Two definitions of a workspace. */
export interface DigestPair {
  from: string;
  to: string;
}

/** Summaries of diffs by pair of digests, as JSON texts. What is kept never goes stale. */
export class DiffSummaryStore extends Store {
  async keep(
    transaction: Transaction,
    workspaceId: string,
    { from, to }: DigestPair,
    summary: string,
  ): Promise<void> {
    await this.insert(
      transaction,
      'diff_summary',
      { workspace_id: workspaceId, to_digest: to, from_digest: from, summary },
      'ON CONFLICT (workspace_id, to_digest, from_digest) DO NOTHING',
    );
  }

  /** The kept summaries of `pairs`, each with its pair. */
  texts(
    workspaceId: string,
    pairs: readonly DigestPair[],
    transaction?: Transaction,
  ): Promise<(DigestPair & { summary: string })[]> {
    return this.rows<DigestPair & { summary: string }>(
      `SELECT s.from_digest AS "from", s.to_digest AS "to", s.summary AS "summary"
       FROM diff_summary s
       WHERE s.workspace_id = ? AND ${this.database.isIn('s.to_digest')} AND ${this.database.isIn('s.from_digest')}`,
      [
        workspaceId,
        this.database.list(pairs.map(({ to }) => to)),
        this.database.list(pairs.map(({ from }) => from)),
      ],
      transaction,
    );
  }
}
