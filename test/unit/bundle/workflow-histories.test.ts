import type { HistoryChange, HistoryFile } from '../../../src/bundle/history';
import { readHistory } from '../../../src/bundle/history-files';
import { canonicalJson } from '../../../src/graph/canonical-json';
import type { JsonObject } from '../../../src/graph/definition';
import { HISTORIES, otherHistories } from './workflow-files-fixtures';

type Counted = Pick<
  HistoryChange,
  'nodes_added' | 'nodes_removed' | 'nodes_changed' | 'edges_added' | 'edges_removed'
>;

/** Where our count differs from the independent one, which compares what stands in the file, and why. */
const DIFFERENT: Readonly<Record<string, Partial<Counted>>> = {
  // A tab that the file before or after lacks: its nodes are in a container in one of them only.
  'dashboard-buttons/0005.json': { nodes_changed: 4 },
  'dashboard-buttons/0006.json': { nodes_changed: 8 },
  'smart-home-logic/0003.json': { nodes_changed: 7 },
  'smart-home-logic/0006.json': { nodes_changed: 8 },
  // Only the order of a dashboard changed.
  'dashboard-forms/0004.json': { nodes_changed: 6 },
  // Only what the editor shows of a node, or says of its container once more, changed.
  'merge-request-reviewer/0002.yml': { nodes_changed: 9 },
  'merge-request-reviewer/0003.yml': { nodes_changed: 7 },
  // The same wire with another list of types in its handles.
  'react-agent/0014.json': { edges_added: 1, edges_removed: 0 },
  'react-agent/0015.json': { edges_added: 0, edges_removed: 1 },
  'react-agent/0016.json': { edges_added: 1, edges_removed: 0 },
  // Two edges of one file between the same output and input, with other lists of types.
  'time-travel-guide/0002.json': { edges_added: 1 },
  'time-travel-guide/0003.json': { edges_removed: 2 },
};

/** Nodes, notes and groups by id without their places; edges but for links, as the count has them. */
function viewOf({ definition, layout }: HistoryFile): {
  nodes: Map<string, string>;
  edges: Set<string>;
} {
  const isGroup = (group: JsonObject): boolean => group['type'] === 'group';
  const seen = [
    ...definition.nodes,
    ...((layout.notes ?? []) as JsonObject[]),
    ...((layout.groups ?? []) as JsonObject[]).filter(isGroup),
  ];
  return {
    nodes: new Map(
      seen.map((node) => {
        const content = { ...node, position: 0, x: 0, y: 0, w: 0, h: 0 };
        return [node.id as string, canonicalJson(content)];
      }),
    ),
    edges: new Set(
      definition.edges.filter(({ sourceHandle }) => sourceHandle !== 'link').map(({ id }) => id),
    ),
  };
}

function compare(before: HistoryFile, after: HistoryFile): Counted {
  const [from, to] = [viewOf(before), viewOf(after)];
  const both = [...to.nodes.keys()].filter((id) => from.nodes.has(id));
  return {
    nodes_added: to.nodes.size - both.length,
    nodes_removed: from.nodes.size - both.length,
    nodes_changed: both.filter((id) => from.nodes.get(id) !== to.nodes.get(id)).length,
    edges_added: [...to.edges].filter((id) => !from.edges.has(id)).length,
    edges_removed: [...from.edges].filter((id) => !to.edges.has(id)).length,
  };
}

describe.each(otherHistories())('the history $key', ({ key, meta }) => {
  let files: HistoryFile[];
  beforeAll(async () => {
    files = await readHistory(`${HISTORIES}/${key}`);
  });

  test('is read in order, every file as of the system that meta.json names', () => {
    expect(files.map(({ name, format, commit }) => [name, format, commit])).toEqual(
      meta.history.map(({ file, commit }) => [file, meta.format, commit]),
    );
  });

  test('changes from file to file as was counted, but where we say why not', () => {
    for (const [index, { file, change }] of meta.history.entries()) {
      if (change === undefined) continue;
      const [before, after] = [files[index - 1], files[index]];
      if (before === undefined || after === undefined) throw new Error(`${file} was not read.`);
      const { nodes_added, nodes_removed, nodes_changed, edges_added, edges_removed } = change;
      expect({ file, ...compare(before, after) }).toEqual({
        ...{ file, nodes_added, nodes_removed, nodes_changed, edges_added, edges_removed },
        ...DIFFERENT[`${key}/${file}`],
      });
    }
  });
});
