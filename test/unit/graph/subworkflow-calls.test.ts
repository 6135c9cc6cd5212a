import * as fc from 'fast-check';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { Definition, DefinitionNode, JsonObject } from '../../../src/graph/definition';
import {
  subworkflowCalls,
  subworkflowPins,
  subworkflowReferences,
  withPins,
} from '../../../src/graph/subworkflow-calls';
import { arbitraryDefinition } from './arbitrary-definition';

const digestOf = (digit: string): string => `sha256:${digit.repeat(64)}`;

function call(id: string, config: JsonObject, more: Partial<DefinitionNode> = {}): DefinitionNode {
  return { id, type: 'workflow', name: id, config: { input: '{}', ...config }, ...more };
}

const definition: Definition = {
  nodes: [
    call('b', { workflowId: 'W2', version: 3, digest: digestOf('2') }),
    call('a', { workflowId: 'W1' }),
    call('c', { workflowId: 'W3', digest: digestOf('3') }, { disabled: true }),
    call('d', {}),
    { ...call('e', { workflowId: 'W4' }), type: 'transform' },
  ],
  edges: [],
};

describe('calls of other workflows', () => {
  it('are those of enabled nodes where it is asked what runs, by node id', () => {
    expect(subworkflowReferences(definition)).toEqual([
      { nodeKey: 'a', workflowId: 'W1' },
      { nodeKey: 'b', workflowId: 'W2', version: 3, digest: digestOf('2') },
    ]);
  });

  it('are those of disabled nodes too where it is asked what is pinned', () => {
    expect(subworkflowCalls(definition).map(({ nodeKey }) => nodeKey)).toEqual(['a', 'b', 'c']);
  });

  it('pin each definition once, and nothing by a text that is no digest', () => {
    const nodes = [
      ...definition.nodes,
      call('twice', { workflowId: 'W2', digest: digestOf('2') }),
      call('other', { workflowId: 'W5', digest: digestOf('2') }),
      call('broken', { workflowId: 'W6', digest: 'sha256:2' }),
    ];
    expect(subworkflowPins({ nodes, edges: [] })).toEqual([
      { workflowId: 'W2', digest: digestOf('2') },
      { workflowId: 'W3', digest: digestOf('3') },
      { workflowId: 'W5', digest: digestOf('2') },
    ]);
  });

  it('are repinned without a change of anything else', () => {
    fc.assert(
      fc.property(arbitraryDefinition, fc.constantFrom('a', undefined), (rest, pin) => {
        const id = 'the call';
        const nodes = [...rest.nodes, call(id, { workflowId: 'W' })];
        const digest = pin && digestOf(pin);
        const before = canonicalDefinition({ ...rest, nodes });
        const pinned = withPins({ ...rest, nodes }, new Map([[id, digest]]));
        expect(subworkflowCalls(pinned).find(({ nodeKey }) => nodeKey === id)?.digest).toBe(digest);
        const back = withPins(pinned, new Map([[id, undefined]]));
        expect(canonicalDefinition(back)).toBe(before);
      }),
    );
  });
});
