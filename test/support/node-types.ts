import { type JsonValue } from '../../src/graph/definition';
import { type NodeFunction } from '../../src/run/execution/node-function';
import { type InstalledNodeType } from '../../src/run/execution/installed-node-type';

/** A node type as an installation adds it; its function is called with the step's context. */
export function nodeType(type: string, start: NodeFunction['start']): InstalledNodeType {
  return {
    type: {
      type,
      title: type,
      description: 'Made for a test.',
      category: 'Tests',
      isTrigger: false,
      reachesOutside: true,
      configSchema: { type: 'object' },
      example: { example: true },
    },
    function: { start },
  };
}

/** Node types whose doings a test decides: each call is told to `calls`, and answered by `answer`. */
export class TestNodes {
  /** Node ids in the order in which they were called, with the key of the step. */
  readonly calls: { nodeKey: string; stepKey: string; signal: AbortSignal }[] = [];
  /** What nodes of the type `test.work` do; null if nothing is said of one. */
  readonly work = new Map<string, () => Promise<JsonValue> | JsonValue>();
  readonly types: InstalledNodeType[] = [
    nodeType('test.work', async ({ node, stepKey, signal }) => {
      this.calls.push({ nodeKey: node.id, stepKey, signal });
      return { kind: 'DONE', output: (await this.work.get(node.id)?.()) ?? null };
    }),
  ];

  /** Has a node wait until the answer is called. */
  hold(nodeKey: string): { release: (output?: JsonValue) => void } {
    let release!: (output?: JsonValue) => void;
    const held = new Promise<JsonValue>((resolve) => {
      release = (output = null) => resolve(output);
    });
    this.work.set(nodeKey, () => held);
    return { release };
  }
}
