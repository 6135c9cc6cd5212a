import type { Definition, JsonObject } from '../definition';
import { alignEdges } from './align-edges';
import { alignNodes } from './align-nodes';
import { checkValued } from './check-values';
import { Decisions } from './decisions';
import type { MergeConflict, Resolution } from './merge-conflict';
import { EDGES } from './merge-edges';
import { mergeEntities } from './merge-entities';
import { mergeInputs } from './merge-inputs';
import { NODES } from './merge-nodes';
import { MergeAllowance } from './merge-sequences';
import { keepStructure } from './merge-structure';
import type { MergeContext } from './merge-context';
import { mergeMembers } from './merge-values';
import { variableEntities, VARIABLES } from './merge-variables';

export type { MergeConflict, Resolution, ResolutionChoice } from './merge-conflict';

/** What two contents become that were made of the same base. */
export interface Merge {
  /**
   * The merged content, sorted by id and name. Places of conflict hold what the base has there, which
   * may be nothing. It shares parts with the arguments.
   */
  definition: Definition;
  /** Sorted by path. */
  conflicts: MergeConflict[];
  /** Resolutions that name no conflict. Harmless: a conflict may have gone since they were made. */
  unusedResolutions: Resolution[];
}

/**
 * Merges what two sides made of the same base, as `docs/merge.md` tells. What only one side changed is
 * as that side has it; what both changed in ways that do not go together is a conflict. A merge without
 * conflicts is structurally sound if its arguments are, but for limits on the size of the whole. It does
 * not depend on which side is called ours. The arguments are not changed.
 *
 * Takes linear time but for sorting what changed, for renames, and for long texts and arrays that both
 * sides changed, for which it is bounded.
 *
 * @throws DefinitionError if the value of a resolution cannot stand in its place.
 */
export function mergeDefinitions(
  base: Definition,
  ours: Definition,
  theirs: Definition,
  resolutions: readonly Resolution[] = [],
): Merge {
  const decisions = new Decisions(resolutions);
  const context: MergeContext = { decisions, allowance: new MergeAllowance() };
  const { renamedBy, decided, ...alignedNodes } = alignNodes(base, ours, theirs, decisions);
  const aligned = alignEdges(alignedNodes);
  const listsOf = <T>(list: (definition: Definition) => T) => ({
    base: list(aligned.base),
    ours: list(aligned.ours),
    theirs: list(aligned.theirs),
  });
  const nodes = mergeEntities(
    NODES,
    listsOf((it) => it.nodes),
    context,
    { renamedBy, decided },
  );
  const edges = mergeEntities(
    EDGES,
    listsOf((it) => it.edges),
    context,
  );
  keepStructure(nodes, edges, aligned, decisions);
  const variables = mergeEntities(
    VARIABLES,
    listsOf((it) => variableEntities(it.variables)),
    context,
  );
  const definition: Definition = {
    nodes: sortedById(nodes.items.values()),
    edges: sortedById(edges.items.values()),
    ...notEmpty(
      'inputs',
      mergeInputs(
        listsOf((it) => it.inputs),
        context,
      ),
    ),
    ...notEmpty(
      'settings',
      mergeMembers(
        listsOf((it) => it.settings),
        '/settings',
        context,
      ),
    ),
  };
  if (variables.items.size > 0) {
    definition.variables = sortedById(variables.items.values()).map(({ variable }) => variable);
  }
  checkValued(definition, decisions.valuedPaths);
  return { definition, conflicts: decisions.conflicts, unusedResolutions: decisions.unused };
}

function notEmpty(name: 'inputs' | 'settings', members: JsonObject): Partial<Definition> {
  return Object.keys(members).length > 0 ? { [name]: members } : {};
}

function sortedById<T extends { id: string }>(items: Iterable<T>): T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
