import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type CreateRuns } from './create-runs';
import { type WorkflowCall } from './decide-progress';
import { StepError } from './execution/step-error';
import { type Run } from './run';

/** Starts runs that a step of another run calls. */
export class StartChildRun {
  constructor(
    private readonly versions: VersionService,
    private readonly createRuns: CreateRuns,
  ) {}

  /**
   * Starts a run on the digest that the caller's definition pinned, in the transaction that has the
   * step wait for it. A refusal is the step's error: nothing is written then, but for a pause.
   *
   * @param workflow locked; undefined where the workspace has no such workflow.
   * @returns the run's id.
   */
  async start(
    transaction: Transaction,
    parent: Run,
    workflow: Workflow | undefined,
    { attempt, digest, input }: WorkflowCall,
  ): Promise<string | StepError> {
    const failed = (why: string): StepError =>
      new StepError('CHILD_FAILED', `The other workflow did not start: ${why}`, {
        nodeKey: attempt.node.id,
      });
    if (!workflow) return failed('it does not exist.');
    try {
      const version = await this.versions.holding(transaction, workflow, digest);
      const origin = {
        workflow,
        actor: parent.createdBy,
        mode: parent.mode,
        trigger: 'WORKFLOW' as const,
        parent: { runId: parent.id, stepId: attempt.stepId },
      };
      const choice = { version, channel: null, variant: null, selectedBy: 'PARENT' as const };
      const run = { choice, input: input ?? {}, inputField: ['input'] };
      const outcome = await this.createRuns.create(transaction, origin, [run]);
      return outcome instanceof Refusal ? failed(outcome.message) : outcome[0]!;
    } catch (error) {
      if (error instanceof Refusal) return failed(error.message);
      throw error;
    }
  }
}
