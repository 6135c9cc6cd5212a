import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type CreateRuns } from './create-runs';
import { type WorkflowCall } from './decide-progress';
import { type ExecutionLeaseStore } from './execution-lease.store';
import { StepError } from './execution/step-error';
import { MOST_NESTED_RUNS, type Run } from './run';

/** Refusals that pass when somebody resumes the workflow. */
const PASSING: ReadonlySet<string> = new Set(['WORKFLOW_PAUSED', 'WORKFLOW_ARCHIVED']);

/** Starts runs that a step of another run calls. */
export class StartChildRun {
  constructor(
    private readonly versions: VersionService,
    private readonly createRuns: CreateRuns,
    private readonly leases: ExecutionLeaseStore,
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
    const failed = (why: string, isRetryable = false): StepError => {
      const place = { nodeKey: attempt.node.id };
      const message = `The other workflow did not start: ${why}`;
      return new StepError('CHILD_FAILED', message, place, isRetryable);
    };
    if (!workflow) return failed('it does not exist.');
    if ((await this.leases.depthOf(transaction, parent.id, MOST_NESTED_RUNS)) >= MOST_NESTED_RUNS)
      return failed(`runs call each other at most ${MOST_NESTED_RUNS} deep.`);
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
      return outcome instanceof Refusal ? failed(outcome.message, true) : outcome[0]!;
    } catch (error) {
      if (error instanceof Refusal) return failed(error.message, PASSING.has(error.code));
      throw error;
    }
  }
}
