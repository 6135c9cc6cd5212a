import * as fc from 'fast-check';
import type { Definition, DefinitionEdge, DefinitionNode } from '../../../src/graph/definition';

/** A node named like its id. */
export function node(
  id: string,
  type = 'transform',
  more: Partial<DefinitionNode> = {},
): DefinitionNode {
  return { id, type, name: id, config: {}, ...more };
}

/** An edge `a>b` from a to b. */
export function edge(
  source: string,
  target: string,
  more: Partial<DefinitionEdge> = {},
): DefinitionEdge {
  return { id: `${source}>${target}`, source, target, ...more };
}

const TYPES = ['transform', 'transform', 'branch', 'delay', 'trigger.webhook'];

/**
 * Graphs without cycles, of up to twelve nodes: edges lead from an earlier to a later node. The first
 * node is the trigger. A condition is the text `true` or `false`.
 */
export const acyclicDefinition: fc.Arbitrary<Definition> = fc
  .record({
    nodes: fc.array(
      fc.record({
        type: fc.constantFrom(...TYPES),
        disabled: fc.boolean(),
        isMostlyOn: fc.boolean(),
      }),
      { maxLength: 11 },
    ),
    edges: fc.array(
      fc.record({
        from: fc.nat(11),
        to: fc.nat(11),
        condition: fc.constantFrom(undefined, 'true', 'false'),
        priority: fc.constantFrom(undefined, 1, 2),
        sourceHandle: fc.constantFrom(undefined, undefined, 'yes', 'no'),
      }),
      { maxLength: 30 },
    ),
    // Ids are shuffled, so that their order says nothing about the order of the graph.
    ids: fc.shuffledSubarray([...'abcdefghijkl'], { minLength: 12 }),
  })
  .map(({ nodes, edges, ids }) => {
    const count = nodes.length + 1;
    return {
      nodes: [
        node(ids[0]!, 'trigger.manual'),
        ...nodes.map(({ type, disabled, isMostlyOn }, place) =>
          node(ids[place + 1]!, type, { disabled: disabled && !isMostlyOn }),
        ),
      ],
      edges: edges
        .map((one, place) => ({
          ...one,
          from: Math.min(one.from, one.to) % count,
          to: Math.max(one.from, one.to) % count,
          id: `e${place}`,
        }))
        .filter(({ from, to }) => from < to)
        .map(({ from, to, id, condition, priority, sourceHandle }) => ({
          id,
          source: ids[from]!,
          target: ids[to]!,
          ...(condition !== undefined && { condition }),
          ...(priority !== undefined && { priority }),
          ...(sourceHandle !== undefined && { sourceHandle }),
        })),
    };
  });
