import { type Definition } from '../graph/definition';
import { type Problem, type ProblemCode, subworkflowReferences } from '../graph/problems';
import { type Transaction } from '../platform/database/transaction';
import { type DefinitionService, type PreparedDefinition } from './definition.service';
import { type Version } from './version';
import { parseVersionRef } from './version-ref';
import { type VersionStore } from './version.store';

/** Definitions looked at for one save; who nests deeper than that is not told of cycles. */
const MOST_VISITED = 200;

/** Finds what a definition alone does not show: references to workflows that are not there, and cycles. */
export class SubworkflowProblems {
  constructor(
    private readonly versions: VersionStore,
    private readonly definitions: DefinitionService,
  ) {}

  /** `prepared` with the problems of its references to other workflows; as it was where it has none. */
  async complete(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    prepared: PreparedDefinition,
  ): Promise<PreparedDefinition> {
    const found: Problem[] = [];
    for (const reference of subworkflowReferences(prepared.definition)) {
      // direct recursion is found without any other definition
      if (reference.workflowId === workflowId) continue;
      const { nodeKey } = reference;
      const child = await this.definitionOf(transaction, workspaceId, reference);
      if (!child) {
        found.push(
          error(
            'SUBWORKFLOW_MISSING',
            nodeKey,
            'It calls a workflow or version that does not exist.',
          ),
        );
      } else if (await this.reaches(transaction, workspaceId, workflowId, child)) {
        found.push(
          error('SUBWORKFLOW_CYCLE', nodeKey, 'It calls a workflow that calls this one in turn.'),
        );
      }
    }
    return found.length === 0
      ? prepared
      : { ...prepared, problems: [...prepared.problems, ...found] };
  }

  /** Whether a definition calls `workflowId`, itself or by those that it calls. */
  private async reaches(
    transaction: Transaction,
    workspaceId: string,
    workflowId: string,
    definition: Definition,
  ): Promise<boolean> {
    const waiting = [definition];
    const visited = new Set<string>();
    for (let next = waiting.pop(); next && visited.size < MOST_VISITED; next = waiting.pop()) {
      for (const reference of subworkflowReferences(next)) {
        if (reference.workflowId === workflowId) return true;
        const place = `${reference.workflowId}/${reference.version ?? ''}`;
        if (visited.has(place)) continue;
        visited.add(place);
        const child = await this.definitionOf(transaction, workspaceId, reference);
        if (child) waiting.push(child);
      }
    }
    return false;
  }

  private async definitionOf(
    transaction: Transaction,
    workspaceId: string,
    reference: { workflowId: string; version?: number | string },
  ): Promise<Definition | undefined> {
    const version = await this.versionOf(transaction, reference);
    if (version?.workspaceId !== workspaceId) return undefined;
    return this.definitions.parsed(workspaceId, version.digest, transaction);
  }

  /** The version that a reference names; without a name the latest, or the draft where nothing is saved. */
  private async versionOf(
    transaction: Transaction,
    { workflowId, version }: { workflowId: string; version?: number | string },
  ): Promise<Version | undefined> {
    const ref = version === undefined ? undefined : parseVersionRef(version);
    if (typeof ref === 'object') return this.versions.byNumber(transaction, workflowId, ref.number);
    return (
      (await this.versions.latest(transaction, workflowId)) ??
      (await this.versions.byNumber(transaction, workflowId, 0))
    );
  }
}

function error(code: ProblemCode, nodeKey: string, message: string): Problem {
  return { severity: 'ERROR', code, nodeKey, path: '/config/workflowId', message };
}
