import DataLoader from 'dataloader';
import { type ArmedTrigger, type ScheduleTick } from './armed-trigger';
import { type ArmedTriggerStore } from './armed-trigger.store';
import { type ScheduleTickStore } from './schedule-tick.store';

/** Reads armed triggers of one workspace for one request, those of many workflows at a time. */
export class ArmedTriggerLoader {
  readonly #ofWorkflow: DataLoader<string, ArmedTrigger[]>;
  readonly #lastTicks: DataLoader<string, Map<string, ScheduleTick>>;

  constructor(triggers: ArmedTriggerStore, ticks: ScheduleTickStore, workspaceId: string) {
    this.#ofWorkflow = new DataLoader(async (workflowIds) => {
      const byWorkflow = new Map<string, ArmedTrigger[]>(workflowIds.map((id) => [id, []]));
      for (const trigger of await triggers.ofWorkflows(workspaceId, workflowIds))
        byWorkflow.get(trigger.workflowId)!.push(trigger);
      return workflowIds.map((id) => byWorkflow.get(id)!);
    });
    this.#lastTicks = new DataLoader(async (workflowIds) => {
      const byWorkflow = new Map(workflowIds.map((id) => [id, new Map<string, ScheduleTick>()]));
      for (const tick of await ticks.latest(workflowIds))
        byWorkflow.get(tick.workflowId)!.set(tick.nodeKey, tick);
      return workflowIds.map((id) => byWorkflow.get(id)!);
    });
  }

  /** By node; none of an archived workflow. */
  ofWorkflow(workflowId: string): Promise<ArmedTrigger[]> {
    return this.#ofWorkflow.load(workflowId);
  }

  async lastTick({ workflowId, nodeKey }: ArmedTrigger): Promise<ScheduleTick | undefined> {
    return (await this.#lastTicks.load(workflowId)).get(nodeKey);
  }
}
