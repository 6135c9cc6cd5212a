import { Store } from '../platform/database/store';
import { type RunStatus } from './run';

/** A run that is not finished. */
export interface RunUnderWay {
  id: string;
  versionId: string;
  digest: string;
  status: Extract<RunStatus, 'QUEUED' | 'RUNNING' | 'WAITING'>;
}

/** Reads runs that are under way, and where they are. */
export class ActivationImpactStore extends Store {
  /** Runs of a channel, `most` at most. */
  runsUnderWay(workflowId: string, channelId: string, most: number): Promise<RunUnderWay[]> {
    const { sql, values } = this.runsSql(workflowId, channelId, most);
    return this.rows<RunUnderWay>(sql, values);
  }

  /** The statement of {@link runsUnderWay}, for the test that looks at its plan. */
  runsSql(workflowId: string, channelId: string, most: number) {
    // in the order of the index of what is under way, so that no finished run is looked at
    const sql = `SELECT r.id AS "id", r.version_id AS "versionId", r.digest AS "digest", r.status AS "status"
       FROM run r WHERE r.workflow_id = ? AND r.finished_at IS NULL
       AND ${this.database.checked('r.channel_id')} = ? ORDER BY r.claimable_at, r.id LIMIT ?`;
    return { sql, values: [workflowId, channelId, most] };
  }

  /** Nodes at which runs are: steps that have begun and not ended, those that wait among them. */
  openSteps(runIds: readonly string[]): Promise<{ runId: string; nodeKey: string }[]> {
    return this.rows<{ runId: string; nodeKey: string }>(
      `SELECT s.run_id AS "runId", s.node_key AS "nodeKey" FROM step s
       WHERE ${this.database.isIn('s.run_id')} AND s.status = 'RUNNING' ORDER BY s.run_id, s.node_key`,
      [this.database.list(runIds)],
    );
  }
}
