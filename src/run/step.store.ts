import { beyondSql, orderSql } from '../platform/database/keyset';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type Page } from '../platform/graphql/page';
import { type RunError, type Step, type StepContent, type StepStatus, type StepWait } from './run';

export type StepRow = Omit<Step, 'error' | 'waitingFor'> & {
  error: string | null;
  waitingFor: string | null;
};

const SELECT_STEP = `SELECT s.id AS "id", s.run_id AS "runId", s.node_key AS "nodeKey", s.name AS "name",
  s.attempt AS "attempt", s.position AS "position", s.status AS "status", s.error AS "error",
  s.waiting_for AS "waitingFor", s.started_at AS "startedAt", s.finished_at AS "finishedAt"`;
const STEP = `${SELECT_STEP} FROM step s`;

/** Waiting steps of one run that are told at most. */
const MOST_WAITING = 100;

/** Steps of runs: one row per run, node and attempt. The run must be held by whoever writes them. */
export class StepStore extends Store {
  /** The latest attempt at a node. */
  async latest(
    transaction: Transaction,
    runId: string,
    nodeKey: string,
  ): Promise<Step | undefined> {
    const row = await this.row<StepRow>(
      `${STEP} WHERE s.run_id = ? AND s.node_key = ? ORDER BY s.attempt DESC LIMIT 1`,
      [runId, nodeKey],
      transaction,
    );
    return row && toStep(row);
  }

  async byAttempt(
    transaction: Transaction,
    runId: string,
    nodeKey: string,
    attempt: number,
  ): Promise<Step | undefined> {
    const row = await this.row<StepRow>(
      `${STEP} WHERE s.run_id = ? AND s.node_key = ? AND s.attempt = ?`,
      [runId, nodeKey, attempt],
      transaction,
    );
    return row && toStep(row);
  }

  async lastPosition(transaction: Transaction, runId: string): Promise<number> {
    const row = await this.row<{ last: number | null }>(
      'SELECT MAX(s.position) AS "last" FROM step s WHERE s.run_id = ?',
      [runId],
      transaction,
    );
    return row!.last ?? 0;
  }

  async create(
    transaction: Transaction,
    step: Step,
    content: Omit<StepContent, 'id'>,
  ): Promise<void> {
    await this.insert(transaction, 'step', {
      id: step.id,
      run_id: step.runId,
      node_key: step.nodeKey,
      attempt: step.attempt,
      position: step.position,
      name: step.name,
      status: step.status,
      started_at: step.startedAt,
      finished_at: step.finishedAt,
      error: step.error && JSON.stringify(step.error),
      input: content.input,
      output: content.output,
    });
  }

  /** Finishes a step that is under way; an input that is given now completes what its start left out. */
  async finish(
    transaction: Transaction,
    step: Step,
    content: Omit<StepContent, 'id'>,
  ): Promise<void> {
    await this.rows(
      `UPDATE step SET status = ?, finished_at = ?, error = ?, output = ?, input = COALESCE(?, input)
       WHERE id = ? AND status = 'RUNNING'`,
      [
        step.status,
        step.finishedAt,
        step.error && JSON.stringify(step.error),
        content.output,
        content.input,
        step.id,
      ],
      transaction,
    );
  }

  /**
   * Ends whatever steps of a run are under way as `status`; answers them. What is interrupted is work,
   * not waiting: that goes on.
   */
  async endOpen(
    transaction: Transaction,
    runId: string,
    status: Extract<StepStatus, 'CANCELED' | 'INTERRUPTED'>,
    now: string,
  ): Promise<EndedStep[]> {
    const which = status === 'INTERRUPTED' ? ' AND waiting_for IS NULL' : '';
    const rows = await this.rows<{ id: string; waitingFor: string | null }>(
      `UPDATE step SET status = ?, finished_at = ? WHERE run_id = ? AND status = 'RUNNING'${which}
       RETURNING id AS "id", waiting_for AS "waitingFor"`,
      [status, now, runId],
      transaction,
    );
    return rows.map(({ id, waitingFor }) => ({ id, waitingFor: waitOf(waitingFor) }));
  }

  /** Steps of runs of a workspace. */
  async byIds(workspaceId: string, ids: readonly string[]): Promise<Step[]> {
    const rows = await this.rows<StepRow>(
      `${STEP} JOIN run r ON r.id = s.run_id
       WHERE ${this.database.checked('r.workspace_id')} = ? AND ${this.database.isIn('s.id')}`,
      [workspaceId, this.database.list(ids)],
    );
    return rows.map(toStep);
  }

  /** Steps of runs that wait, in the order in which they began; the first hundred of each run. */
  async waiting(runIds: readonly string[]): Promise<Step[]> {
    const rows = await this.rows<StepRow>(
      `SELECT * FROM (${SELECT_STEP}, ROW_NUMBER() OVER (PARTITION BY s.run_id ORDER BY s.position) AS "place"
         FROM step s WHERE ${this.database.isIn('s.run_id')} AND s.finished_at IS NULL
           AND s.waiting_for IS NOT NULL) w WHERE w."place" <= ? ORDER BY w."position"`,
      [this.database.list(runIds), MOST_WAITING],
    );
    return rows.map(toStep);
  }

  async contents(ids: readonly string[], transaction?: Transaction): Promise<StepContent[]> {
    return this.rows<StepContent>(
      `SELECT s.id AS "id", s.input AS "input", s.output AS "output" FROM step s WHERE ${this.database.isIn('s.id')}`,
      [this.database.list(ids)],
      transaction,
    );
  }

  /**
   * The same page of each run's steps, in the order in which they began, in one statement; one row
   * more of each where there are more.
   */
  async pages(runIds: readonly string[], page: Page): Promise<Step[]> {
    const keyset = beyondSql(['s.position'], false, page);
    const order = `ORDER BY ${orderSql(['s.position'], false, page)}`;
    const rest = `WHERE s.run_id = w.value${keyset.sql} ${order} LIMIT ?`;
    const rows = await this.rows<StepRow>(
      `${SELECT_STEP} FROM ${this.database.valuesOf('w')} ${this.database.eachFirst('step', 's', rest)} ${order}`,
      [this.database.list(runIds), ...keyset.values, page.limit + 1],
    );
    return rows.map(toStep);
  }

  /** How many steps each run has; a run without any is not among them. */
  async counts(runIds: readonly string[]): Promise<Map<string, number>> {
    const rows = await this.rows<{ runId: string; count: number }>(
      `SELECT s.run_id AS "runId", COUNT(*) AS "count" FROM step s
       WHERE ${this.database.isIn('s.run_id')} GROUP BY s.run_id`,
      [this.database.list(runIds)],
    );
    return new Map(rows.map(({ runId, count }) => [runId, count]));
  }
}

/** A step that was ended from outside. */
export interface EndedStep {
  id: string;
  /** What it was waiting for, if it was. */
  waitingFor: StepWait | null;
}

/** Completes the row itself. */
export function toStep(row: StepRow): Step {
  const step = row as unknown as Step;
  const waitingFor = waitOf(row.waitingFor);
  step.error = row.error === null ? null : (JSON.parse(row.error) as RunError);
  step.waitingFor = step.status === 'RUNNING' ? waitingFor : null;
  if (step.waitingFor) step.status = 'WAITING';
  return step;
}

function waitOf(text: string | null): StepWait | null {
  return text === null ? null : (JSON.parse(text) as StepWait);
}
