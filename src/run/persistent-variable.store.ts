import { Store } from '../platform/database/store';
import { type Transaction } from '../platform/database/transaction';
import { type PersistentVariable, variableKey } from './persistent-variable';

/** Values of variables by workflow, name and type; the last writer wins. */
export class PersistentVariableStore extends Store {
  /** JSON texts of a workflow's values, by {@link variableKey}. */
  async of(transaction: Transaction | undefined, workflowId: string): Promise<Map<string, string>> {
    const rows = await this.rows<PersistentVariable>(
      `SELECT p.name AS "name", p.type AS "type", p.value AS "value"
       FROM persistent_variable p WHERE p.workflow_id = ?`,
      [workflowId],
      transaction,
    );
    return new Map(rows.map(({ name, type, value }) => [variableKey(name, type), value]));
  }

  async keep(
    transaction: Transaction,
    workflowId: string,
    { name, type, value }: PersistentVariable,
    now: string,
  ): Promise<void> {
    await this.insert(
      transaction,
      'persistent_variable',
      { workflow_id: workflowId, name, type, value, updated_at: now },
      'ON CONFLICT (workflow_id, name, type) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at',
    );
  }
}
