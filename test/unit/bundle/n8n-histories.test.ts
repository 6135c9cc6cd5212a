import { readHistory } from '../../../src/bundle/history-files';
import type { HistoryChange, HistoryFile } from '../../../src/bundle/history';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import { canonicalJson } from '../../../src/graph/canonical-json';
import type { JsonObject, JsonValue } from '../../../src/graph/definition';
import { HISTORIES, historyFile, historyKeys, metaOf } from './n8n-fixtures';

type Counted = Pick<
  HistoryChange,
  'nodes_added' | 'nodes_removed' | 'nodes_changed' | 'edges_added' | 'edges_removed'
>;

/**
 * Where our count of changed nodes is lower than the independent one, and why. That one compares
 * everything but id and position as it stands in the file; we leave out what an installation gives.
 */
const FEWER_CHANGED: Readonly<Record<string, { fewer: number; why: keyof typeof REASONS }>> = {
  'assistant-quickstart/0006.json': { fewer: 2, why: 'credential id' },
  'assistant-quickstart-first/0004.json': { fewer: 1, why: 'webhookId' },
  'assistant-quickstart-first/0005.json': { fewer: 1, why: 'webhookId' },
  'insights-chat/0008.json': { fewer: 5, why: 'credential id' },
  'insights-chat-local/0002.json': { fewer: 1, why: 'credential id' },
  'lock-acquisition/0006.json': { fewer: 1, why: 'webhookId' },
  'lock-acquisition/0009.json': { fewer: 4, why: 'credential id or webhookId' },
  'lock-cleanup/0009.json': { fewer: 3, why: 'credential id' },
  'lock-release/0009.json': { fewer: 3, why: 'credential id' },
  'rate-limit-check/0007.json': { fewer: 1, why: 'credential id' },
  'social-media-analyst/0005.json': { fewer: 1, why: 'value of a secret' },
  'vacation-rental-manager/0004.json': { fewer: 1, why: 'webhookId' },
};

/** The members in which the nodes that we count as unchanged differ, for each reason. */
const REASONS = {
  webhookId: ['webhookId'],
  // Also where the name in the file is a template's placeholder whose spelling changed.
  'credential id': ['credentials'],
  'credential id or webhookId': ['credentials', 'webhookId'],
  'value of a secret': ['parameters'],
} as const;

/** Nodes and notes by name, edges by what they connect, as the independent count has them. */
function viewOf({ definition, layout, report }: HistoryFile): {
  nodes: Map<string, string>;
  edges: Set<string>;
} {
  const nameOf = new Map(definition.nodes.map(({ id, name }) => [id, name]));
  const notes = (layout.notes ?? []) as JsonObject[];
  const dangling = report.items
    .filter(({ code }) => code === 'CONNECTION_DANGLING')
    .map(({ value }) => value as Record<string, JsonValue>);
  return {
    nodes: new Map(
      [...definition.nodes, ...notes].map((node) => [node.name as string, contentOf(node)]),
    ),
    edges: new Set([
      ...definition.edges.map(({ source, sourceHandle, target, targetHandle }) =>
        canonicalJson([nameOf.get(source), sourceHandle, nameOf.get(target), targetHandle]),
      ),
      ...dangling.map(({ source, output, target, input }) =>
        canonicalJson([source, output, target, input]),
      ),
    ]),
  };
}

function contentOf(node: object): string {
  return canonicalJson({ ...node, id: '', position: 0 });
}

function compare(before: HistoryFile, after: HistoryFile): Counted {
  const [from, to] = [viewOf(before), viewOf(after)];
  return {
    nodes_added: [...to.nodes.keys()].filter((name) => !from.nodes.has(name)).length,
    nodes_removed: [...from.nodes.keys()].filter((name) => !to.nodes.has(name)).length,
    nodes_changed: unequal(from.nodes, to.nodes).length,
    edges_added: [...to.edges].filter((edge) => !from.edges.has(edge)).length,
    edges_removed: [...from.edges].filter((edge) => !to.edges.has(edge)).length,
  };
}

function unequal(from: Map<string, string>, to: Map<string, string>): string[] {
  return [...to.keys()].filter((name) => from.has(name) && from.get(name) !== to.get(name));
}

function rawNodes(key: string, file: string): Map<string, Record<string, unknown>> {
  const { nodes } = historyFile(key, file) as { nodes: Record<string, unknown>[] };
  return new Map(nodes.map((node) => [node['name'] as string, node]));
}

/** The members in which nodes differ that are the same to us. */
function overlooked(key: string, before: HistoryFile, after: HistoryFile): Set<string> {
  const [from, to] = [rawNodes(key, before.name), rawNodes(key, after.name)];
  const known = new Set(unequal(viewOf(before).nodes, viewOf(after).nodes));
  const members = new Set<string>();
  for (const [name, node] of to) {
    const former = from.get(name);
    if (former === undefined || known.has(name)) continue;
    for (const member of new Set([...Object.keys(node), ...Object.keys(former)])) {
      const isSame = canonicalJson(node[member] ?? null) === canonicalJson(former[member] ?? null);
      if (!isSame && member !== 'id' && member !== 'position') members.add(member);
    }
  }
  return members;
}

describe.each(historyKeys())('the history %s', (key) => {
  const { history } = metaOf(key);
  let files: HistoryFile[];
  beforeAll(async () => {
    files = await readHistory(`${HISTORIES}/${key}`);
  });

  test('is read in order, with what its commits say', () => {
    expect(files.map(({ name, subject, date, commit }) => [name, subject, date, commit])).toEqual(
      history.map(({ file, subject, date, commit }) => [file, subject, date, commit]),
    );
  });

  test('changes from file to file as was counted, but for what only an installation gives', () => {
    for (const [index, { file, change }] of history.entries()) {
      if (change === undefined) continue;
      const expected = FEWER_CHANGED[`${key}/${file}`];
      const [before, after] = [files[index - 1], files[index]];
      if (before === undefined || after === undefined) throw new Error(`${file} was not read.`);
      expect({ file, ...compare(before, after) }).toEqual({
        file,
        nodes_added: change.nodes_added,
        nodes_removed: change.nodes_removed,
        nodes_changed: change.nodes_changed - (expected?.fewer ?? 0),
        edges_added: change.edges_added,
        edges_removed: change.edges_removed,
      });
      const reasons = [...(expected ? REASONS[expected.why] : [])];
      expect({ file, members: [...overlooked(key, before, after)].sort() }).toEqual({
        file,
        members: reasons,
      });
    }
  });

  test('gives a node that keeps its name and has no id the same id in every file', () => {
    const derived = files.flatMap(({ definition }) =>
      definition.nodes.filter(({ id }) => id.startsWith('name:')),
    );
    for (const { id, name } of derived) expect(id.startsWith(`name:${name}`)).toBe(true);
  });

  test('gives an edge between the same ends the same id in every file', () => {
    const idOf = new Map<string, string>();
    for (const { id, ...ends } of files.flatMap(({ definition }) => definition.edges)) {
      const text = canonicalJson(ends);
      expect(idOf.get(text) ?? id).toBe(id);
      idOf.set(text, id);
    }
  });
});

// No commit of these histories does nothing but move nodes; `n8n-files` moves those of every file.
describe('files that only changed what the eye sees', () => {
  test('are found in the histories: sticky notes alone make no version', async () => {
    const same: string[] = [];
    for (const key of historyKeys()) {
      const files = await readHistory(`${HISTORIES}/${key}`);
      for (const [index, file] of files.entries()) {
        const before = files[index - 1];
        if (before === undefined) continue;
        const isSame =
          canonicalDefinition(file.definition) === canonicalDefinition(before.definition);
        if (isSame) same.push(`${key}/${file.name}`);
      }
    }
    expect(same).toEqual([
      'assistant-quickstart/0006.json',
      'database-quickstart/0002.json',
      'database-quickstart/0004.json',
      'database-quickstart/0005.json',
      'drive-chat-assistant/0004.json',
      'drive-chat-assistant/0010.json',
      'drive-chat-database/0003.json',
      'drive-chat-database/0004.json',
      'drive-chat-database/0005.json',
      'insights-chat/0005.json',
      'insights-chat/0008.json',
      'insights-import/0004.json',
      'linkedin-job-digest/0016.json',
      'vacation-rental-manager/0002.json',
      'vacation-rental-manager/0003.json',
    ]);
  });
});
