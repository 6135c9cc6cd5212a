import { type Clock } from '../../platform/clock';
import { type Transaction } from '../../platform/database/transaction';
import { Refusal } from '../../platform/refusal';
import { type Workflow } from '../../workflow/workflow';
import { type StandingObserver } from '../../workflow/workflow.service';
import { type ArmedTrigger, type TriggerPlan } from './armed-trigger';
import { type ArmedTriggerStore } from './armed-trigger.store';
import { repeatedPath } from './plan-triggers';
import { nextTick } from './schedule';

/**
 * Keeps which triggers are armed, within open transactions of locked workflows. Owner of the rule that
 * a webhook path of a workspace leads to one workflow; an archived one gives its paths free.
 */
export class ArmedTriggers implements StandingObserver {
  constructor(
    private readonly store: ArmedTriggerStore,
    private readonly clock: Clock,
  ) {}

  /**
   * Arms these triggers of a workflow in place of all that were.
   * @param field the input to blame where a path is taken.
   * @throws Refusal WEBHOOK_PATH_TAKEN; nothing of the transaction is to stay then.
   */
  async replace(
    transaction: Transaction,
    workflow: Workflow,
    plans: readonly TriggerPlan[],
    field: string,
  ): Promise<void> {
    const before = await this.store.take(transaction, workflow.id);
    await this.arm(transaction, workflow, plans, before, field);
  }

  /** Disarms what a pause or the archive stops, keeping paths through a pause; arms it again after. */
  async standingChanged(transaction: Transaction, workflow: Workflow): Promise<void> {
    const before = await this.store.take(transaction, workflow.id);
    await this.arm(transaction, workflow, before, before, 'workflowId');
  }

  private async arm(
    transaction: Transaction,
    workflow: Workflow,
    plans: readonly TriggerPlan[],
    before: readonly ArmedTrigger[],
    field: string,
  ): Promise<void> {
    const repeated = repeatedPath(plans);
    if (repeated) {
      const [one, other] = repeated.nodeKeys;
      const message = `The webhook path "${repeated.path}" stands at two triggers, ${one} and ${other}.`;
      throw new Refusal('WEBHOOK_PATH_TAKEN', message, [field]);
    }
    const byKey = new Map(before.map((trigger) => [trigger.nodeKey, trigger]));
    for (const plan of inOneOrder(plans)) {
      const trigger = this.armed(workflow, plan, byKey.get(plan.nodeKey));
      if (!(await this.store.add(transaction, trigger)))
        throw await this.pathTaken(transaction, trigger, field);
    }
  }

  private armed(
    workflow: Workflow,
    plan: TriggerPlan,
    before: ArmedTrigger | undefined,
  ): ArmedTrigger {
    const { nodeKey, kind, digest, channelKey, cron, timeZone, path, secretName } = plan;
    const isHeld = workflow.pausedAt !== null || workflow.archivedAt !== null;
    return {
      workspaceId: workflow.workspaceId,
      workflowId: workflow.id,
      ...{ nodeKey, kind, digest, channelKey, cron, timeZone, path, secretName },
      nextTickAt: isHeld ? null : this.nextTickOf(plan, before),
      releasedAt: workflow.archivedAt,
    };
  }

  /** A schedule that stays as it was keeps its next tick: one that is due is not lost by a release. */
  private nextTickOf(plan: TriggerPlan, before: ArmedTrigger | undefined): string | null {
    const { cron, timeZone } = plan;
    if (cron === null || timeZone === null) return null;
    const isSame = before?.cron === cron && before.timeZone === timeZone;
    return (isSame && before.nextTickAt) || nextTick({ cron, timeZone }, this.clock.now());
  }

  private async pathTaken(
    transaction: Transaction,
    { workspaceId, path }: ArmedTrigger,
    field: string,
  ): Promise<Refusal> {
    const owner = await this.store.ownerOf(transaction, workspaceId, path!);
    const whose = owner === undefined ? 'another workflow' : `the workflow "${owner}"`;
    const message = `The webhook path "${path}" belongs to ${whose}.`;
    return new Refusal('WEBHOOK_PATH_TAKEN', message, [field]);
  }
}

/** So that two who take the same paths do not wait for each other in a circle. */
function inOneOrder(plans: readonly TriggerPlan[]): TriggerPlan[] {
  const placeOf = ({ path, nodeKey }: TriggerPlan): string => `${path ?? ''} ${nodeKey}`;
  return [...plans].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}
