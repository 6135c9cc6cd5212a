import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { DRAFT_NUMBER, type Version } from './version';
import { type CallingVersion } from './version.rules';

/** What a version of a workflow that is called holds. */
export interface CalledVersion {
  workflowId: string;
  number: number;
  digest: string;
}

/** Where calls of other workflows lead, within one workspace, and who is pinned to what. */
export class SubworkflowStore extends Store {
  readonly #locked = new WeakSet<Transaction>();

  /**
   * Waits for others who write or release calls in the workspace, or who drop what may be called, until
   * the commit: nobody pins what somebody else is about to drop. Taken after the lock of a workflow and
   * before definitions are kept or dropped. SQLite has but one writer.
   */
  async lock(transaction: Transaction, workspaceId: string): Promise<void> {
    if (this.database.dialect !== 'postgres' || this.#locked.has(transaction)) return;
    await this.rows(
      'SELECT pg_advisory_xact_lock(hashtextextended(?, 0))',
      [`subworkflows of ${workspaceId}`],
      transaction,
    );
    this.#locked.add(transaction);
  }

  /** Of each workflow the draft, the latest version and those with `numbers`; nothing of one that is not there. */
  versions(
    transaction: Transaction,
    workspaceId: string,
    workflowIds: readonly string[],
    numbers: readonly number[],
  ): Promise<CalledVersion[]> {
    return this.rows<CalledVersion>(
      `SELECT v.workflow_id AS "workflowId", v.number AS "number", v.digest AS "digest" FROM version v
       WHERE ${this.database.checked('v.workspace_id')} = ? AND ${this.database.isIn('v.workflow_id')}
         AND (v.number = ${DRAFT_NUMBER} OR ${this.database.isIn('CAST(v.number AS TEXT)')}
           OR v.number = (SELECT MAX(x.number) FROM version x WHERE x.workflow_id = v.workflow_id))
       ORDER BY v.workflow_id, v.number`,
      [workspaceId, this.database.list(workflowIds), this.database.list(numbers.map(String))],
      transaction,
    );
  }

  /** Those of `digests` that a revision of one of the workflows holds, with whose it is. */
  held(
    transaction: Transaction | undefined,
    workspaceId: string,
    workflowIds: readonly string[],
    digests: readonly string[],
  ): Promise<{ workflowId: string; digest: string }[]> {
    return this.rows<{ workflowId: string; digest: string }>(
      `SELECT DISTINCT v.workflow_id AS "workflowId", r.digest AS "digest"
       FROM revision r JOIN version v ON v.id = r.version_id
       WHERE r.workspace_id = ? AND ${this.database.isIn('r.digest')}
         AND ${this.database.isIn(this.database.checked('v.workflow_id'))}`,
      [workspaceId, this.database.list(digests), this.database.list(workflowIds)],
      transaction,
    );
  }

  /** Digests of a workflow that calls are pinned to. */
  async pinned(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
  ): Promise<string[]> {
    const rows = await this.rows<{ digest: string }>(
      `SELECT DISTINCT p.child_digest AS "digest" FROM subworkflow_pin p
       WHERE p.workspace_id = ? AND p.child_workflow_id = ?`,
      [workflow.workspaceId, workflow.id],
      transaction,
    );
    return rows.map(({ digest }) => digest);
  }

  /** One of those, itself apart, with a revision that is pinned to something that the version held. */
  callerOfVersion(transaction: Transaction, version: Version): Promise<CallingVersion | undefined> {
    const { id, workspaceId, workflowId } = version;
    return this.caller(transaction, { id: workflowId, workspaceId }, 'hv.id = ? AND v.id <> ?', id);
  }

  /** One of those, its own versions apart, with a revision that is pinned to the workflow. */
  callerOfWorkflow(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
  ): Promise<CallingVersion | undefined> {
    const others = 'hv.workflow_id = ? AND v.workflow_id <> ?';
    return this.caller(transaction, workflow, others, workflow.id);
  }

  /** `condition` is on the version `hv` that held what is pinned, and on `v` that pins it. */
  private caller(
    transaction: Transaction,
    called: { id: string; workspaceId: string },
    condition: string,
    id: string,
  ): Promise<CallingVersion | undefined> {
    return this.row<CallingVersion>(
      `SELECT w.key AS "workflowKey", v.number AS "number" FROM subworkflow_pin p
       JOIN revision h ON h.workspace_id = p.workspace_id AND h.digest = p.child_digest
       JOIN version hv ON hv.id = h.version_id
       JOIN revision r ON r.workspace_id = p.workspace_id AND r.digest = p.digest
       JOIN version v ON v.id = r.version_id
       JOIN workflow w ON w.id = v.workflow_id
       WHERE p.workspace_id = ? AND p.child_workflow_id = ? AND ${condition}
       ORDER BY w.key, v.number LIMIT 1`,
      [called.workspaceId, called.id, id, id],
      transaction,
    );
  }
}
