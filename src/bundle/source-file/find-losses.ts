import type { Definition, DefinitionNode, Layout } from '../../graph/definition';
import { canonicalForm } from '../../graph/canonical-form';
import { fileLoss, endsKey, type FileContent, type FileLoss, nodesById } from './file-content';
import { isSame } from './rewrite-value';
import type { WritableFormat } from './writable-format';

/** What an edge without handles leaves and enters by, in the words of each system. */
const DEFAULT_HANDLES: Readonly<Record<WritableFormat, readonly [string, string]>> = {
  n8n: ['main:0', 'main:0'],
  'node-red': ['0', ''],
};
const MEMBERS = ['inputs', 'variables', 'settings'] as const;

/**
 * What a version holds that is not in the file written of it, found by reading the file again.
 *
 * @param told losses that writing has named already.
 */
export function findLosses(
  format: WritableFormat,
  written: FileContent,
  now: FileContent,
  told: readonly FileLoss[],
): FileLoss[] {
  const [inFile, wanted] = [canonicalForm(written.definition), canonicalForm(now.definition)];
  return [
    ...lossesOfNodes(inFile, wanted, told),
    ...lossesOfEdges(format, inFile, wanted),
    ...lossesOfRest(inFile, wanted),
    ...lossesOfLayout(written, now),
  ];
}

function lossesOfNodes(
  inFile: Definition,
  wanted: Definition,
  told: readonly FileLoss[],
): FileLoss[] {
  const written = nodesById(inFile);
  const renamed = new Set(
    told.filter(({ code }) => code === 'NAME_CHANGED').map(({ node }) => node?.id),
  );
  return wanted.nodes.flatMap((node): FileLoss[] => {
    const { id, name } = node;
    const found = written.get(id);
    if (found === undefined) {
      return [fileLoss('NODE_MISSING', 'is not in the file', { id, name })];
    }
    const places = changedPlaces(found, node).filter(
      (place) => place !== 'name' || !renamed.has(id),
    );
    if (places.length === 0) return [];
    const message = `has no place in the file for ${places.join(', ')}, or has another one there`;
    return [fileLoss('NODE_CHANGED', message, { id, name })];
  });
}

function changedPlaces(found: DefinitionNode, node: DefinitionNode): string[] {
  const [was, is] = [found, node].map((each) => {
    const { config, ...members } = each as unknown as Record<string, Record<string, unknown>>;
    const ofConfig = Object.entries(config ?? {}).map(([name, value]) => [`config/${name}`, value]);
    return { ...members, ...Object.fromEntries(ofConfig) } as Record<string, unknown>;
  }) as [Record<string, unknown>, Record<string, unknown>];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  // Test data aside, an entry of n8n always has its version and parameters: new ones are no loss.
  return [...names].filter((name) => is[name] !== undefined && !isSame(was[name], is[name])).sort();
}

function lossesOfEdges(format: WritableFormat, inFile: Definition, wanted: Definition): FileLoss[] {
  const [output, input] = DEFAULT_HANDLES[format];
  const keyOf = ({ source, sourceHandle, target, targetHandle }: Definition['edges'][number]) =>
    endsKey(source, sourceHandle || output, target, targetHandle || input);
  const written = new Set(inFile.edges.map(keyOf));
  const names = new Map(wanted.nodes.map(({ id, name }) => [id, name]));
  return wanted.edges.flatMap((edge): FileLoss[] => {
    const ends = `from ${names.get(edge.source)} to ${names.get(edge.target)}`;
    const node = { id: edge.source, name: names.get(edge.source) ?? edge.source };
    if (!written.has(keyOf(edge))) {
      return [fileLoss('EDGE_MISSING', `the edge ${ends} is not in the file`, node)];
    }
    if (edge.condition === undefined && edge.priority === undefined) return [];
    const message = `the edge ${ends} has no place for its condition or priority`;
    return [fileLoss('EDGE_MISSING', message, node)];
  });
}

function lossesOfRest(inFile: Definition, wanted: Definition): FileLoss[] {
  return MEMBERS.filter(
    (name) => wanted[name] !== undefined && !isSame(inFile[name], wanted[name]),
  ).map((name) =>
    fileLoss('CONTENT_MISSING', `${name} have no place in the file, or not all of them`),
  );
}

function lossesOfLayout(written: FileContent, now: FileContent): FileLoss[] {
  const lists = (['notes', 'groups'] as const).filter((name) => {
    const [was, is] = [written.layout[name], now.layout[name]].map(withoutFileEntry);
    return !isSame(was, is);
  });
  const places = areAllPlaced(written.layout, now.layout) ? lists : ['positions', ...lists];
  if (places.length === 0) return [];
  const message = `${places.join(' and ')} of the canvas are not all in the file as they are here`;
  return [fileLoss('LAYOUT_CHANGED', message)];
}

/** Whether each node with a position has it in the file. One without may have got any there: n8n's all have one. */
function areAllPlaced(written: Layout, { positions = {} }: Layout): boolean {
  return Object.entries(positions).every(([id, place]) => isSame(written.positions?.[id], place));
}

/** Among the groups of Node-RED one entry tells how the file was written, which another file has its own of. */
function withoutFileEntry(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return (value as unknown[]).filter(
    (item) => (item as Record<string, unknown> | null)?.['type'] !== 'file',
  );
}
