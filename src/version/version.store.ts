import { actorFromText } from '../platform/actor';
import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Page } from '../platform/graphql/page';
import { type Held } from './lineage';
import { type Version } from './version';
import { versionLabel, versionStatus } from './version.rules';

type Derived = 'label' | 'status' | 'isArchived';
type VersionRow = Omit<Version, Derived | 'createdBy'> & { createdBy: string };

const COLUMNS: Record<Exclude<keyof Version, Derived>, string> = {
  id: 'id',
  workspaceId: 'workspace_id',
  workflowId: 'workflow_id',
  number: 'number',
  name: 'name',
  description: 'description',
  workflowName: 'workflow_name',
  origin: 'origin',
  parentId: 'parent_id',
  revision: 'revision',
  digest: 'digest',
  createdAt: 'created_at',
  createdBy: 'created_by',
  sealedAt: 'sealed_at',
  archivedAt: 'archived_at',
};
const SELECTED = Object.entries(COLUMNS)
  .map(([name, column]) => `v.${column} AS "${name}"`)
  .join(', ');
const VERSION = `SELECT ${SELECTED} FROM version v`;

/** No version's number is as high. */
const LAST_NUMBER = Number.MAX_SAFE_INTEGER;

/** Orders of a list of versions, by number. */
export type VersionOrder = 'NUMBER_DESC' | 'NUMBER_ASC';

export interface VersionSelection {
  includeArchived: boolean;
  order: VersionOrder;
}

const BY_NUMBER = `${VERSION} WHERE v.workflow_id = ? AND v.number = ?`;
const LATEST = `${VERSION} WHERE v.workflow_id = ? AND v.number > 0 ORDER BY v.number DESC LIMIT 1`;

export class VersionStore extends Store {
  // hot: texts that are put together once
  readonly #byIds = `${VERSION} WHERE ${this.database.checked('v.workspace_id')} = ? AND ${this.database.isIn('v.id')}`;
  readonly #pages = new Map<string, string>();

  /** `parent` is what its parent held when the content came from it. */
  async create(
    transaction: Transaction,
    version: Version,
    parent: Held | undefined,
  ): Promise<void> {
    await this.insert(transaction, 'version', {
      id: version.id,
      workspace_id: version.workspaceId,
      workflow_id: version.workflowId,
      number: version.number,
      name: version.name,
      description: version.description,
      workflow_name: version.workflowName,
      origin: version.origin,
      parent_id: version.parentId,
      parent_revision: parent?.revision ?? null,
      parent_digest: parent?.digest ?? null,
      revision: version.revision,
      digest: version.digest,
      created_at: version.createdAt,
      created_by: JSON.stringify(version.createdBy),
      sealed_at: version.sealedAt,
      archived_at: version.archivedAt,
    });
  }

  async byNumber(
    transaction: Transaction | undefined,
    workflowId: string,
    number: number,
  ): Promise<Version | undefined> {
    const row = await this.row<VersionRow>(BY_NUMBER, [workflowId, number], transaction);
    return row && toVersion(row);
  }

  /** The saved version with the highest number. */
  async latest(
    transaction: Transaction | undefined,
    workflowId: string,
  ): Promise<Version | undefined> {
    const row = await this.row<VersionRow>(LATEST, [workflowId], transaction);
    return row && toVersion(row);
  }

  /** All versions of a workflow by number, the draft first. */
  async ofWorkflow(transaction: Transaction | undefined, workflowId: string): Promise<Version[]> {
    const rows = await this.rows<VersionRow>(
      `${VERSION} WHERE v.workflow_id = ? ORDER BY v.number`,
      [workflowId],
      transaction,
    );
    return rows.map(toVersion);
  }

  async byIds(
    workspaceId: string,
    ids: readonly string[],
    transaction?: Transaction,
  ): Promise<Version[]> {
    const rows = await this.rows<VersionRow>(
      this.#byIds,
      [workspaceId, this.database.list(ids)],
      transaction,
    );
    return rows.map(toVersion);
  }

  /** For each workflow the version with `number`. */
  async byNumbers(
    workspaceId: string,
    refs: readonly { workflowId: string; number: number }[],
  ): Promise<Version[]> {
    const rows = await this.rows<VersionRow>(
      `${VERSION} WHERE ${this.database.checked('v.workspace_id')} = ? AND ${this.database.isIn('v.workflow_id')} AND v.number IN (${refs.map(() => '?').join()})`,
      [
        workspaceId,
        this.database.list(refs.map((ref) => ref.workflowId)),
        ...refs.map((ref) => ref.number),
      ],
    );
    return rows.map(toVersion);
  }

  /** The latest saved version of each workflow. */
  async latestOf(workspaceId: string, workflowIds: readonly string[]): Promise<Version[]> {
    const rows = await this.rows<VersionRow>(
      `SELECT ${SELECTED} FROM ${this.database.valuesOf('w')} JOIN version v ON v.workflow_id = w.value
       WHERE ${this.database.checked('v.workspace_id')} = ? AND v.number > 0
         AND v.number = (SELECT MAX(x.number) FROM version x WHERE x.workflow_id = w.value)`,
      [this.database.list(workflowIds), workspaceId],
    );
    return rows.map(toVersion);
  }

  /**
   * The same page of each workflow's saved versions, in one statement: for each the rows up to the
   * last of its page, which the index on (workflow_id, number) finds without reading beyond.
   */
  async pages(
    workspaceId: string,
    workflowIds: readonly string[],
    selection: VersionSelection,
    page: Page,
  ): Promise<Version[]> {
    const descending = selection.order === 'NUMBER_DESC';
    const keyset = beyondSql(['x.number'], descending, page);
    const shape = `${selection.includeArchived} ${keyset.sql} ${orderSql(['x.number'], descending, page)}`;
    let sql = this.#pages.get(shape);
    if (!sql) this.#pages.set(shape, (sql = this.pagesSql(selection, keyset.sql, page)));
    const rows = await this.rows<VersionRow>(sql, [
      this.database.list(workflowIds),
      ...keyset.values,
      page.limit,
      workspaceId,
      ...keyset.values,
    ]);
    return inOrder(rows.map(toVersion), descending === page.backward);
  }

  private pagesSql(selection: VersionSelection, beyond: string, page: Page): string {
    const descending = selection.order === 'NUMBER_DESC';
    const listed = `${selection.includeArchived ? '' : ' AND x.archived_at IS NULL'}${beyond}`;
    const last = `SELECT x.number FROM version x WHERE x.workflow_id = w.value AND x.number > 0${listed}
      ORDER BY ${orderSql(['x.number'], descending, page)} LIMIT 1 OFFSET ?`;
    const upToLast =
      descending === page.backward
        ? `x.number > 0 AND x.number <= COALESCE((${last}), ${LAST_NUMBER})`
        : `x.number >= COALESCE((${last}), 1)`;
    return `SELECT ${SELECTED.replaceAll('v.', 'x.')} FROM ${this.database.valuesOf('w')}
       JOIN version x ON x.workflow_id = w.value AND ${upToLast}
       WHERE ${this.database.checked('x.workspace_id')} = ?${listed.replaceAll('x.number', this.database.checked('x.number'))}`;
  }

  /** How many saved versions each workflow has. */
  async counts(
    workspaceId: string,
    workflowIds: readonly string[],
    includeArchived: boolean,
  ): Promise<Map<string, number>> {
    const rows = await this.rows<{ workflowId: string; count: number }>(
      `SELECT v.workflow_id AS "workflowId", COUNT(*) AS "count" FROM version v
       WHERE ${this.database.checked('v.workspace_id')} = ? AND ${this.database.isIn('v.workflow_id')} AND v.number > 0
       ${includeArchived ? '' : 'AND v.archived_at IS NULL'} GROUP BY v.workflow_id`,
      [workspaceId, this.database.list(workflowIds)],
    );
    return new Map(rows.map(({ workflowId, count }) => [workflowId, count]));
  }

  /**
   * Moves a version to its next revision, if it still is at `expectedRevision` and not sealed:
   * the check is part of the statement that writes.
   */
  async moveRevision(
    transaction: Transaction,
    version: Version,
    expectedRevision: number,
    to: { revision: number; digest: string },
  ): Promise<boolean> {
    const rows = await this.rows(
      `UPDATE version SET revision = ?, digest = ?
       WHERE id = ? AND revision = ? AND sealed_at IS NULL RETURNING id`,
      [to.revision, to.digest, version.id, expectedRevision],
      transaction,
    );
    return rows.length === 1;
  }

  async update(
    transaction: Transaction,
    id: string,
    changes: Partial<Pick<Version, 'name' | 'description' | 'archivedAt'>>,
  ): Promise<void> {
    const names = Object.keys(changes) as (keyof typeof changes)[];
    await this.rows(
      `UPDATE version SET ${names.map((name) => `${COLUMNS[name]} = ?`).join(', ')} WHERE id = ?`,
      [...names.map((name) => changes[name] ?? null), id],
      transaction,
    );
  }

  /** Seals those of `ids` that are not sealed; answers them. A stamp is never moved. */
  async seal(transaction: Transaction, ids: readonly string[], now: string): Promise<Version[]> {
    const rows = await this.rows<{ id: string; workspaceId: string }>(
      `UPDATE version SET sealed_at = ? WHERE sealed_at IS NULL AND number > 0 AND ${this.database.isIn('id')}
       RETURNING id AS "id", workspace_id AS "workspaceId"`,
      [now, this.database.list(ids)],
      transaction,
    );
    if (rows.length === 0) return [];
    return this.byIds(
      rows[0]!.workspaceId,
      rows.map((row) => row.id),
      transaction,
    );
  }

  /** Ids of the saved versions of a workflow. */
  async savedIds(transaction: Transaction, workflowId: string): Promise<string[]> {
    const rows = await this.rows<{ id: string }>(
      'SELECT id AS "id" FROM version WHERE workflow_id = ? AND number > 0',
      [workflowId],
      transaction,
    );
    return rows.map((row) => row.id);
  }

  /** A version that is nobody's parent. */
  async delete(transaction: Transaction, id: string): Promise<void> {
    await this.rows('DELETE FROM version WHERE id = ?', [id], transaction);
  }

  /** All versions of a workflow that is deleted, the draft included. */
  async deleteAll(transaction: Transaction, workflowId: string): Promise<void> {
    await this.rows(
      'UPDATE version SET parent_id = NULL WHERE workflow_id = ?',
      [workflowId],
      transaction,
    );
    await this.rows('DELETE FROM version WHERE workflow_id = ?', [workflowId], transaction);
  }
}

/**
 * Puts the versions of each workflow in order. They come ascending from the index, so that there is
 * nothing to sort; SQLite, asked for an order, would sort whole rows for a third more time.
 */
function inOrder(versions: Version[], ascending: boolean): Version[] {
  const isAscending = versions.every((version, place) => {
    const before = versions[place - 1];
    return before?.workflowId !== version.workflowId || before.number < version.number;
  });
  if (!isAscending) versions.sort((a, b) => a.number - b.number);
  return ascending ? versions : versions.reverse();
}

/** Completes the row itself: to copy a hundred rows would take a tenth of the time of a page. */
function toVersion(row: VersionRow): Version {
  const version = row as unknown as Version;
  version.createdBy = actorFromText(row.createdBy);
  version.label = versionLabel(row.number);
  version.status = versionStatus(row.number, row.sealedAt);
  version.isArchived = row.archivedAt !== null;
  return version;
}
