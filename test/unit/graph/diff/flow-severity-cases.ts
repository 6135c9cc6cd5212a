import type { Definition, DefinitionNode, Variable } from '../../../../src/graph/definition';
import {
  base,
  counter,
  counts,
  edge,
  greet,
  idle,
  node,
  row,
  send,
  start,
  type SeverityCase,
} from './small-workflows';

const nodes = (before: DefinitionNode[], after: DefinitionNode[]): [Definition, Definition] => [
  row(before),
  row(after),
];
const variables = (
  of: Definition,
  after: Variable[],
  before: Variable[] = [counter],
): [Definition, Definition] => [
  { ...of, variables: before },
  { ...of, variables: after },
];

/** What shows each rule on connections, variables and settings. */
export const FLOW_CASES = {
  edgeChanged: [
    [nodes([start, greet, send], [start, greet]), 'Greet no longer leads to Send.'],
    [nodes([start, greet], [start, greet, send]), 'Greet leads to Send now.'],
    [
      [
        base,
        {
          nodes: base.nodes,
          edges: [edge('start', 'greet'), { ...edge('start', 'send'), id: 'greet-send' }],
        },
      ],
      'Send follows Start instead of Greet.',
    ],
    [
      [
        { nodes: base.nodes, edges: [edge('start', 'greet')] },
        { nodes: base.nodes, edges: [{ ...edge('start', 'send'), id: 'start-greet' }] },
      ],
      'Start leads to Send instead of Greet.',
    ],
    [
      [
        { ...base, edges: [edge('start', 'greet', { sourceHandle: 'true' })] },
        { ...base, edges: [edge('start', 'greet', { sourceHandle: 'false' })] },
      ],
      'Start leads to Greet on false instead of true.',
    ],
    [
      [
        { ...base, edges: [edge('start', 'greet')] },
        { ...base, edges: [edge('start', 'greet', { targetHandle: 'left' })] },
      ],
      'Start leads into left of Greet instead of the default input.',
    ],
    [
      [
        { ...base, edges: [edge('start', 'greet')] },
        { ...base, edges: [edge('start', 'greet', { condition: 'input.x > 1' })] },
      ],
      'The condition between Start and Greet is "input.x > 1" now.',
    ],
    [
      [
        { ...base, edges: [edge('start', 'greet', { priority: 1 })] },
        { ...base, edges: [edge('start', 'greet', { priority: 2 })] },
      ],
      'The priority between Start and Greet changed.',
    ],
    [
      [
        { ...base, edges: [edge('start', 'greet', { sourceHandle: 'a' })] },
        {
          ...base,
          edges: [
            edge('start', 'greet', { sourceHandle: 'a' }),
            edge('start', 'send', { sourceHandle: 'b' }),
          ],
        },
      ],
      'Start leads to Send on b now.',
    ],
  ],
  edgeIdle: [
    [
      [
        { nodes: base.nodes, edges: [] },
        { nodes: base.nodes, edges: [edge('greet', 'send')] },
      ],
      'No trigger leads to Greet.',
    ],
  ],
  edgeRenamed: [
    [
      [base, { ...base, edges: [{ ...edge('start', 'greet'), id: 'e1' }, edge('greet', 'send')] }],
      'Only the id of the connection changed.',
    ],
  ],

  variableMissed: [
    [variables(counts, []), 'The variable n was removed, but Count uses it.'],
    [
      variables(counts, [{ name: 'n', type: 'text' }]),
      'The variable n is of type text now, but Count uses it.',
    ],
  ],
  variableReset: [
    [
      variables(
        idle,
        [{ name: 'n', type: 'text', lifetime: 'persist' }],
        [{ name: 'n', type: 'number', lifetime: 'persist' }],
      ),
      'The value that n keeps is no text, so the default is used.',
    ],
  ],
  variableChanged: [
    [variables(counts, [{ ...counter, default: 1 }]), 'The default of the variable n changed.'],
    [
      variables(counts, [{ ...counter, lifetime: 'persist' }]),
      'The variable n keeps its value from run to run now.',
    ],
    [
      variables(row([start, node('x', 'unknown')]), []),
      'The variable n was removed, and may be in use.',
    ],
  ],
  variableIdle: [
    [variables(idle, []), 'Nothing uses the variable n.'],
    [variables(idle, [{ name: 'n', type: 'text' }]), 'Nothing uses the variable n.'],
    [variables(counts, [counter, { name: 'm', type: 'text' }]), 'The variable m was added.'],
  ],
  variableDescribed: [
    [
      variables(counts, [{ ...counter, description: 'How many' }]),
      'Only the description of the variable n changed.',
    ],
  ],

  settingChanged: [
    [
      [
        { ...base, settings: { a: { b: 1 } } },
        { ...base, settings: { a: { b: 2 } } },
      ],
      'The setting a.b changed.',
    ],
    [[base, { ...base, settings: { a: 1 } }], 'The setting a was added.'],
  ],
} satisfies Record<string, SeverityCase[]>;
