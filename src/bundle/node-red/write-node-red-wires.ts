import { isPlainObject } from '../../graph/canonical-json';
import type { Definition, DefinitionEdge } from '../../graph/definition';
import { byFileId, fileIdOf, type FileNode } from '../graph-file/file-nodes';
import { endsKey } from '../source-file/file-content';
import { isSame } from '../source-file/rewrite-value';
import { LINK_HANDLE } from './node-red-edges';
import { isLink } from './node-red-nodes';

/** Highest output that is written: the outputs before it are listed too. */
const MAX_OUTPUT = 1000;
const FIRST_OUTPUT = '0';
const OUTPUT = /^(?:0|[1-9]\d{0,3})$/;
/** Ends of a subflow, as it is seen from within. */
const IN = /^in:(0|[1-9]\d{0,3})$/;
const OUT = /^(?:out:(0|[1-9]\d{0,3})|status)$/;

type Members = Record<string, unknown>;
type Keeps = (source: string, output: string, target: string, input?: string) => boolean;

/**
 * Writes wires, links and the ends of subflows: what connects nothing or is an edge still stays where
 * it stands, what is gone is taken out, and what is new put in.
 *
 * @param steps the objects to write into, by the id of their nodes.
 */
export function writeNodeRedWires(
  steps: ReadonlyMap<string, Members>,
  inFile: readonly FileNode[],
  read: Definition,
  now: Definition,
): void {
  if (isSame(read.edges.map(keyOf).sort(), now.edges.map(keyOf).sort())) return;
  const wanted = new Set(now.edges.map(keyOf));
  const left = new Map(now.edges.map((edge) => [keyOf(edge), edge]));
  const known = byFileId(inFile);
  const nodeId = (value: unknown): string | undefined => {
    const node = known.get(fileIdOf(value) ?? '');
    return node === undefined || node.isNote ? undefined : node.id;
  };
  const keeps: Keeps = (source, output, target, input) => {
    const key = endsKey(source, output, target, input);
    left.delete(key);
    return wanted.has(key);
  };
  for (const [id, members] of steps) dropGone(id, members, nodeId, keeps);
  const fileIds = new Map(inFile.map((node) => [node.id, node.fileId ?? node.id]));
  const fileId = (id: string): string => fileIds.get(id) ?? id;
  for (const edge of left.values()) add(edge, steps, fileId);
}

function keyOf({ source, sourceHandle, target, targetHandle }: DefinitionEdge): string {
  return endsKey(source, sourceHandle || FIRST_OUTPUT, target, targetHandle);
}

type NodeId = (value: unknown) => string | undefined;

function dropGone(id: string, members: Members, nodeId: NodeId, keeps: Keeps): void {
  const { wires, links, type } = members;
  if (Array.isArray(wires)) {
    members['wires'] = (wires as unknown[]).map((slot, output) => {
      const stays = (target: unknown): boolean => {
        const to = nodeId(target);
        return to === undefined || keeps(id, String(output), to);
      };
      if (Array.isArray(slot)) return (slot as unknown[]).filter(stays);
      return typeof slot === 'string' && !stays(slot) ? [] : slot;
    });
  }
  if (type === 'subflow') dropGoneEnds(id, members, nodeId, keeps);
  if (!isLink({ members }) || !Array.isArray(links)) return;
  members['links'] = (links as unknown[]).filter((other) => {
    const node = nodeId(other);
    if (node === undefined) return true;
    const [from, to] = type === 'link in' ? [node, id] : [id, node];
    return keeps(from, LINK_HANDLE, to, LINK_HANDLE);
  });
}

function dropGoneEnds(id: string, members: Members, nodeId: NodeId, keeps: Keeps): void {
  for (const name of ['in', 'out', 'status']) {
    const value = members[name];
    const rewritten = (port: unknown, index: number): unknown => {
      if (!isPlainObject(port) || !Array.isArray(port['wires'])) return port;
      const wires = (port['wires'] as unknown[]).filter((wire) => {
        const other = isPlainObject(wire) ? nodeId(wire['id']) : undefined;
        if (!isPlainObject(wire) || other === undefined) return true;
        if (name === 'in') return keeps(id, `in:${index}`, other);
        const from = fileIdOf(wire['port']) ?? FIRST_OUTPUT;
        const output = other === id ? `in:${from}` : from;
        return keeps(other, output, id, name === 'out' ? `out:${index}` : 'status');
      });
      return { ...port, wires };
    };
    if (Array.isArray(value)) members[name] = (value as unknown[]).map(rewritten);
    else if (isPlainObject(value)) members[name] = rewritten(value, 0);
  }
}

function add(
  edge: DefinitionEdge,
  steps: ReadonlyMap<string, Members>,
  fileId: (id: string) => string,
): void {
  const source = steps.get(edge.source);
  const target = steps.get(edge.target);
  if (source === undefined || target === undefined) return;
  const output = edge.sourceHandle || FIRST_OUTPUT;
  const input = edge.targetHandle ?? '';
  if (output === LINK_HANDLE && input === LINK_HANDLE) {
    if (!isLink({ members: source }) || target['type'] !== 'link in') return;
    listIn(source, 'links').push(fileId(edge.target));
    listIn(target, 'links').push(fileId(edge.source));
    return;
  }
  const end = OUT.exec(input);
  if (end && target['type'] === 'subflow') {
    const own = edge.source === edge.target ? IN.exec(output)?.[1] : output;
    if (own === undefined || !OUTPUT.test(own)) return;
    const port = Number(own);
    const wires = wiresOfEnd(target, end[1] === undefined ? 'status' : 'out', Number(end[1] ?? 0));
    wires?.push({ id: fileId(edge.source), port });
    return;
  }
  const start = IN.exec(output);
  if (start && source['type'] === 'subflow') {
    wiresOfEnd(source, 'in', Number(start[1]))?.push({ id: fileId(edge.target) });
    return;
  }
  // Whatever has no place in the file is found missing when the file is read again.
  if (!OUTPUT.test(output) || Number(output) > MAX_OUTPUT) return;
  const wires = listIn(source, 'wires');
  while (wires.length <= Number(output)) wires.push([]);
  const slot = wires[Number(output)];
  if (Array.isArray(slot)) slot.push(fileId(edge.target));
  else wires[Number(output)] = [...(typeof slot === 'string' ? [slot] : []), fileId(edge.target)];
}

/** A list that is a member, made where there is none; what stands there is copied before it is changed. */
function listIn(members: Members, name: string): unknown[] {
  const value = members[name];
  const list: unknown[] = Array.isArray(value)
    ? (value as unknown[]).map((item) => (Array.isArray(item) ? [...(item as unknown[])] : item))
    : [];
  members[name] = list;
  return list;
}

function wiresOfEnd(members: Members, name: string, index: number): unknown[] | undefined {
  const value = members[name];
  const port: unknown = Array.isArray(value) ? (value as unknown[])[index] : value;
  return isPlainObject(port) ? listIn(port, 'wires') : undefined;
}
