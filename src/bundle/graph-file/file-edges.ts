import { canonicalJson, isPlainObject } from '../../graph/canonical-json';
import type { DefinitionEdge, JsonObject } from '../../graph/definition';
import { digestOf } from '../../graph/digest';
import { escapePointerToken } from '../../graph/json-pointer';
import { MAX_ID_LENGTH } from '../../graph/limits';
import { edgeId } from '../edge-id';
import { hasSecretForm } from '../secret-rules';
import type { ImportPlace } from '../secret-free-values';
import { byFileId, fileIdOf, type FileNode } from './file-nodes';
import type { ImportContext } from './import-context';

/** A node at the end of an edge: itself where the edge stands with it, otherwise its id in the file. */
export type FileEnd = { node: FileNode } | { id: unknown };

/** One edge of a file: between which nodes, and which output leads to which input. */
export interface FileEdge {
  source: FileEnd;
  target: FileEnd;
  /** `undefined` for the only one. */
  output: string | undefined;
  input: string | undefined;
}

/**
 * Gathers the edges of a file. Each gets its id from its ends, so that it is the same in every file of
 * a history. What leads nowhere or stands twice is left out and reported.
 */
export class FileEdges {
  private readonly nodes: ReadonlyMap<string, FileNode>;
  private readonly edges = new Map<string, DefinitionEdge>();

  constructor(
    nodes: readonly FileNode[],
    private readonly context: ImportContext,
  ) {
    this.nodes = byFileId(nodes);
  }

  /** Takes an edge; answers whether the definition has it now. */
  add(edge: FileEdge, place: ImportPlace): boolean {
    const source = this.step(edge.source);
    const target = this.step(edge.target);
    if (source === undefined || target === undefined) {
      this.reportDangling(edge, source === undefined ? 'source' : 'target', place);
      return false;
    }
    const id = edgeId(source.id, edge.output ?? '', target.id, edge.input ?? '');
    if (this.edges.has(id)) {
      const message = `connects ${source.name} to ${target.name} the same way once more; left out`;
      this.context.report.add('CONNECTION_DUPLICATE', place.pointer, message, { node: source });
      return true;
    }
    this.edges.set(id, {
      id,
      source: source.id,
      target: target.id,
      ...(edge.output !== undefined && { sourceHandle: edge.output }),
      ...(edge.input !== undefined && { targetHandle: edge.input }),
    });
    return true;
  }

  /** Whether an edge between two nodes of the file was taken, by that output and input. */
  has(edge: FileEdge): boolean {
    const [source, target] = [this.step(edge.source), this.step(edge.target)];
    if (source === undefined || target === undefined) return false;
    return this.edges.has(edgeId(source.id, edge.output ?? '', target.id, edge.input ?? ''));
  }

  /** The edges, in the order of their ids. */
  all(): DefinitionEdge[] {
    return [...this.edges.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** An entry of the file that is no edge. */
  refuse(value: unknown, place: ImportPlace): void {
    const message = 'is not an edge that names its ends; left out';
    const copy = value === undefined ? undefined : this.context.values.copy(value, place);
    this.context.report.add('CONNECTION_ODD', place.pointer, message, { value: copy });
  }

  private step(end: FileEnd): FileNode | undefined {
    const node = 'node' in end ? end.node : this.nodes.get(fileIdOf(end.id) ?? '');
    return node?.isNote === true ? undefined : node;
  }

  private reportDangling(edge: FileEdge, end: 'source' | 'target', place: ImportPlace): void {
    const named = namedBy(edge[end]);
    const why =
      named === undefined
        ? `it has no ${end}`
        : this.nodes.get(named)?.isNote === true
          ? `its ${end} ${named} is a note`
          : `its ${end} ${named} is not there`;
    const node = this.step(edge.source) ?? this.step(edge.target);
    const value: JsonObject = {};
    for (const [name, text] of [
      ['source', namedBy(edge.source)],
      ['output', edge.output],
      ['target', namedBy(edge.target)],
      ['input', edge.input],
    ] as const) {
      if (text !== undefined) value[name] = this.context.values.text(text, place);
    }
    const message = `connects nothing: ${this.context.values.text(why, place)}; left out`;
    this.context.report.add('CONNECTION_DANGLING', place.pointer, message, { node, value });
  }
}

function namedBy(end: FileEnd): string | undefined {
  return 'node' in end ? end.node.id : fileIdOf(end.id);
}

/**
 * An output or input as the file writes it, as a text. Booleans and numbers are what a hand wrote
 * that forgot the quotes. Anything else becomes a name made of its content, so that different ones
 * stay different.
 */
export function handleText(
  value: unknown,
  place: ImportPlace,
  { report }: ImportContext,
): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string' && value.length <= MAX_ID_LENGTH && !hasSecretForm(value)) {
    return value;
  }
  const isPlain = typeof value === 'boolean' || typeof value === 'number';
  const handle = isPlain ? String(value) : `handle:${digestOf(canonicalJson(value)).slice(-32)}`;
  const message = `is not written as a text of at most ${MAX_ID_LENGTH} characters; it became ${handle}`;
  report.add('HANDLE_ODD', place.pointer, message, { node: place.node });
  return handle;
}

/** React Flow keeps an object in `data`, whose members are looked at one by one. */
function isOddData(name: string, value: unknown): boolean {
  return name === 'data' && value !== null && value !== undefined && !isPlainObject(value);
}

/** Reports the members of an edge that an edge of ours has no place for; counts those that are noise. */
export function reportEdgeMembers(
  members: Record<string, unknown>,
  read: ReadonlySet<string>,
  noise: ReadonlySet<string>,
  place: ImportPlace,
  { report, values }: ImportContext,
): void {
  for (const [name, value] of Object.entries(members)) {
    if (noise.has(name)) report.countNoise(name);
    else if (!read.has(name) || isOddData(name, value)) {
      const at = `${place.pointer}/${escapePointerToken(name)}`;
      const copy = values.copy(value, { pointer: at }, name);
      report.add('EDGE_MEMBER', at, `${name} has no place in an edge; left out`, { value: copy });
    }
  }
}
