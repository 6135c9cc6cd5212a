import { type Definition } from '../graph/definition';
import { type SubworkflowCall, subworkflowCalls, withPins } from '../graph/subworkflow-calls';
import { type Transaction } from '../platform/database/transaction';
import { notFound } from '../platform/refusal';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { keptPin } from './subworkflow-pins.rules';
import { type SubworkflowProblems } from './subworkflow-problems';
import { type SubworkflowTargets } from './subworkflow-targets';
import { type SubworkflowStore } from './subworkflow.store';

/** Digests of what a client's content was made from, see {@link keptPin}. */
export interface FormerContent {
  /** What the save goes on top of; absent where there is none, or it is no longer kept. */
  base?: string;
  /** The revision that the client says it has seen; `base` by default. */
  seen?: string;
}

type WorkflowOf = { id: string; workspaceId: string };

/**
 * Pins calls of other workflows to definitions when content is saved. A pin is content: it has its part
 * in the digest, is merged and compared like any field, and moves by an edit only. Owner of that rule.
 */
export class SubworkflowPins {
  constructor(
    private readonly store: SubworkflowStore,
    private readonly targets: SubworkflowTargets,
    private readonly problems: SubworkflowProblems,
    private readonly definitions: DefinitionService,
  ) {}

  /** `read` with its calls pinned, and with the problems that they have now. */
  async settle(
    transaction: Transaction,
    workflow: WorkflowOf,
    read: PreparedDefinition,
    former: FormerContent = {},
  ): Promise<PreparedDefinition> {
    const calls = subworkflowCalls(read.definition);
    if (calls.length === 0) return read;
    const { id, workspaceId } = workflow;
    await this.store.lock(transaction, workspaceId);
    const pins = await this.pinsOf(transaction, workspaceId, calls, former);
    const pinned = this.repinned(workflow, read, calls, pins);
    return this.problems.complete(transaction, workspaceId, id, pinned);
  }

  /**
   * `definition`, stored as that of `digest`, with its calls pinned to where they lead now; all of them or
   * those of `nodeKeys`. Undefined where that moves none. A call that leads nowhere now keeps its pin.
   * @throws Refusal NOT_FOUND for a node that calls no workflow.
   */
  async move(
    transaction: Transaction,
    workflow: WorkflowOf,
    stored: PreparedDefinition,
    nodeKeys: readonly string[] | null | undefined,
  ): Promise<PreparedDefinition | undefined> {
    const calls = callsNamed(stored.definition, nodeKeys);
    if (calls.length === 0) return undefined;
    const { id, workspaceId } = workflow;
    await this.store.lock(transaction, workspaceId);
    const targets = await this.targets.find(transaction, workspaceId, calls);
    const pins = new Map<string, string | undefined>();
    for (const { nodeKey, digest } of calls) {
      const target = targets.get(nodeKey)!;
      pins.set(nodeKey, 'digest' in target ? target.digest : digest);
    }
    const moved = this.repinned(workflow, stored, calls, pins);
    if (moved === stored) return undefined;
    return this.problems.complete(transaction, workspaceId, id, moved);
  }

  /** What each call is to be pinned to, by node id; undefined where it leads nowhere. */
  private async pinsOf(
    transaction: Transaction,
    workspaceId: string,
    calls: readonly SubworkflowCall[],
    { base: baseDigest, seen: seenDigest }: FormerContent,
  ): Promise<Map<string, string | undefined>> {
    const base = await this.callsOf(transaction, workspaceId, baseDigest);
    const seen =
      seenDigest === baseDigest ? base : await this.callsOf(transaction, workspaceId, seenDigest);
    const pins = new Map<string, string | undefined>();
    const loose: SubworkflowCall[] = [];
    for (const call of calls) {
      const { nodeKey } = call;
      const kept = keptPin(call, base.get(nodeKey), seen.get(nodeKey));
      if (kept === undefined) loose.push(call);
      else pins.set(nodeKey, kept);
    }
    for (const [nodeKey, target] of await this.targets.find(transaction, workspaceId, loose))
      pins.set(nodeKey, 'digest' in target ? target.digest : undefined);
    return pins;
  }

  /** The calls of a stored definition by node id; none without a digest, or where it is no longer kept. */
  private async callsOf(
    transaction: Transaction,
    workspaceId: string,
    digest: string | undefined,
  ): Promise<Map<string, SubworkflowCall>> {
    const definition =
      digest === undefined
        ? undefined
        : await this.definitions.find(workspaceId, digest, transaction);
    const calls = definition ? subworkflowCalls(definition) : [];
    return new Map(calls.map((call) => [call.nodeKey, call]));
  }

  /** `read` with those pins; itself where it has them already. */
  private repinned(
    workflow: WorkflowOf,
    read: PreparedDefinition,
    calls: readonly SubworkflowCall[],
    pins: ReadonlyMap<string, string | undefined>,
  ): PreparedDefinition {
    const moved = calls.filter(({ nodeKey, digest }) => pins.get(nodeKey) !== digest);
    if (moved.length === 0) return read;
    const changes = new Map(moved.map(({ nodeKey }) => [nodeKey, pins.get(nodeKey)]));
    const pinned = this.definitions.prepare(withPins(read.definition, changes), workflow.id);
    return { ...pinned, layout: read.layout };
  }
}

function callsNamed(
  definition: Definition,
  nodeKeys: readonly string[] | null | undefined,
): SubworkflowCall[] {
  const calls = subworkflowCalls(definition);
  if (nodeKeys == null) return calls;
  const known = new Map(calls.map((call) => [call.nodeKey, call]));
  return [...new Set(nodeKeys)].map((nodeKey) => {
    const call = known.get(nodeKey);
    if (!call) throw notFound(`A node ${nodeKey} that calls a workflow`, ['nodeKeys']);
    return call;
  });
}
