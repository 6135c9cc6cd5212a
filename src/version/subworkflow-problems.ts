import { type Definition } from '../graph/definition';
import {
  type Problem,
  type ProblemCode,
  subworkflowReferences,
  type SubworkflowReference,
} from '../graph/problems';
import { type Transaction } from '../platform/database/transaction';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type SubworkflowStore } from './subworkflow.store';
import { parseVersionRef } from './version-ref';

/** Workflows looked at for one save; who nests deeper than that is not told of cycles. */
const MOST_VISITED = 200;

/** What is found here, and may be another thing tomorrow though the definition stays. */
const CODES: readonly string[] = [
  'SUBWORKFLOW_CYCLE',
  'SUBWORKFLOW_MISSING',
] satisfies ProblemCode[];

/**
 * Finds what a definition alone does not show: references to workflows that are not there, and cycles.
 * Others change without this definition, so it is asked again at each save and at each release.
 */
export class SubworkflowProblems {
  constructor(
    private readonly store: SubworkflowStore,
    private readonly definitions: DefinitionService,
  ) {}

  /** `prepared` with the problems of its references to other workflows as they are now. */
  async complete(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    prepared: PreparedDefinition,
  ): Promise<PreparedDefinition> {
    const references = subworkflowReferences(prepared.definition);
    if (references.length === 0) return prepared;
    await this.store.lock(transaction, workspaceId);
    const found: Problem[] = [];
    for (const reference of references) {
      // direct recursion is found without any other definition
      if (reference.workflowId === workflowId) continue;
      const problem = await this.problemOf(transaction, workspaceId, workflowId, reference);
      if (problem) found.push(problem);
    }
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

  private async problemOf(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    reference: SubworkflowReference,
  ): Promise<Problem | undefined> {
    const { nodeKey } = reference;
    const children = await this.definitionsOf(transaction, workspaceId, reference);
    if (children.length === 0) {
      const message = 'It calls a workflow or version that does not exist.';
      return error('SUBWORKFLOW_MISSING', nodeKey, message);
    }
    if (await this.reaches(transaction, workspaceId, workflowId, children)) {
      const message = 'It calls a workflow that calls this one in turn.';
      return error('SUBWORKFLOW_CYCLE', nodeKey, message);
    }
    return undefined;
  }

  /** Whether one of `definitions` calls `workflowId`, itself or by those that it calls. */
  private async reaches(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    definitions: readonly Definition[],
  ): Promise<boolean> {
    const waiting = [...definitions];
    const visited = new Set<string>();
    for (let next = waiting.pop(); next && visited.size < MOST_VISITED; next = waiting.pop()) {
      for (const reference of subworkflowReferences(next)) {
        if (reference.workflowId === workflowId) return true;
        const place = `${reference.workflowId}/${reference.version ?? ''}`;
        if (visited.has(place)) continue;
        visited.add(place);
        waiting.push(...(await this.definitionsOf(transaction, workspaceId, reference)));
      }
    }
    return false;
  }

  /**
   * What a reference may run: the version that it names, or where it names none with a number both the
   * latest version and the draft, since the draft is what becomes the latest.
   */
  private async definitionsOf(
    transaction: Transaction,
    workspaceId: string,
    { workflowId, version }: SubworkflowReference,
  ): Promise<Definition[]> {
    const ref = version === undefined ? undefined : parseVersionRef(version);
    const digests =
      typeof ref === 'object'
        ? await this.store.pinned(transaction, workspaceId, workflowId, ref.number)
        : await this.store.unpinned(transaction, workspaceId, workflowId);
    const found: Definition[] = [];
    for (const digest of digests)
      found.push(await this.definitions.parsed(workspaceId, digest, transaction));
    return found;
  }
}

function error(code: ProblemCode, nodeKey: string, message: string): Problem {
  return { severity: 'ERROR', code, nodeKey, path: '/config/workflowId', message };
}
