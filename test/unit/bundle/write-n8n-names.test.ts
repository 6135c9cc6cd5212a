import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import type { FileContent } from '../../../src/bundle/source-file/file-content';
import { writeWorkflowFile } from '../../../src/bundle/source-file/write-workflow-file';
import type { DefinitionEdge, DefinitionNode } from '../../../src/graph/definition';

interface N8nFile {
  nodes: { id?: string; name: string }[];
  connections: Record<string, unknown>;
  pinData?: Record<string, unknown>;
}

const TYPE = 'n8n-nodes-base.httpRequest';

function entry(name: string, id = `id of ${name}`, type = TYPE): Record<string, unknown> {
  return { parameters: {}, id, name, type, typeVersion: 1, position: [0, 0] };
}

function mainTo(...names: string[]): unknown {
  return { main: [names.map((node) => ({ node, type: 'main', index: 0 }))] };
}

/** Start → HTTP Request → End, each with pinned data. */
const CHAIN = {
  name: 'N',
  nodes: ['Start', 'HTTP Request', 'End'].map((name) => entry(name)),
  connections: { Start: mainTo('HTTP Request'), 'HTTP Request': mainTo('End') },
  pinData: { 'HTTP Request': [{ json: { of: 'request' } }], End: [{ json: { of: 'end' } }] },
};

function added(id: string, name: string): DefinitionNode {
  return { id, type: TYPE, name, config: { parameters: {}, typeVersion: 1 } };
}

function edge(source: string, target: string): DefinitionEdge {
  return {
    ...{ id: `${source}>${target}`, source, target },
    ...{ sourceHandle: 'main:0', targetHandle: 'main:0' },
  };
}

/** The file as it is written once `edit` has changed what was read of it, with all edges and no other. */
function writtenAfter(file: unknown, edit: (content: FileContent) => void) {
  const text = JSON.stringify(file);
  const content = structuredClone(readWorkflowFile(text));
  edit(content);
  const written = writeWorkflowFile('n8n', text, { ...content, name: 'N' });
  const again = readWorkflowFile(written.text).definition;
  expect(endsOf(again)).toEqual(endsOf(content.definition));
  return { ...written, file: JSON.parse(written.text) as N8nFile };
}

/** What the edges connect; their ids are made anew when a file is read. */
function endsOf({ edges }: FileContent['definition']): string[] {
  return edges.map(({ source, target }) => `${source}>${target}`).sort();
}

function rename(content: FileContent, from: string, to: string): void {
  content.definition.nodes.find(({ name }) => name === from)!.name = to;
}

function namesIn({ nodes }: N8nFile): string[] {
  return nodes.map(({ name }) => name);
}

test('a second node of a name gets the first free number behind it, with its own connections', () => {
  const { file, losses } = writtenAfter(CHAIN, ({ definition }) => {
    definition.nodes.push(added('new', 'HTTP Request'), added('newer', 'HTTP Request'));
    definition.edges.push(edge('new', 'id of Start'), edge('newer', 'new'));
  });
  expect(namesIn(file).slice(3)).toEqual(['HTTP Request1', 'HTTP Request2']);
  expect(file.connections).toEqual({
    ...CHAIN.connections,
    'HTTP Request1': mainTo('Start'),
    'HTTP Request2': mainTo('HTTP Request1'),
  });
  expect(losses).toEqual(
    ['new', 'newer'].map((id, at) => ({
      code: 'NAME_CHANGED',
      node: { id, name: 'HTTP Request' },
      message: `is called HTTP Request${at + 1} in the file, as HTTP Request is taken there`,
    })),
  );
});

test('a node that was renamed to the name of another keeps its connections and pinned data', () => {
  const { file, losses } = writtenAfter(CHAIN, (content) => rename(content, 'End', 'HTTP Request'));
  expect(file.connections).toEqual({
    Start: mainTo('HTTP Request'),
    'HTTP Request': mainTo('HTTP Request1'),
  });
  expect(file.pinData).toEqual({
    'HTTP Request': CHAIN.pinData['HTTP Request'],
    'HTTP Request1': CHAIN.pinData.End,
  });
  expect(losses.map(({ code }) => code)).toEqual(['NAME_CHANGED']);
});

test('nodes that swapped their names have the connections and pinned data of each other’s names', () => {
  const { file, losses } = writtenAfter(CHAIN, (content) => {
    rename(content, 'End', 'other');
    rename(content, 'HTTP Request', 'End');
    rename(content, 'other', 'HTTP Request');
  });
  expect(namesIn(file)).toEqual(['Start', 'End', 'HTTP Request']);
  expect(file.connections).toEqual({ Start: mainTo('End'), End: mainTo('HTTP Request') });
  expect(file.pinData).toEqual({
    End: CHAIN.pinData['HTTP Request'],
    'HTTP Request': CHAIN.pinData.End,
  });
  expect(losses).toEqual([]);
});

test.each([
  ['Set1', ['Set1', 'Set'], 'Set2'],
  ['Set', ['Set', 'Set1', 'Set3'], 'Set2'],
  ['2024', ['2024'], '2024-1'],
  ['Set99999999999999999999', ['Set99999999999999999999'], 'Set999999999999999999991'],
  ['__proto__', ['Set'], '__proto__1'],
])('%s beside %j is called %s in the file', (name, inFile, expected) => {
  const nodes = inFile.map((each) => entry(each));
  const { file } = writtenAfter({ name: 'N', nodes, connections: {} }, ({ definition }) => {
    definition.nodes.push(added('new', name));
  });
  expect(namesIn(file)).toEqual([...inFile, expected]);
});

test('a number that makes a name free is not one that another node is called by', () => {
  const { file } = writtenAfter(CHAIN, ({ definition }) => {
    definition.nodes.push(added('a', 'End'), added('b', 'End1'));
  });
  expect(namesIn(file).slice(3)).toEqual(['End2', 'End1']);
});

test('a node does not take the name of a sticky note', () => {
  const note = entry('Sticky Note', 'n', 'n8n-nodes-base.stickyNote');
  const { file } = writtenAfter({ ...CHAIN, nodes: [note, ...CHAIN.nodes] }, (content) =>
    rename(content, 'End', 'Sticky Note'),
  );
  expect(namesIn(file)).toEqual(['Sticky Note', 'Start', 'HTTP Request', 'Sticky Note1']);
});

test('nodes that have one name in the file keep it', () => {
  const nodes = [...CHAIN.nodes, entry('End', 'twin')];
  const { file, losses } = writtenAfter({ ...CHAIN, nodes }, (content) =>
    rename(content, 'Start', 'Begin'),
  );
  expect(namesIn(file)).toEqual(['Begin', 'HTTP Request', 'End', 'End']);
  expect(losses).toEqual([]);
});

test('of two nodes without ids that have one name the other is the same when one is gone', () => {
  const nodes = ['A', 'B', 'B'].map((name, at) => ({
    ...entry(name),
    id: undefined,
    notes: `${at}`,
  }));
  const file = { name: 'N', nodes, connections: { A: mainTo('B') } };
  const { losses } = writtenAfter(file, ({ definition }) => {
    definition.nodes = definition.nodes.filter(({ id }) => id !== 'name:B');
    definition.edges = [];
  });
  expect(losses).toEqual([]);
});

test('what connected nothing does not connect a new node that is called so', () => {
  const connections = { ...CHAIN.connections, End: mainTo('Ghost'), Ghost: mainTo('Start') };
  const pinData = { Ghost: [{ json: {} }] };
  const { file } = writtenAfter({ ...CHAIN, connections, pinData }, ({ definition }) =>
    definition.nodes.push(added('new', 'Ghost')),
  );
  expect(file.connections).toEqual({ ...CHAIN.connections, End: { main: [[]] } });
  expect(file.pinData).toEqual({});
});
