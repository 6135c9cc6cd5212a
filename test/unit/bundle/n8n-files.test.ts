import * as fc from 'fast-check';
import { readN8n, readN8nFile } from '../../../src/bundle/n8n/read-n8n';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import { digestOf } from '../../../src/graph/digest';
import { readLayout } from '../../../src/graph/layout';
import { readDefinition } from '../../../src/graph/read-definition';
import { historyKeys, historySamples, type Sample, singleSamples } from './n8n-fixtures';

const histories = historySamples();
const singles = singleSamples();
const samples = [...histories, ...singles];

function digest(file: unknown): string {
  return digestOf(canonicalDefinition(readN8n(file).definition));
}

/** The distinct connections that lead nowhere, which the independent counts count as edges. */
function danglingIn(file: unknown): number {
  return readN8n(file).report.items.filter(({ code }) => code === 'CONNECTION_DANGLING').length;
}

/** Nodes and object members in another order; slots of connections stay in theirs. */
function rewritten(file: unknown, order: number[]): unknown {
  const members = turned(file) as { nodes: unknown[] };
  const keyed = members.nodes.map((node, index) => ({ node, key: order[index % order.length] }));
  keyed.sort((a, b) => (a.key ?? 0) - (b.key ?? 0));
  return { ...members, nodes: keyed.map(({ node }) => node) };
}

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
}

describe('every n8n file of the repository', () => {
  test('is there: 21 histories with 151 files, and 100 singles', () => {
    expect(historyKeys()).toHaveLength(21);
    expect(histories).toHaveLength(151);
    expect(singles).toHaveLength(100);
  });

  test.each(samples)(
    '$title becomes a definition and a layout that are taken unchanged',
    (sample) => {
      const { definition, layout } = readN8n(sample.file);
      expect(readDefinition(definition).canonical).toBe(canonicalDefinition(definition));
      expect(readLayout(layout)).toEqual(layout);
    },
  );

  test.each(samples)(
    '$title has as many nodes as were counted, sticky notes among them',
    (sample) => {
      const { report, definition, layout } = readN8n(sample.file);
      expect(definition.nodes.length + (layout.notes ?? []).length).toBe(sample.nodes);
      expect(report).toMatchObject({
        nodesInFile: sample.nodes,
        nodes: definition.nodes.length,
        notes: (layout.notes ?? []).length,
        edges: definition.edges.length,
      });
    },
  );

  test.each(samples)(
    '$title has as many edges as were counted, dangling ones among them',
    (sample) => {
      const { definition } = readN8n(sample.file);
      expect(definition.edges.length + danglingIn(sample.file)).toBe(sample.edges);
    },
  );

  test.each(samples)(
    '$title has the same digest in another order of nodes and members',
    (sample) => {
      const expected = digest(sample.file);
      const orders = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
      fc.assert(
        fc.property(orders, (order) => digest(rewritten(sample.file, order)) === expected),
        { numRuns: 3 },
      );
    },
  );

  test.each(samples)('$title has the same digest with every node and note moved', ({ file }) => {
    const moved = structuredClone(file) as { nodes: Record<string, unknown>[] };
    for (const [index, node] of moved.nodes.entries()) node['position'] = [index * 10.5, -index];
    expect(digest(moved)).toBe(digest(file));
    const count = moved.nodes.length;
    if (count > 1) expect(readN8n(moved).layout).not.toEqual(readN8n(file).layout);
  });

  test.each(samples)('$title is not changed by reading it', (sample) => {
    const before = JSON.stringify(sample.file);
    readN8nFile(sample.file);
    expect(JSON.stringify(sample.file)).toBe(before);
  });

  test.each(samples)(
    '$title keeps no value that was a secret, in content, layout or report',
    (sample) => {
      // Where the repositories had secrets, the files have marks.
      expect(JSON.stringify(readN8n(sample.file))).not.toMatch(/REDACTED_/);
    },
  );
});

describe('what is odd in a single file', () => {
  function withFlag(flag: string): Sample[] {
    const found = singles.filter(({ flags }) => flags.includes(flag));
    expect(found).not.toEqual([]);
    return found;
  }

  test.each([
    ['null_output_slot', 'SLOT_NULL'],
    ['slot_not_list', 'CONNECTION_ODD'],
    ['connection_not_object', 'CONNECTION_ODD'],
    ['connection_to_unknown_node', 'CONNECTION_DANGLING'],
    ['duplicate_edge', 'CONNECTION_DUPLICATE'],
    ['duplicate_names', 'NAME_DUPLICATE'],
    ['node_without_id', 'ID_DERIVED'],
    ['duplicate_ids', 'ID_DERIVED'],
    ['credentials', 'CREDENTIAL_BOUND'],
    ['credentials_old_string_form', 'CREDENTIAL_BOUND'],
    ['credential_without_id', 'CREDENTIAL_BOUND'],
    ['pin_data', 'PINNED_DATA'],
    ['odd_position', 'POSITION_UNREADABLE'],
    ['webhook_id', 'NOISE'],
    ['no_name', 'NAME_ABSENT'],
    ['static_data', 'WORKFLOW_MEMBER'],
    ['tags_objects', 'WORKFLOW_MEMBER'],
  ])('is reported: %s as %s', (flag, code) => {
    for (const { title, file } of withFlag(flag)) {
      const codes = readN8n(file).report.items.map((item) => item.code);
      expect({ title, codes }).toEqual({
        title,
        codes: expect.arrayContaining([code]) as string[],
      });
    }
  });

  test('is kept where it is content: cycles and loops of a node to itself', () => {
    for (const { file } of withFlag('self_loop')) {
      const { edges } = readN8n(file).definition;
      expect(edges.filter(({ source, target }) => source === target)).toHaveLength(1);
    }
  });
});
