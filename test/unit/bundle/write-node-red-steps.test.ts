import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import type { FileContent } from '../../../src/bundle/source-file/file-content';
import { writeWorkflowFile } from '../../../src/bundle/source-file/write-workflow-file';
import type { JsonObject } from '../../../src/graph/definition';

const FILE = [
  { id: 't', type: 'tab', label: 'Tab' },
  { id: 'a', type: 'inject', z: 't', name: 'A', x: 10, y: 20, wires: [[]] },
];

function writtenAfter(edit: (content: FileContent) => void) {
  const text = JSON.stringify(FILE);
  const content = structuredClone(readWorkflowFile(text));
  edit(content);
  const { losses, text: written } = writeWorkflowFile('node-red', text, { ...content, name: 'N' });
  const objects = JSON.parse(written) as JsonObject[];
  return { losses, added: objects.find(({ id }) => id === 'new'), first: objects[1] };
}

const NEW = { id: 'new', type: 'debug', name: 'Shown', parent: 't' };

test('a new step without a place gets one where it is wired, as it were configuration otherwise', () => {
  const { losses, added } = writtenAfter(({ definition }) => {
    definition.nodes.push({ ...NEW, config: {} });
    definition.edges.push({ id: 'e', source: 'a', target: 'new', sourceHandle: '0' });
  });
  expect(added).toEqual({
    ...{ id: 'new', type: 'debug', z: 't', name: 'Shown' },
    ...{ wires: [], x: 0, y: 0 },
  });
  expect(losses).toEqual([]);
});

test('wires in a config connect nothing, and are told', () => {
  const { losses, added } = writtenAfter(({ definition }) => {
    definition.nodes.push({ ...NEW, config: { wires: [['a']] } });
  });
  expect(added).toMatchObject({ wires: [] });
  expect(losses).toMatchObject([{ code: 'NODE_CHANGED', node: { id: 'new' } }]);
});

test('an edge from what is no output of Node-RED is left out, and told', () => {
  const { losses, first } = writtenAfter(({ definition }) => {
    for (const sourceHandle of ['01', 'link']) {
      definition.edges.push({ id: sourceHandle, source: 'a', target: 'a', sourceHandle });
    }
  });
  expect(first).toEqual(FILE[1]);
  expect(losses.map(({ code }) => code)).toEqual(['EDGE_MISSING', 'EDGE_MISSING']);
});

test('a reference to a secret is told where it stands in the file that is written', () => {
  const { losses } = writtenAfter(({ definition }) => {
    definition.nodes.push({ ...NEW, config: { topic: '{{secrets.TOPIC}}' } });
    definition.nodes.splice(1, 1);
  });
  expect(losses.map(({ code }) => code)).toEqual(['SECRET_REMOVED']);
  expect(losses[0]!.message).toMatch(/^\/1\/topic has a reference/);
});
