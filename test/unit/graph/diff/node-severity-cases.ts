import type { Definition, DefinitionNode } from '../../../../src/graph/definition';
import {
  base,
  edge,
  greet,
  hook,
  node,
  reader,
  row,
  send,
  start,
  timer,
  type SeverityCase,
} from './small-workflows';

const nodes = (before: DefinitionNode[], after: DefinitionNode[]): [Definition, Definition] => [
  row(before),
  row(after),
];
/** What shows each rule on triggers and nodes. */
export const NODE_CASES = {
  triggerGone: [
    [nodes([start, greet], [greet]), 'A trigger went away: Start.'],
    [nodes([start, greet], [{ ...start, disabled: true }, greet]), 'A trigger went away: Start.'],
    [
      nodes([start, greet], [{ ...hook, id: 'start' }, greet]),
      'Hook is another kind of trigger now.',
    ],
    [nodes([start, greet], [{ ...greet, id: 'start' }, greet]), 'A trigger went away: Start.'],
  ],
  webhookMoved: [
    [
      nodes([hook, greet], [{ ...hook, config: { path: 'sales' } }, greet]),
      'The path of Hook is "sales" now; callers of "orders" fail.',
    ],
    [
      nodes([hook, greet], [{ ...hook, config: {} }, greet]),
      'Hook has no path now; callers of "orders" fail.',
    ],
  ],
  webhookSecret: [
    [
      nodes(
        [hook, greet],
        [{ ...hook, config: { path: 'orders', secret: '{{secrets.A}}' } }, greet],
      ),
      'Callers of Hook must sign with a secret.',
    ],
  ],
  triggerAdded: [
    [[base, { nodes: [...base.nodes, timer], edges: base.edges }], 'The trigger Timer is new.'],
    [
      nodes([{ ...timer, disabled: true }, greet], [timer, greet]),
      'The trigger Timer is enabled now.',
    ],
  ],
  triggerChanged: [
    [
      nodes([timer, greet], [{ ...timer, config: { ...timer.config, cron: '0 8 * * *' } }, greet]),
      'The schedule of Timer changed.',
    ],
    [
      nodes([timer, greet], [{ ...timer, config: { ...timer.config, channel: 'staging' } }, greet]),
      'Runs of Timer start on another channel.',
    ],
    [nodes([start, greet], [{ ...start, timeoutMs: 5 }, greet]), 'The trigger Start changed.'],
  ],

  nodeMissed: [
    [
      [row([start, greet, reader]), { nodes: [start, reader], edges: [edge('start', 'send')] }],
      'Greet was removed, but Send still uses its result.',
    ],
    [
      [row([start, greet, reader]), row([start, { ...greet, id: 'hello' }, reader])],
      'The id of Greet changed, but Send still uses the former one.',
    ],
    [
      [
        row([start, greet, send]),
        {
          nodes: [start, send],
          edges: [edge('start', 'send', { condition: '$$.steps.`greet`.ok' })],
        },
      ],
      'Greet was removed, but the condition between Start and Send still uses its result.',
    ],
    [
      nodes(
        [start, greet, node('mail', 'n8n.mail', { text: "={{ $('Greet').item }}" })],
        [
          start,
          { ...greet, name: 'Hello' },
          node('mail', 'n8n.mail', { text: "={{ $('Greet').item }}" }),
        ],
      ),
      'Greet is named Hello now, but Mail still calls it.',
    ],
  ],
  nodeRemoved: [[nodes([start, greet, send], [start, send]), 'Greet was removed.']],
  nodeAdded: [
    [nodes([start, send], [start, greet, send]), 'Greet was added.'],
    [[base, { ...base, nodes: [...base.nodes, node('x', 'unknown')] }], 'X was added.'],
  ],
  nodeChanged: [
    [
      nodes([start, greet], [start, { ...greet, config: { expression: '1', more: 2 } }]),
      'The expression and more of Greet changed.',
    ],
    [nodes([start, greet], [start, { ...greet, disabled: true }]), 'Greet is disabled now.'],
    [nodes([start, { ...greet, disabled: true }], [start, greet]), 'Greet is enabled now.'],
    [nodes([start, greet], [start, { ...greet, type: 'branch' }]), 'Greet is of another type now.'],
    [
      nodes(
        [start, greet],
        [start, { ...greet, retry: { attempts: 2, backoffMs: 1 }, timeoutMs: 9 }],
      ),
      'The retry and timeout of Greet changed.',
    ],
    [
      [
        { nodes: [start, greet, node('box', 'branch')], edges: [edge('start', 'greet')] },
        {
          nodes: [start, { ...greet, parent: 'box' }, node('box', 'branch')],
          edges: [edge('start', 'greet')],
        },
      ],
      'The container of Greet changed.',
    ],
  ],
  nodeIdle: [
    [
      [row([start, greet]), { ...row([start, greet]), nodes: [start, greet, send] }],
      'No trigger leads to Send.',
    ],
    [
      [{ ...row([start, greet]), nodes: [start, greet, send] }, row([start, greet])],
      'No trigger led to Send.',
    ],
    [
      nodes(
        [start, { ...greet, disabled: true }],
        [start, { ...greet, disabled: true, config: {} }],
      ),
      'Greet is disabled.',
    ],
    [nodes([start, send, { ...greet, disabled: true }], [start, send]), 'Greet was disabled.'],
  ],
  nodeNamed: [
    [
      nodes([start, greet], [start, { ...greet, name: 'Hello' }]),
      'Only the name changed; it was Greet.',
    ],
  ],
  nodeRenamed: [
    [
      nodes(
        [start, greet, reader],
        [
          start,
          { ...greet, id: 'hello' },
          { ...reader, config: { expression: 'steps.hello & "!"' } },
        ],
      ),
      'Only the id of Greet changed, and what refers to it follows.',
    ],
  ],
} satisfies Record<string, SeverityCase[]>;
