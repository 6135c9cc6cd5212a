import { type JsonValue } from '../graph/definition';
import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type RunError, type StepStatus, type StepWait } from './run';
import { type KnownStep, type StoredWake } from './execution-state';

/** How a step ends. */
export interface StepEnd {
  id: string;
  status: Extract<StepStatus, 'SUCCEEDED' | 'FAILED' | 'SKIPPED'>;
  error: RunError | null;
  /** JSON texts. */
  output: string | null;
  input: string | null;
  taken: readonly string[] | null;
}

interface KnownRow {
  id: string;
  nodeKey: string;
  attempt: number;
  position: number;
  tries: number | null;
  status: KnownStep['status'];
  waitingFor: string | null;
  wakeAt: string | null;
  wake: string | null;
  taken: string | null;
  output: string | null;
  error: string | null;
  interruptions: number;
}

const WOKEN = `s.run_id = ? AND s.finished_at IS NULL AND s.waiting_for IS NOT NULL
  AND (s.wake IS NOT NULL OR s.wake_at <= ?)`;

/** Stands where a failed step was woken by trying its run again. */
const RETRIED = '{"kind":"RETRIED"}';

/** What the built-in executor keeps with steps. The run must be held by whoever writes. */
export class ExecutionStore extends Store {
  /** The last attempt at each node of a run, in the order in which they ended; those under way come last. */
  async known(runId: string): Promise<KnownStep[]> {
    const rows = await this.rows<KnownRow>(
      `SELECT s.id AS "id", s.node_key AS "nodeKey", s.attempt AS "attempt",
         s.position AS "position", s.tries AS "tries", s.status AS "status", s.waiting_for AS "waitingFor", s.wake_at AS "wakeAt", s.wake AS "wake",
         s.taken AS "taken", s.output AS "output", s.error AS "error", l.interruptions AS "interruptions"
       FROM (SELECT node_key, MAX(attempt) AS attempt,
               SUM(CASE WHEN status = 'INTERRUPTED' AND attempt > failed THEN 1 ELSE 0 END) AS interruptions
             FROM (SELECT node_key, attempt, status,
                     MAX(CASE WHEN status = 'FAILED' THEN attempt ELSE 0 END) OVER (PARTITION BY node_key) AS failed
                   FROM step WHERE run_id = ?) a GROUP BY node_key) l
       JOIN step s ON s.run_id = ? AND s.node_key = l.node_key AND s.attempt = l.attempt
       ORDER BY CASE WHEN s.finished_at IS NULL THEN 1 ELSE 0 END, s.finished_at, s.position`,
      [runId, runId],
    );
    return rows.map(({ wake, ...row }) => ({
      ...row,
      tries: row.tries ?? 1,
      waitingFor: parsed<StepWait>(row.waitingFor),
      taken: parsed<string[]>(row.taken),
      output: row.output === null ? undefined : (JSON.parse(row.output) as JsonValue),
      outputCharacters: row.output?.length ?? 0,
      error: parsed<RunError>(row.error),
      isRetried: wake === RETRIED,
    }));
  }

  /** Notes that the failed steps of a run are to be tried again. */
  async retry(transaction: Transaction, runId: string): Promise<void> {
    await this.rows(
      `UPDATE step SET wake = ? WHERE run_id = ? AND status = 'FAILED'`,
      [RETRIED, runId],
      transaction,
    );
  }

  /** Steps of a run that can go on, in the order in which they began; what woke them is null for time. */
  async woken(runId: string, now: string): Promise<{ nodeKey: string; wake: StoredWake | null }[]> {
    const rows = await this.rows<{ nodeKey: string; wake: string | null }>(
      `SELECT s.node_key AS "nodeKey", s.wake AS "wake" FROM step s WHERE ${WOKEN} ORDER BY s.position`,
      [runId, now],
    );
    return rows.map(({ nodeKey, wake }) => ({
      nodeKey,
      wake: parsed<StoredWake>(wake),
    }));
  }

  /** Whether a step of a run can go on. */
  async isWoken(transaction: Transaction, runId: string, now: string): Promise<boolean> {
    const row = await this.row(
      `SELECT 1 FROM step s WHERE ${WOKEN} LIMIT 1`,
      [runId, now],
      transaction,
    );
    return row !== undefined;
  }

  /** When the first of a run's waiting steps goes on by time. */
  async nextWake(transaction: Transaction, runId: string): Promise<string | null> {
    const row = await this.row<{ next: string | null }>(
      'SELECT MIN(s.wake_at) AS "next" FROM step s WHERE s.run_id = ? AND s.finished_at IS NULL',
      [runId],
      transaction,
    );
    return row!.next;
  }

  /** Keeps what a step waited for; false where it does not wait or was woken before. */
  async wake(transaction: Transaction, stepId: string, wake: string): Promise<boolean> {
    const rows = await this.rows(
      `UPDATE step SET wake = ?
       WHERE id = ? AND finished_at IS NULL AND waiting_for IS NOT NULL AND wake IS NULL RETURNING id`,
      [wake, stepId],
      transaction,
    );
    return rows.length === 1;
  }

  /** Has a step wait, for ever where `wakeAt` is null; what it waited for before is forgotten. */
  async wait(
    transaction: Transaction,
    stepId: string,
    waitingFor: StepWait,
    wakeAt: string | null,
    input: string | null,
  ): Promise<void> {
    await this.rows(
      `UPDATE step SET waiting_for = ?, wake_at = ?, wake = NULL, input = COALESCE(?, input)
       WHERE id = ?`,
      [JSON.stringify(waitingFor), wakeAt, input, stepId],
      transaction,
    );
  }

  /** Begins an attempt that was waited for. */
  async begin(transaction: Transaction, stepId: string, now: string): Promise<void> {
    await this.rows(
      'UPDATE step SET waiting_for = NULL, wake_at = NULL, started_at = ? WHERE id = ?',
      [now, stepId],
      transaction,
    );
  }

  async finish(transaction: Transaction, end: StepEnd, now: string): Promise<void> {
    await this.rows(
      `UPDATE step SET status = ?, finished_at = ?, error = ?, output = ?, taken = ?,
         input = COALESCE(?, input) WHERE id = ? AND status = 'RUNNING'`,
      [
        end.status,
        now,
        end.error && JSON.stringify(end.error),
        end.output,
        end.taken && JSON.stringify(end.taken),
        end.input,
        end.id,
      ],
      transaction,
    );
  }

  /** Adds an attempt at a node: one that begins or waits to, or one that is skipped. */
  async create(
    transaction: Transaction,
    step: {
      id: string;
      runId: string;
      nodeKey: string;
      name: string;
      attempt: number;
      tries: number;
      position: number;
      status: 'RUNNING' | 'SKIPPED';
      waitingFor: StepWait | null;
      wakeAt: string | null;
    },
    now: string,
  ): Promise<void> {
    await this.insert(transaction, 'step', {
      id: step.id,
      run_id: step.runId,
      node_key: step.nodeKey,
      attempt: step.attempt,
      tries: step.tries,
      position: step.position,
      name: step.name,
      status: step.status,
      started_at: now,
      finished_at: step.status === 'SKIPPED' ? now : null,
      waiting_for: step.waitingFor && JSON.stringify(step.waitingFor),
      wake_at: step.wakeAt,
    });
  }
}

function parsed<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T);
}
