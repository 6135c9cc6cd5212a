import { type Transaction } from '../../platform/database/transaction';
import { type Refusal } from '../../platform/refusal';
import { type Workflow } from '../../workflow/workflow';
import { type FiredTrigger } from '../start-run';

/** Starts the runs of triggers that fired. */
export interface TriggeredRuns {
  /**
   * Starts a run of a locked workflow in an open transaction; answers its id, or the refusal of a
   * limit, whose pause is to be committed.
   * @throws Refusal where the run may not start; nothing of the transaction is to stay then.
   */
  fire(
    transaction: Transaction,
    workflow: Workflow,
    fired: FiredTrigger,
  ): Promise<string | Refusal>;
}
