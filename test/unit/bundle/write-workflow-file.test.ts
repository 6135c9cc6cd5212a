import * as fc from 'fast-check';
import { ImportError } from '../../../src/bundle/import-error';
import { isWritable } from '../../../src/bundle/source-file/writable-format';
import { secretFreeFile } from '../../../src/bundle/source-file/secret-free-file';
import { writeWorkflowFile } from '../../../src/bundle/source-file/write-workflow-file';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { Definition, JsonObject, Layout } from '../../../src/graph/definition';
import { mutate, mutation } from './file-mutations';
import { realFiles, type RealFile } from './real-files';

/** Files of both systems in the histories and among the single files. */
const COUNT = 327;

const files = realFiles().filter(({ text }) => isWritable(readWorkflowFile(text).format));

function kept({ text }: RealFile) {
  const { format } = readWorkflowFile(text);
  if (!isWritable(format)) throw new Error('not written back');
  return { format, ...secretFreeFile(format, text) };
}

/** The paths of everything in a parsed file, with the order of members, and what stands there. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    leaves(member, `${path}/${name}`),
  );
  return [[`${path}${Array.isArray(value) ? '[]' : '{}'}`, ''], ...inner];
}

/** A definition with one thing of each kind changed, as people do in an editor. */
function edited(
  definition: Definition,
  layout: Layout,
): { definition: Definition; layout: Layout } {
  const nodes = structuredClone(definition.nodes);
  const [first, second, third] = nodes;
  if (first) first.config = { ...first.config, parameters: { edited: [1, { two: 2 }] } };
  if (second) second.name = 'Another name of the node';
  if (third) third.disabled = third.disabled !== true;
  const edges = definition.edges.slice(1);
  const positions = { ...layout.positions, ...(first && { [first.id]: { x: 4711, y: -8 } }) };
  return { definition: { ...definition, nodes, edges }, layout: { ...layout, positions } };
}

function comesBack(file: RealFile, { format, text, workflow }: ReturnType<typeof kept>): void {
  const written = writeWorkflowFile(format, text, workflow);
  const before = leaves(JSON.parse(file.text.replace(/^\ufeff/, '')));
  const after = new Map(leaves(JSON.parse(written.text.replace(/^\ufeff/, ''))));
  expect([...after.keys()]).toEqual(before.map(([path]) => path));
  const changed = before.filter(([path, value]) => after.get(path) !== value);
  expect(changed.every(([path]) => String(after.get(path)).includes('{{secrets.'))).toBe(true);
  expect(written.losses.every(({ code }) => code === 'SECRET_REMOVED')).toBe(true);
  if (changed.length === 0) expect(written.text).toBe(file.text);
}

function saysTheSame({ format, text, workflow }: ReturnType<typeof kept>): void {
  const again = secretFreeFile(format, text);
  const { definition, layout } = again.workflow;
  expect(again.text).toBe(text);
  expect(canonicalDefinition(definition)).toBe(canonicalDefinition(workflow.definition));
  expect(layout).toEqual(workflow.layout);
}

function takesEdits({ format, text, workflow }: ReturnType<typeof kept>): void {
  const now = edited(workflow.definition, workflow.layout);
  const written = writeWorkflowFile(format, text, { name: '', ...now });
  const again = readWorkflowFile(written.text);
  const lost = written.losses.filter(
    ({ code }) => !['SECRET_REMOVED', 'FORMATTING', 'NAME_IN_TEXT'].includes(code),
  );
  // Connections by a name that several nodes have mean one of them by what it says, which changes.
  if (workflow.report.items.some(({ code }) => code === 'NAME_DUPLICATE')) {
    expect(lost.filter(({ code }) => code !== 'EDGE_MISSING')).toEqual([]);
    return;
  }
  expect(lost).toEqual([]);
  expect(canonicalDefinition(again.definition)).toBe(canonicalDefinition(now.definition));
  expect(again.layout.positions).toEqual(now.layout.positions);
}

describe('of every file of n8n and Node-RED in the repository', () => {
  test('there are as many as were counted', () => {
    expect(files.length).toBe(COUNT);
  });

  test.each(files)('$title comes back as it was, but for its secrets, and takes edits', (file) => {
    const source = kept(file);
    comesBack(file, source);
    saysTheSame(source);
    takesEdits(source);
  });
});

/** Of each system the smallest file with five nodes, so that a mutation hits something. */
const smallest = ['n8n', 'node-red'].map((format) => {
  const own = files.filter(({ text }) => {
    const file = readWorkflowFile(text);
    return file.format === format && file.definition.edges.length >= 4;
  });
  return { format, text: own.sort((a, b) => a.text.length - b.text.length)[0]!.text };
});

describe('a file of which something was dropped, replaced or doubled', () => {
  test.each(smallest)('of $format is refused in words, or comes back and takes edits', (file) => {
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const changed = JSON.parse(file.text) as unknown;
        for (const each of mutations) mutate(changed, each);
        const text = JSON.stringify(changed);
        let source: ReturnType<typeof kept>;
        try {
          source = kept({ title: '', text });
        } catch (error) {
          if (error instanceof ImportError || (error as Error).message === 'not written back')
            return;
          throw error;
        }
        saysTheSame(source);
        const { format, workflow } = source;
        const unchanged = writeWorkflowFile(format, source.text, workflow);
        expect(unchanged.text).toBe(source.text);
        const now = edited(workflow.definition, workflow.layout);
        const written = writeWorkflowFile(format, source.text, { name: '', ...now });
        expect(() => readWorkflowFile(written.text)).not.toThrow();
      }),
      { numRuns: 100 },
    );
  });
});

describe('a definition that was changed anyhow', () => {
  const anyId = fc.constantFrom('a', 'b', 'c', 'x/y', '__proto', 'name:Start');
  const node = fc.record({
    id: anyId,
    type: fc.constantFrom('n8n-nodes-base.set', 'http', 'tab', 'subflow', 'link out', 'debug', ''),
    name: fc.constantFrom('Start', 'Then', 'N', ''),
    config: fc.dictionary(
      fc.constantFrom('parameters', 'wires', 'id', 'name', 'credentials', 'in', 'links', 'z'),
      fc.jsonValue({ maxDepth: 2 }),
    ) as fc.Arbitrary<JsonObject>,
  });
  const handle = fc.constantFrom(
    undefined,
    'main:0',
    'main:999999',
    '1',
    'link',
    'in:0',
    'out:0',
    'x',
  );
  const edge = fc.record({
    source: anyId,
    target: anyId,
    sourceHandle: handle,
    targetHandle: handle,
  });

  test.each(smallest)('is written as $format, and every difference is told', ({ format, text }) => {
    if (format !== 'n8n' && format !== 'node-red') throw new Error(format);
    const { workflow } = kept({ title: '', text });
    fc.assert(
      fc.property(
        fc.uniqueArray(node, { selector: ({ id }) => id, maxLength: 4 }),
        fc.array(edge, { maxLength: 4 }),
        fc.nat(),
        fc.boolean(),
        (nodes, edges, dropped, isNew) => {
          const old = isNew ? [] : workflow.definition.nodes.filter((_, at) => at !== dropped % 9);
          const ids = new Set([...nodes, ...old].map(({ id }) => id));
          const ownEdges = edges.map(({ sourceHandle, targetHandle, ...ends }, at) => ({
            ...{ id: `e${at}`, ...ends },
            ...(sourceHandle !== undefined && { sourceHandle }),
            ...(targetHandle !== undefined && { targetHandle }),
          }));
          const definition: Definition = {
            nodes: [...old, ...nodes.filter(({ id }) => !old.some((other) => other.id === id))],
            edges: [...(isNew ? [] : workflow.definition.edges), ...ownEdges].filter(
              ({ source, target }) => ids.has(source) && ids.has(target),
            ),
          };
          const content = { name: 'N', definition, layout: isNew ? {} : workflow.layout };
          const written = writeWorkflowFile(format, isNew ? undefined : text, content);
          const again = readWorkflowFile(written.text).definition;
          const told = written.losses.filter(({ code }) => code !== 'FORMATTING');
          const asWritten = [again, definition].map((each) =>
            canonicalDefinition({ ...each, edges: [], settings: {} }),
          );
          if (told.length === 0) expect(asWritten[0]).toBe(asWritten[1]);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('an edge that was drawn between two nodes of n8n is written as a connection', () => {
  const { text, workflow } = kept({
    title: '',
    text: JSON.stringify({
      name: 'N',
      nodes: ['A', 'B'].map((name) => ({ id: name, name, type: 'x.y', position: [0, 0] })),
      connections: {},
    }),
  });
  const edge = { id: 'e', source: 'A', target: 'B', sourceHandle: 'main:1' };
  const definition = { ...workflow.definition, edges: [edge] };
  const written = writeWorkflowFile('n8n', text, { ...workflow, definition });
  expect(JSON.parse(written.text)).toMatchObject({
    connections: { A: { main: [[], [{ node: 'B', type: 'main', index: 0 }]] } },
  });
  expect(written.losses).toEqual([]);
});

function sortedTargets(targets: unknown): unknown {
  return Array.isArray(targets) ? [...(targets as unknown[])].sort() : targets;
}

/** Objects as they are but for the order in which an output lists its targets. */
function sorted(objects: JsonObject[]): unknown[] {
  const lists = ['wires', 'links'];
  return objects.map((object) =>
    Object.fromEntries(
      Object.entries({ name: '', ...object }).map(([name, value]) => [
        name,
        lists.includes(name) && Array.isArray(value) ? value.map(sortedTargets) : value,
      ]),
    ),
  );
}

describe('without the file that was read', () => {
  const ofNodeRed = files.filter(({ text }) => {
    const { format, report } = readWorkflowFile(text);
    const isWhole = !report.items.some(({ code }) => code.startsWith('CONNECTION'));
    return format === 'node-red' && isWhole && Array.isArray(JSON.parse(text));
  });

  test.each(ofNodeRed)('$title of Node-RED is written from its definition alone', (file) => {
    const { text, workflow } = kept(file);
    const { layout } = workflow;
    const definition = JSON.parse(canonicalDefinition(workflow.definition)) as Definition;
    const written = writeWorkflowFile('node-red', undefined, { name: 'N', definition, layout });
    expect(written.losses.filter(({ code }) => code !== 'SECRET_REMOVED')).toMatchObject([
      { code: 'SOURCE_MISSING' },
    ]);
    const objects = [written.text, text].map((each) => JSON.parse(each) as JsonObject[]);
    expect(sorted(objects[0]!)).toEqual(sorted(objects[1]!));
  });

  test('a credential of n8n gets the name by which it is the same when it is read again', () => {
    const credentials = { gmailOAuth2: { id: '1', name: 'Support inbox' } };
    const nodes = [{ id: 'a', name: 'A', type: 'x.y', parameters: {}, credentials }];
    const text = JSON.stringify({ name: 'N', nodes, connections: {} });
    const { workflow } = kept({ title: '', text });
    const written = writeWorkflowFile('n8n', undefined, workflow);
    const again = readWorkflowFile(written.text).definition;
    expect(again.nodes[0]!.config['credentials']).toEqual({
      gmailOAuth2: '{{secrets.GMAIL_OAUTH2_SUPPORT_INBOX}}',
    });
    expect(written.losses.map(({ code }) => code)).not.toContain('NODE_CHANGED');
  });
});
