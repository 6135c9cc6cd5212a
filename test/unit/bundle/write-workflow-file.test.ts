import { isWritable } from '../../../src/bundle/source-file/writable-format';
import { secretFreeFile } from '../../../src/bundle/source-file/secret-free-file';
import { writeWorkflowFile } from '../../../src/bundle/source-file/write-workflow-file';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { Definition, Layout } from '../../../src/graph/definition';
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
  const positions = { ...layout.positions, ...(first && { [first.id]: { x: 4711, y: -8 } }) };
  return { definition: { ...definition, nodes }, layout: { ...layout, positions } };
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
