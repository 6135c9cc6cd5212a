import { type SubworkflowCall } from '../graph/subworkflow-calls';
import { type Transaction } from '../platform/database/transaction';
import {
  asksForLive,
  type CalledWorkflow,
  type CallTarget,
  targetOf,
} from './subworkflow-pins.rules';
import { type SubworkflowStore } from './subworkflow.store';
import { DRAFT_NUMBER } from './version';
import { parseVersionRef } from './version-ref';
import { type VersionUsage } from './version-usage';

/** A workflow as it is being found. */
interface Found extends CalledWorkflow {
  saved: Map<number, string>;
  draft?: string;
}

/** Finds out where calls lead at present. */
export class SubworkflowTargets {
  constructor(
    private readonly store: SubworkflowStore,
    private readonly usage: VersionUsage,
  ) {}

  /** Where each call leads now, by node id. A workflow of another workspace is not there. */
  async find(
    transaction: Transaction,
    workspaceId: string,
    calls: readonly SubworkflowCall[],
  ): Promise<Map<string, CallTarget>> {
    if (calls.length === 0) return new Map();
    const called = await this.called(transaction, workspaceId, calls);
    return new Map(
      calls.map((call) => [call.nodeKey, targetOf(call, called.get(call.workflowId))]),
    );
  }

  private async called(
    transaction: Transaction,
    workspaceId: string,
    calls: readonly SubworkflowCall[],
  ): Promise<Map<string, CalledWorkflow>> {
    const ids = [...new Set(calls.map(({ workflowId }) => workflowId))];
    const numbers = [...new Set(calls.flatMap(numberOf))];
    const versions = await this.store.versions(transaction, workspaceId, ids, numbers);
    const found = new Map<string, Found>();
    for (const { workflowId, number, digest } of versions) {
      const workflow: Found = found.get(workflowId) ?? {
        saved: new Map(),
        latest: undefined,
        live: [],
      };
      found.set(workflowId, workflow);
      if (number === DRAFT_NUMBER) workflow.draft = digest;
      // they come by number, so the last is the latest
      else workflow.saved.set(number, (workflow.latest = digest));
    }
    const asking = new Set(calls.filter(asksForLive).map(({ workflowId }) => workflowId));
    const asked = [...asking].filter((id) => found.has(id));
    if (asked.length === 0) return found;
    for (const [id, routes] of await this.usage.liveRoutes(transaction, asked)) {
      const workflow = found.get(id)!;
      workflow.live = routes.flatMap(({ digest }) => digest ?? workflow.draft ?? []);
    }
    return found;
  }
}

function numberOf({ version }: SubworkflowCall): number[] {
  const ref = parseVersionRef(version);
  return typeof ref === 'object' ? [ref.number] : [];
}
