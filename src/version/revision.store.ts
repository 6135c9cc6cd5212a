import { actorFromText } from '../platform/actor';
import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Page } from '../platform/graphql/page';
import { type Problem } from '../graph/problems';
import { type RejectedSave, type Revision } from './version';

type RevisionRow = Omit<Revision, 'createdBy'> & { createdBy: string };
type RejectedSaveRow = Omit<RejectedSave, 'createdBy'> & { createdBy: string };

const REVISION = `SELECT r.id AS "id", r.workspace_id AS "workspaceId", r.version_id AS "versionId", r.number AS "number",
  r.kind AS "kind", r.digest AS "digest", r.client_id AS "clientId", r.sent_digest AS "sentDigest", r.created_at AS "createdAt",
  r.created_by AS "createdBy" FROM revision r`;

const REJECTED_SAVE = `SELECT s.id AS "id", s.workspace_id AS "workspaceId", s.version_id AS "versionId",
  s.base_revision AS "baseRevision", s.digest AS "digest", s.created_at AS "createdAt",
  s.created_by AS "createdBy", s.expires_at AS "expiresAt" FROM rejected_save s`;

/** A definition that a row refers to. */
export interface HeldDefinition {
  workspaceId: string;
  digest: string;
}

/** Revisions with their problems, and saves that were refused. */
export class RevisionStore extends Store {
  async create(
    transaction: Transaction,
    revision: Revision,
    problems: readonly Problem[],
    callsWorkflows: boolean,
  ): Promise<void> {
    await this.insert(transaction, 'revision', {
      id: revision.id,
      workspace_id: revision.workspaceId,
      version_id: revision.versionId,
      number: revision.number,
      kind: revision.kind,
      digest: revision.digest,
      problems: problems.length === 0 ? '[]' : JSON.stringify(problems),
      calls_workflows: callsWorkflows ? 1 : 0,
      client_id: revision.clientId,
      sent_digest: revision.sentDigest,
      created_at: revision.createdAt,
      created_by: JSON.stringify(revision.createdBy),
    });
  }

  async byNumber(
    versionId: string,
    number: number,
    transaction?: Transaction,
  ): Promise<Revision | undefined> {
    const row = await this.row<RevisionRow>(
      `${REVISION} WHERE r.version_id = ? AND r.number = ?`,
      [versionId, number],
      transaction,
    );
    return row && toRevision(row);
  }

  /** Revisions after `number`, oldest first. */
  async after(transaction: Transaction, versionId: string, number: number): Promise<Revision[]> {
    const rows = await this.rows<RevisionRow>(
      `${REVISION} WHERE r.version_id = ? AND r.number > ? ORDER BY r.number`,
      [versionId, number],
      transaction,
    );
    return rows.map(toRevision);
  }

  async byIds(workspaceId: string, ids: readonly string[]): Promise<Revision[]> {
    const rows = await this.rows<RevisionRow>(
      `${REVISION} WHERE ${this.database.checked('r.workspace_id')} = ? AND ${this.database.isIn('r.id')}`,
      [workspaceId, this.database.list(ids)],
    );
    return rows.map(toRevision);
  }

  /** A page of a version's revisions, newest first. */
  async page(versionId: string, page: Page): Promise<Revision[]> {
    const keyset = beyondSql(['r.number'], true, page);
    const rows = await this.rows<RevisionRow>(
      `${REVISION} WHERE r.version_id = ?${keyset.sql} ORDER BY ${orderSql(['r.number'], true, page)} LIMIT ?`,
      [versionId, ...keyset.values, page.limit + 1],
    );
    return rows.map(toRevision);
  }

  async count(versionId: string): Promise<number> {
    const row = await this.row<{ count: number }>(
      'SELECT COUNT(*) AS "count" FROM revision WHERE version_id = ?',
      [versionId],
    );
    return row!.count;
  }

  /** Problems of revisions, by `versionId/number`. */
  async problems(
    revisions: readonly { versionId: string; number: number }[],
    transaction?: Transaction,
  ): Promise<Map<string, Problem[]>> {
    const rows = await this.rows<{ versionId: string; number: number; problems: string }>(
      `SELECT r.version_id AS "versionId", r.number AS "number", r.problems AS "problems"
       FROM ${this.database.valuesOf('w')} JOIN revision r ON r.version_id || '/' || r.number = w.value
       WHERE ${this.database.isIn('r.version_id')}`,
      [
        this.database.list(revisions.map((revision) => `${revision.versionId}/${revision.number}`)),
        this.database.list(revisions.map((revision) => revision.versionId)),
      ],
      transaction,
    );
    return new Map(
      rows.map((row) => [`${row.versionId}/${row.number}`, JSON.parse(row.problems) as Problem[]]),
    );
  }

  /**
   * What a release asks of a revision: whether it calls other workflows, and all problems if that or
   * an error among them may refuse it, else none. Parsed only then: most revisions have none, but a
   * warning for each node of a type that is not built in.
   */
  async releaseFacts(
    versionId: string,
    number: number,
    transaction: Transaction,
  ): Promise<{ problems: Problem[]; callsWorkflows: boolean }> {
    const row = await this.row<{ problems: string; callsWorkflows: number }>(
      `SELECT r.problems AS "problems", r.calls_workflows AS "callsWorkflows" FROM revision r
       WHERE r.version_id = ? AND r.number = ?`,
      [versionId, number],
      transaction,
    );
    const callsWorkflows = row?.callsWorkflows === 1;
    const isNeeded = callsWorkflows || row?.problems.includes('"ERROR"');
    return { problems: isNeeded ? (JSON.parse(row!.problems) as Problem[]) : [], callsWorkflows };
  }

  /** The newest revision of a workflow, or of one of its versions, that holds `digest`; saved versions before the draft. */
  async withDigest(
    transaction: Transaction,
    workflow: { id: string; workspaceId: string },
    digest: string,
    versionId?: string,
  ): Promise<{ versionId: string; number: number } | undefined> {
    return this.row<{ versionId: string; number: number }>(
      `SELECT r.version_id AS "versionId", r.number AS "number" FROM revision r
       JOIN version v ON v.id = r.version_id AND v.workflow_id = ?
       WHERE r.workspace_id = ? AND r.digest = ? AND (? = 0 OR r.version_id = ?)
       ORDER BY v.number DESC, r.number DESC LIMIT 1`,
      [workflow.id, workflow.workspaceId, digest, versionId ? 1 : 0, versionId ?? null],
      transaction,
    );
  }

  async keepRejected(transaction: Transaction, save: RejectedSave): Promise<void> {
    await this.insert(transaction, 'rejected_save', {
      id: save.id,
      workspace_id: save.workspaceId,
      version_id: save.versionId,
      base_revision: save.baseRevision,
      digest: save.digest,
      created_at: save.createdAt,
      created_by: JSON.stringify(save.createdBy),
      expires_at: save.expiresAt,
    });
  }

  async rejectedById(
    workspaceId: string,
    id: string,
    now: string,
  ): Promise<RejectedSave | undefined> {
    const row = await this.row<RejectedSaveRow>(
      `${REJECTED_SAVE} WHERE s.workspace_id = ? AND s.id = ? AND s.expires_at > ?`,
      [workspaceId, id, now],
    );
    return row && { ...row, createdBy: actorFromText(row.createdBy) };
  }

  /** Forgets the expired ones; answers the definitions that they held. */
  dropExpiredRejections(transaction: Transaction, now: string): Promise<HeldDefinition[]> {
    return this.rows<HeldDefinition>(
      `DELETE FROM rejected_save WHERE expires_at <= ?
       RETURNING workspace_id AS "workspaceId", digest AS "digest"`,
      [now],
      transaction,
    );
  }

  /** The definitions that a version holds: its revisions, rejected saves, and what it came from. */
  heldBy(transaction: Transaction, versionId: string): Promise<HeldDefinition[]> {
    return this.held(transaction, '= ?', versionId);
  }

  /** As {@link heldBy}, of all versions of a workflow and its draft. */
  heldByAll(transaction: Transaction, workflowId: string): Promise<HeldDefinition[]> {
    const ofWorkflow = 'IN (SELECT v.id FROM version v WHERE v.workflow_id = ?)';
    return this.held(transaction, ofWorkflow, workflowId);
  }

  private held(transaction: Transaction, versions: string, id: string): Promise<HeldDefinition[]> {
    const from = (table: string, digest: string, version: string) =>
      `SELECT workspace_id AS "workspaceId", ${digest} AS "digest" FROM ${table} WHERE ${version} ${versions}`;
    const sql = [
      from('revision', 'digest', 'version_id'),
      from('revision', 'sent_digest', 'sent_digest IS NOT NULL AND version_id'),
      from('rejected_save', 'digest', 'version_id'),
      from('merge_parent', 'digest', 'version_id'),
      from('version', 'parent_digest', 'parent_digest IS NOT NULL AND id'),
    ].join(' UNION ');
    return this.rows<HeldDefinition>(sql, [id, id, id, id, id], transaction);
  }

  async delete(transaction: Transaction, ids: readonly string[]): Promise<void> {
    await this.rows(
      `DELETE FROM revision WHERE ${this.database.isIn('id')}`,
      [this.database.list(ids)],
      transaction,
    );
  }

  /** All revisions of a workflow's versions, oldest first, each with whether a rejected save is based on it. */
  async ofWorkflow(
    transaction: Transaction | undefined,
    workflowId: string,
  ): Promise<(Revision & { current: boolean; rejected: boolean })[]> {
    const rows = await this.rows<
      RevisionRow & { current: number | boolean; rejected: number | boolean }
    >(
      `${REVISION.replace(' FROM revision r', '')}, v.revision = r.number AS "current",
         EXISTS (SELECT 1 FROM rejected_save s WHERE s.version_id = r.version_id AND s.base_revision = r.number) AS "rejected"
       FROM revision r JOIN version v ON v.id = r.version_id WHERE v.workflow_id = ? ORDER BY v.number, r.number`,
      [workflowId],
      transaction,
    );
    return rows.map((row) => ({
      ...toRevision(row),
      current: Boolean(row.current),
      rejected: Boolean(row.rejected),
    }));
  }
}

function toRevision<Row extends RevisionRow>(row: Row) {
  return { ...row, createdBy: actorFromText(row.createdBy) };
}
