import * as fc from 'fast-check';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import {
  endsKey,
  type FileContent,
  type FileLossCode,
  nodesById,
} from '../../../src/bundle/source-file/file-content';
import { secretFreeFile } from '../../../src/bundle/source-file/secret-free-file';
import { isWritable } from '../../../src/bundle/source-file/writable-format';
import {
  type WrittenFile,
  writeWorkflowFile,
} from '../../../src/bundle/source-file/write-workflow-file';
import { canonicalForm } from '../../../src/graph/canonical-form';
import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
} from '../../../src/graph/definition';
import { pointerTokens } from '../../../src/graph/json-pointer';
import { realFiles } from './real-files';
import { applyEdit, edit } from './workflow-edits';

// Nodes of one name and without ids, dangling connections, null slots, pinned data, notes, secrets;
// of Node-RED dashboards, parents that are not in the file, and types that mean something else here.
const TITLES = [
  ...['013', '056', '010', '027', '040', '096'].map((number) => `n8n-singles/n8n-${number}.json`),
  ...['smart-home-logic/0002.json', 'dashboard-tables/0001.json', 'sonos-quickstart/0003.json'],
];
const files = realFiles().filter(({ title }) => TITLES.includes(title));

/** What no real file of Node-RED in the repository has together. */
const SUBFLOW = {
  title: 'a subflow and links of Node-RED',
  text: JSON.stringify([
    { id: 't', type: 'tab', label: 'Tab' },
    {
      ...{ id: 's', type: 'subflow', name: 'Sub', in: [{ x: 1, y: 1, wires: [{ id: 'a' }] }] },
      out: [{ x: 2, y: 2, wires: [{ id: 'a', port: 0 }] }],
      status: { x: 3, y: 3, wires: [{ id: 'a', port: 1 }] },
    },
    { id: 'a', type: 'function', z: 's', name: 'Twice', x: 1, y: 1, wires: [[], ['gone']] },
    { id: 'b', type: 'subflow:s', z: 't', name: '', x: 1, y: 1, wires: [['o', 'p']] },
    { id: 'o', type: 'link out', z: 't', name: 'Out', links: ['i'], x: 1, y: 1, wires: [] },
    { id: 'p', type: 'link call', z: 't', name: '', links: ['i'], x: 1, y: 1, wires: [[]] },
    { id: 'i', type: 'link in', z: 't', name: 'In', links: ['o'], x: 1, y: 1, wires: [['b']] },
  ]),
};

/** What was edited, and what the file written of it is read as. */
interface Case {
  read: FileContent;
  now: Definition;
  layout: FileContent['layout'];
  again: FileContent;
  written: WrittenFile;
}

function withLosses({ losses }: WrittenFile, code: FileLossCode): string[] {
  return losses.filter((loss) => loss.code === code).map(({ node }) => node?.id ?? '');
}

/** A node but for its name, with what the file says where it says nothing itself. */
function contentOf(node: DefinitionNode, otherwise: JsonObject = {}): unknown {
  return { ...node, name: '', config: { ...otherwise, ...node.config } };
}

function nodesAreAsTold({ read, now, again, written }: Case): void {
  const [found, before] = [nodesById(again.definition), nodesById(read.definition)];
  expect(now.nodes.filter(({ id }) => !found.has(id)).map(({ id }) => id)).toEqual(
    withLosses(written, 'NODE_MISSING'),
  );
  expect(again.definition.nodes.length).toBe(now.nodes.length);
  const names = [...again.definition.nodes, ...((again.layout.notes ?? []) as { name?: string }[])];
  const renamed = new Set(withLosses(written, 'NAME_CHANGED'));
  const changed = new Set(withLosses(written, 'NODE_CHANGED'));
  for (const node of now.nodes) {
    const inFile = found.get(node.id)!;
    expect([node.id, renamed.has(node.id)]).toEqual([node.id, inFile.name !== node.name]);
    // What stands in the way of a name is another node or note that has it.
    const isTaken = node.name === '__proto__' || names.some(({ name }) => name === node.name);
    if (renamed.has(node.id)) expect(isTaken).toBe(true);
    const isNewInN8n = !before.has(node.id) && !written.text.startsWith('[');
    const wanted = contentOf(node, isNewInN8n ? { parameters: {}, typeVersion: 1 } : {});
    if (changed.has(node.id)) expect(contentOf(inFile)).not.toEqual(wanted);
    else expect(contentOf(inFile)).toEqual(wanted);
  }
  for (const id of withLosses(written, 'NODE_TYPE_FOREIGN')) {
    expect(nodesById(now).get(id)!.type).toBe('http');
  }
  for (const id of withLosses(written, 'CREDENTIAL_UNKNOWN')) {
    expect(nodesById(now).get(id)!.config['credentials']).toEqual({
      smtp: '{{secrets.SMTP_OF_NOBODY}}',
    });
  }
  for (const id of withLosses(written, 'NAME_IN_TEXT')) {
    expect(nodesById(now).get(id)!.name).not.toBe(before.get(id)!.name);
    expect(written.text).toContain(before.get(id)!.name);
  }
}

function endsOf({ source, sourceHandle, target, targetHandle }: DefinitionEdge): string {
  return endsKey(source, sourceHandle, target, targetHandle);
}

function edgesAreAsTold({ now, again, written }: Case): void {
  const names = written.text.startsWith('[') ? [] : again.definition.nodes.map(({ name }) => name);
  // Connections of n8n by a name that several nodes have mean one of these, which editing changes.
  const twins = new Set(names.filter((name, at) => names.indexOf(name) !== at));
  const isClear = ({ id }: DefinitionNode) => !twins.has(nodesById(again.definition).get(id)!.name);
  const clear = new Set(now.nodes.filter(isClear).map(({ id }) => id));
  const [wanted, found] = [now, again.definition].map(({ edges }) =>
    edges.filter(({ source, target }) => clear.has(source) && clear.has(target)),
  ) as [DefinitionEdge[], DefinitionEdge[]];
  const inFile = new Set(found.map(endsOf));
  const lost = wanted.filter((each) => !inFile.has(endsOf(each)) || each.condition !== undefined);
  const told = now.edges.filter(({ source, target }) => !clear.has(source) || !clear.has(target));
  expect(withLosses(written, 'EDGE_MISSING').length).toBeGreaterThanOrEqual(lost.length);
  expect(withLosses(written, 'EDGE_MISSING').length).toBeLessThanOrEqual(lost.length + told.length);
  expect(withLosses(written, 'EDGE_MISSING')).toEqual(
    expect.arrayContaining(lost.map(({ source }) => source)),
  );
  // Nothing is connected that was not.
  const ends = new Set(wanted.map(endsOf));
  expect(found.filter((each) => !ends.has(endsOf(each)))).toEqual([]);
}

function restIsAsTold({ now, layout, again, written }: Case): void {
  const [rest, wanted] = [again.definition, now].map((definition) =>
    canonicalForm({ ...definition, nodes: [], edges: [] }),
  );
  expect(rest).toEqual(wanted);
  expect(withLosses(written, 'CONTENT_MISSING')).toEqual([]);
  for (const [id, place] of Object.entries(layout.positions ?? {})) {
    expect(again.layout.positions?.[id]).toEqual(place);
  }
  expect(again.layout.notes ?? []).toEqual(layout.notes ?? []);
  expect(withLosses(written, 'LAYOUT_CHANGED')).toEqual([]);
}

function secretsAreAsTold({ written }: Case): void {
  const file = JSON.parse(written.text) as unknown;
  for (const { message } of written.losses.filter(({ code }) => code === 'SECRET_REMOVED')) {
    const tokens = pointerTokens(message.slice(0, message.indexOf(' has a reference')))!;
    const value = tokens.reduce((at, token) => (at as Record<string, unknown>)[token], file);
    expect(value).toContain('{{secrets.');
  }
}

test('there are as many files as are named', () => {
  expect(files.length).toBe(TITLES.length);
});

describe('a file that was edited anyhow', () => {
  test.each([...files, SUBFLOW])(
    '$title is read as it was edited, but for losses that are real',
    ({ text }) => {
      const { format } = readWorkflowFile(text);
      if (!isWritable(format)) throw new Error(format);
      const source = secretFreeFile(format, text);
      fc.assert(
        fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
          const { definition, layout } = structuredClone({ ...source.workflow, report: {} });
          for (const each of edits) applyEdit(format, { definition, layout }, each);
          const written = writeWorkflowFile(format, source.text, { name: '', definition, layout });
          const again = readWorkflowFile(written.text);
          const each = {
            read: source.workflow,
            now: canonicalForm(definition),
            layout,
            again,
            written,
          };
          nodesAreAsTold(each);
          edgesAreAsTold(each);
          restIsAsTold(each);
          secretsAreAsTold(each);
        }),
        { numRuns: 12 },
      );
    },
  );
});
