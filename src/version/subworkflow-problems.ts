import { type Problem, type ProblemCode } from '../graph/problems';
import { type SubworkflowCall, subworkflowReferences } from '../graph/subworkflow-calls';
import { type Transaction } from '../platform/database/transaction';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type CallTarget } from './subworkflow-pins.rules';
import { type SubworkflowTargets } from './subworkflow-targets';
import { type SubworkflowStore } from './subworkflow.store';

/** Definitions looked at beyond those that are called; who nests deeper than that is not told of cycles. */
const MOST_VISITED = 200;

/** What is found here, and may be another thing tomorrow though the definition stays. */
const CODES: readonly string[] = [
  'SUBWORKFLOW_CYCLE',
  'SUBWORKFLOW_MISSING',
  'SUBWORKFLOW_NOT_PINNED',
  'SUBWORKFLOW_PIN_UNKNOWN',
] satisfies ProblemCode[];

/**
 * Finds what a definition alone does not show: calls that lead nowhere, that are not pinned, and cycles.
 * Others change without this definition, so it is asked again at each save and at each release.
 */
export class SubworkflowProblems {
  constructor(
    private readonly store: SubworkflowStore,
    private readonly targets: SubworkflowTargets,
    private readonly definitions: DefinitionService,
  ) {}

  /** `prepared` with the problems of its calls of other workflows as they are now. */
  async complete(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    prepared: PreparedDefinition,
  ): Promise<PreparedDefinition> {
    const calls = subworkflowReferences(prepared.definition);
    if (calls.length === 0) return prepared;
    await this.store.lock(transaction, workspaceId);
    // direct recursion is found without any other definition
    const others = calls.filter((call) => call.workflowId !== workflowId);
    const found = await this.problemsOf(transaction, workspaceId, workflowId, others);
    const lasting = prepared.problems.filter(({ code }) => !CODES.includes(code));
    return { ...prepared, problems: [...lasting, ...found] };
  }

  /** `problems`, stored with a definition once, as they are now. */
  async refresh(
    transaction: Transaction,
    version: { workspaceId: string; workflowId: string; digest: string },
    problems: Problem[],
  ): Promise<Problem[]> {
    const { workspaceId, workflowId, digest } = version;
    const definition = await this.definitions.parsed(workspaceId, digest, transaction);
    const stored = { definition, content: '', digest, problems, layout: undefined };
    return (await this.complete(transaction, workspaceId, workflowId, stored)).problems;
  }

  private async problemsOf(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    calls: readonly SubworkflowCall[],
  ): Promise<Problem[]> {
    const isHeld = await this.heldAmong(transaction, workspaceId, calls);
    const loose = calls.filter((call) => !isHeld(call));
    const targets = await this.targets.find(transaction, workspaceId, loose);
    const pins = new Set(calls.filter(isHeld).map(({ digest }) => digest!));
    const callsOf = await this.callsBelow(transaction, workspaceId, pins);
    const problems: Problem[] = [];
    for (const call of calls) {
      const target = targets.get(call.nodeKey);
      if (target) problems.push(looseProblem(call, target));
      else if (reaches(workflowId, call.digest!, callsOf)) {
        const message = 'It calls a workflow that calls this one in turn.';
        problems.push(error('SUBWORKFLOW_CYCLE', call, message));
      }
    }
    return problems;
  }

  /** Tells of a call whether it is pinned to something that the workflow holds or held. */
  private async heldAmong(
    transaction: Transaction,
    workspaceId: string,
    calls: readonly SubworkflowCall[],
  ): Promise<(call: SubworkflowCall) => boolean> {
    const digests = [...new Set(calls.flatMap(({ digest }) => digest ?? []))];
    if (digests.length === 0) return () => false;
    const ids = [...new Set(calls.map(({ workflowId }) => workflowId))];
    const held = await this.store.held(transaction, workspaceId, ids, digests);
    const pins = new Set(held.map(({ workflowId, digest }) => `${digest} ${workflowId}`));
    return ({ workflowId, digest }) => pins.has(`${digest} ${workflowId}`);
  }

  /**
   * What definitions call, and what those call that they are pinned to, by digest; a level at a time. An
   * unknown pin may name one that is not there: of that nothing is known.
   */
  private async callsBelow(
    transaction: Transaction,
    workspaceId: string,
    digests: ReadonlySet<string>,
  ): Promise<Map<string, SubworkflowCall[]>> {
    const callsOf = new Map<string, SubworkflowCall[]>();
    const most = digests.size + MOST_VISITED;
    for (let level = [...digests]; level.length > 0;) {
      const found = await this.definitions.findAll(workspaceId, level, transaction);
      const below = new Set<string>();
      for (const digest of level) {
        const definition = found.get(digest);
        const calls = definition ? subworkflowReferences(definition) : [];
        callsOf.set(digest, calls);
        for (const call of calls) if (call.digest !== undefined) below.add(call.digest);
      }
      const unread = [...below].filter((digest) => !callsOf.has(digest));
      level = unread.slice(0, most - callsOf.size);
    }
    return callsOf;
  }
}

/**
 * Whether the definition of `digest` calls `workflowId`, itself or by those that it is pinned to. A call
 * that is not pinned does not run, so it leads no further. Pins end somewhere, so such a cycle would too;
 * but then a workflow would run inside of itself in an older definition, which nobody means.
 */
function reaches(
  workflowId: string,
  digest: string,
  callsOf: ReadonlyMap<string, readonly SubworkflowCall[]>,
): boolean {
  const visited = new Set([digest]);
  // what is added to a set while it is gone through comes up too
  for (const next of visited)
    for (const call of callsOf.get(next) ?? []) {
      if (call.workflowId === workflowId) return true;
      if (call.digest !== undefined) visited.add(call.digest);
    }
  return false;
}

/** What is wrong with a call that is not pinned, or pinned to what the workflow never held. */
function looseProblem(call: SubworkflowCall, target: CallTarget): Problem {
  const isPinned = call.digest !== undefined;
  if ('problem' in target && (!isPinned || target.problem === 'SUBWORKFLOW_MISSING'))
    return error(target.problem, call, target.reason);
  if (!isPinned)
    return error(
      'SUBWORKFLOW_NOT_PINNED',
      call,
      'It is not pinned yet; move its pin, or save again.',
    );
  const message = 'It is pinned to a definition that the workflow never had.';
  return error('SUBWORKFLOW_PIN_UNKNOWN', call, message, '/config/digest');
}

function error(
  code: ProblemCode,
  { nodeKey }: SubworkflowCall,
  message: string,
  path = '/config/workflowId',
): Problem {
  return { severity: 'ERROR', code, nodeKey, path, message };
}
