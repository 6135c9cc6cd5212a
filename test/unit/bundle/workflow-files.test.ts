import * as fc from 'fast-check';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import { readLayout } from '../../../src/graph/layout';
import { readDefinition } from '../../../src/graph/read-definition';
import {
  digestOfFile,
  listsOf,
  parsed,
  turned,
  type WorkflowSample,
  workflowSamples,
} from './workflow-files-fixtures';

const samples = workflowSamples();

/** Edges as the independent count has them: wires only, doubled ones once, dangling ones too. */
function countedEdges({ text }: WorkflowSample): number {
  const { definition, report } = readWorkflowFile(text);
  // The count leaves out Node-RED's links, which are no wires, and takes the lists of types in the
  // handles of Langflow for a part of them, so that a doubled edge with other types counts twice.
  const wires = definition.edges.filter(({ sourceHandle }) => sourceHandle !== 'link').length;
  const others = report.items.filter(
    ({ code, pointer }) =>
      (code === 'CONNECTION_DANGLING' && !pointer.includes('/links/')) ||
      code === 'CONNECTION_DUPLICATE',
  );
  return wires + others.length;
}

/** What a file tells of a place on the canvas, moved elsewhere. */
function moved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moved);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  const isNode = 'id' in members && ('position' in members || 'wires' in members);
  const entries = Object.entries(members).map(([name, member]): [string, unknown] => [
    name,
    moved(member),
  ]);
  if (!isNode) return Object.fromEntries(entries);
  const place = 'position' in members ? { position: { x: -7.5, y: 1 } } : { x: 3, y: -4 };
  return { ...Object.fromEntries(entries), ...place, selected: true, width: 10, height: 20 };
}

describe('every file of the repository from Dify, Node-RED, Langflow and Flowise', () => {
  test('is there, as many as were counted', () => {
    const counts = new Map<string, { files: number; nodes: number; edges: number }>();
    for (const { format, text } of samples) {
      const { report } = readWorkflowFile(text);
      const count = counts.get(format) ?? { files: 0, nodes: 0, edges: 0 };
      counts.set(format, {
        files: count.files + 1,
        nodes: count.nodes + report.nodes + report.notes,
        edges: count.edges + report.edges,
      });
    }
    expect(Object.fromEntries(counts)).toMatchSnapshot();
  });

  test.each(samples)('$title is recognised as of $format', ({ format, text }) => {
    expect(readWorkflowFile(text).format).toBe(format);
  });

  test.each(samples)(
    '$title becomes a definition and a layout that are taken unchanged',
    (sample) => {
      const { definition, layout } = readWorkflowFile(sample.text);
      expect(readDefinition(definition).canonical).toBe(canonicalDefinition(definition));
      expect(readLayout(layout)).toEqual(layout);
    },
  );

  test.each(samples)('$title has as many nodes and edges as were counted', (sample) => {
    const { definition, report } = readWorkflowFile(sample.text);
    expect(report.nodes).toBe(definition.nodes.length);
    expect(report.edges).toBe(definition.edges.length);
    expect(report.nodes + report.notes).toBe(sample.nodes);
    expect(countedEdges(sample)).toBe(sample.edges);
  });

  test.each(samples)(
    '$title has the same digest in another order of nodes and members',
    (sample) => {
      const expected = digestOfFile(sample.text);
      fc.assert(
        fc.property(fc.infiniteStream(fc.nat()), (order) => {
          const file = turned(parsed(sample));
          for (const list of listsOf(file)) {
            const keyed = list.map((item) => ({ item, key: Number(order.next().value) }));
            keyed.sort((a, b) => a.key - b.key);
            list.splice(0, list.length, ...keyed.map(({ item }) => item));
          }
          return digestOfFile(file) === expected;
        }),
        { numRuns: 3 },
      );
    },
  );

  test.each(samples.filter(({ format }) => format !== 'node-red'))(
    '$title has the same digest with every node moved, resized and selected',
    (sample) => {
      expect(digestOfFile(moved(parsed(sample)))).toBe(digestOfFile(sample.text));
    },
  );

  test.each(samples.filter(({ format }) => format === 'node-red'))(
    '$title has the same digest with every node moved',
    (sample) => {
      const file = (parsed(sample) as Record<string, unknown>[]).map((object) =>
        'x' in object ? { ...object, x: 1, y: -2 } : object,
      );
      expect(digestOfFile(file)).toBe(digestOfFile(sample.text));
    },
  );

  test.each(samples)('$title is not changed by reading it', (sample) => {
    const file = parsed(sample);
    const before = JSON.stringify(file);
    readWorkflowFile(file);
    expect(JSON.stringify(file)).toBe(before);
  });

  test.each(samples)('$title keeps no value that was a secret', (sample) => {
    // Where the repositories had secrets, the files have marks; this one token is a placeholder.
    expect(JSON.stringify(readWorkflowFile(sample.text))).not.toMatch(
      /REDACTED_|your-gitlab-token/,
    );
  });
});
