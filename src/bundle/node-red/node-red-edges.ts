import { isPlainObject } from '../../graph/canonical-json';
import { FileEdges } from '../graph-file/file-edges';
import { type FileNode, fileIdOf } from '../graph-file/file-nodes';
import type { ImportContext } from '../graph-file/import-context';
import type { ImportPlace } from '../secret-free-values';
import { isLink } from './node-red-nodes';

/** Output and input of an edge that stands for a link between `link out` and `link in`. */
export const LINK_HANDLE = 'link';

/**
 * `wires` as edges from output `0`, `1` …; links between tabs as edges from and to `link`; the ends
 * of a subflow as edges of the subflow itself, from `in:0` to its first steps and from its last ones
 * to `out:0` or `status`.
 */
export function readNodeRedEdges(objects: readonly FileNode[], context: ImportContext): FileEdges {
  const edges = new FileEdges(objects, context);
  for (const node of objects) {
    if (node.isNote) reportWiredNote(node, context);
    else {
      readWires(node, edges, context);
      if (node.members['type'] === 'subflow') readSubflowEnds(node, edges);
      if (isLink(node) && node.members['type'] !== 'link in') readLinks(node, edges, context);
    }
  }
  for (const node of objects) {
    if (node.members['type'] === 'link in') checkLinksBack(node, edges, context);
  }
  return edges;
}

function readWires(node: FileNode, edges: FileEdges, context: ImportContext): void {
  const wires = node.members['wires'];
  if (wires === undefined) return;
  const pointer = `${node.pointer}/wires`;
  if (!Array.isArray(wires)) {
    const message = 'is not a list of outputs; kept in the config';
    context.report.add('CONNECTION_ODD', pointer, message, { node });
    return;
  }
  for (const [output, targets] of (wires as unknown[]).entries()) {
    const place = { pointer: `${pointer}/${output}`, node };
    if (targets === null) {
      const message = `output ${output} is null and connects nothing; outputs after it keep their number`;
      context.report.add('SLOT_NULL', place.pointer, message, { node });
      continue;
    }
    // By hand a single target stands without its list.
    const list = typeof targets === 'string' ? [targets] : targets;
    if (!Array.isArray(list)) {
      edges.refuse(targets, place);
      continue;
    }
    for (const [index, target] of (list as unknown[]).entries()) {
      const at = { pointer: `${place.pointer}/${index}`, node };
      if (fileIdOf(target) === undefined) edges.refuse(target, at);
      else {
        const ends = { source: { node }, target: { id: target } };
        edges.add({ ...ends, output: String(output), input: undefined }, at);
      }
    }
  }
}

function reportWiredNote(node: FileNode, { report, values }: ImportContext): void {
  const wires = node.members['wires'];
  if (!Array.isArray(wires) || (wires as unknown[]).flat().length === 0) return;
  const pointer = `${node.pointer}/wires`;
  const value = values.copy(wires, { pointer, node });
  const message = 'connects a comment or group, which is no step; left out';
  report.add('CONNECTION_ODD', pointer, message, { node, value });
}

function readLinks(node: FileNode, edges: FileEdges, context: ImportContext): void {
  for (const { id, place } of linksOf(node, context)) {
    const ends = { source: { node }, target: { id } };
    edges.add({ ...ends, output: LINK_HANDLE, input: LINK_HANDLE }, place);
  }
}

/** The editor writes a link at both ends; only the one that leads somewhere counts when it runs. */
function checkLinksBack(node: FileNode, edges: FileEdges, context: ImportContext): void {
  for (const { id, place } of linksOf(node, context)) {
    const ends = { source: { id }, target: { node } };
    if (edges.has({ ...ends, output: LINK_HANDLE, input: LINK_HANDLE })) continue;
    const value = context.values.text(fileIdOf(id) ?? '', place);
    const message = 'names a link out that does not lead here; left out';
    context.report.add('CONNECTION_ODD', place.pointer, message, { node, value });
  }
}

function linksOf(node: FileNode, context: ImportContext): { id: unknown; place: ImportPlace }[] {
  const links = node.members['links'];
  if (links === undefined || links === null) return [];
  const pointer = `${node.pointer}/links`;
  if (Array.isArray(links)) {
    return (links as unknown[]).map((id, index) => ({
      ...{ id, place: { pointer: `${pointer}/${index}`, node } },
    }));
  }
  const message = 'is not a list of links; kept in the config';
  context.report.add('CONNECTION_ODD', pointer, message, { node });
  return [];
}

function readSubflowEnds(node: FileNode, edges: FileEdges): void {
  const ends = [
    ...portsOf(node, 'in').map((port) => ({ ...port, isInput: true })),
    ...portsOf(node, 'out').map((port) => ({ ...port, isInput: false })),
    ...portsOf(node, 'status').map((port) => ({ ...port, handle: 'status', isInput: false })),
  ];
  for (const { handle, wires, pointer, isInput } of ends) {
    for (const [index, wire] of wires.entries()) {
      const place = { pointer: `${pointer}/wires/${index}`, node };
      const id = isPlainObject(wire) ? wire['id'] : undefined;
      if (!isPlainObject(wire) || fileIdOf(id) === undefined) {
        edges.refuse(wire, place);
        continue;
      }
      const port = fileIdOf(wire['port']) ?? '0';
      if (isInput) {
        const to = { source: { node }, target: { id } };
        edges.add({ ...to, output: handle, input: undefined }, place);
        continue;
      }
      // An output that is fed by an input of the same subflow names the subflow itself.
      const output = id === node.fileId ? `in:${port}` : port;
      edges.add({ source: { id }, target: { node }, output, input: handle }, place);
    }
  }
}

interface Port {
  handle: string;
  wires: unknown[];
  pointer: string;
}

function portsOf(node: FileNode, name: 'in' | 'out' | 'status'): Port[] {
  const value = node.members[name];
  const ports: unknown[] = Array.isArray(value) ? (value as unknown[]) : [value];
  return ports.flatMap((port, index) => {
    if (!isPlainObject(port) || !Array.isArray(port['wires'])) return [];
    const pointer = `${node.pointer}/${name}${Array.isArray(value) ? `/${index}` : ''}`;
    return [{ handle: `${name}:${index}`, wires: port['wires'] as unknown[], pointer }];
  });
}
