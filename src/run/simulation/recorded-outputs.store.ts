import { Store } from '../../platform/database/store';

/** The output of a step that succeeded. */
export interface RecordedOutput {
  nodeKey: string;
  /** JSON text; null for none. */
  output: string | null;
}

/** Reads what steps of a run gave, for simulations. */
export class RecordedOutputsStore extends Store {
  /** Whether a workflow of a workspace has a run of this id. */
  async hasRun(workspaceId: string, workflowId: string, runId: string): Promise<boolean> {
    const rows = await this.rows(
      'SELECT 1 FROM run r WHERE r.id = ? AND r.workspace_id = ? AND r.workflow_id = ?',
      [runId, workspaceId, workflowId],
    );
    return rows.length > 0;
  }

  /** Characters of all outputs that {@link outputs} answers. */
  async characters(runId: string, nodeKeys: readonly string[]): Promise<number> {
    const row = await this.row<{ characters: number | null }>(
      `SELECT SUM(LENGTH(s.output)) AS "characters" FROM step s WHERE ${this.selected()}`,
      [runId, this.database.list(nodeKeys)],
    );
    return Number(row?.characters ?? 0);
  }

  /** What the nodes gave, each by the attempt at it that succeeded. */
  outputs(runId: string, nodeKeys: readonly string[]): Promise<RecordedOutput[]> {
    return this.rows<RecordedOutput>(
      `SELECT s.node_key AS "nodeKey", s.output AS "output" FROM step s WHERE ${this.selected()}
       ORDER BY s.node_key, s.attempt`,
      [runId, this.database.list(nodeKeys)],
    );
  }

  private selected(): string {
    return `s.run_id = ? AND s.status = 'SUCCEEDED' AND ${this.database.isIn('s.node_key')}`;
  }
}
