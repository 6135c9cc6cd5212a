import { isPlainObject } from '../../graph/canonical-json';
import type { Definition } from '../../graph/definition';
import { endsKey } from '../source-file/file-content';
import { isSame } from '../source-file/rewrite-value';
import { isHandleType } from './n8n-connections';
import type { N8nNode } from './n8n-nodes';
import type { N8nNames } from './write-n8n-names';

const HANDLE = /^(.+):(0|[1-9]\d{0,14})$/;
/** Where an edge without handles leaves and enters. */
const ONLY_HANDLE = 'main:0';
/** Highest output that is written: the outputs before it are listed too. */
const MAX_OUTPUT = 1000;

type Members = Record<string, unknown>;

/**
 * Writes `connections` of a workflow: what connects nothing or is an edge still stays where it
 * stands, under the names that nodes have now; edges that are gone are taken out, new ones put in.
 */
export function writeN8nConnections(
  members: Members,
  inFile: readonly N8nNode[],
  read: Definition,
  now: Definition,
  namesInFile: N8nNames,
): void {
  const names = new RenamedNodes(inFile, namesInFile);
  const isNoneNew = now.nodes.length <= read.nodes.length;
  if (isSame(edgesOf(read), edgesOf(now)) && names.areSame && isNoneNew) return;
  const left = new Map(
    now.edges.map(({ source, sourceHandle, target, targetHandle }) => [
      endsKey(source, sourceHandle || ONLY_HANDLE, target, targetHandle || ONLY_HANDLE),
      { source, output: sourceHandle || ONLY_HANDLE, target, input: targetHandle || ONLY_HANDLE },
    ]),
  );
  const wanted = new Set(left.keys());
  const given = isPlainObject(members['connections']) ? members['connections'] : {};
  const connections: Members = {};
  for (const [source, outputs] of Object.entries(given)) {
    const current = names.nowOf(source);
    if (current === undefined) continue;
    connections[current] = keptOutputs(outputs, names.idOf(source), names, wanted, left);
  }
  for (const { source, output, target, input } of left.values()) {
    const [from, to] = [names.byId(source), names.byId(target)];
    const [out, into] = [partsOf(output), partsOf(input)];
    // Re-reading the file will find that it is missing, and say so.
    if (from === undefined || to === undefined || !out || !into) continue;
    if (out.index > MAX_OUTPUT) continue;
    slotOf(connections, from, out)?.push({ node: to, ...into });
  }
  members['connections'] = connections;
}

interface Handle {
  type: string;
  index: number;
}

/** A handle as n8n has them; `undefined` for what reading the file would not find again. */
function partsOf(handle: string): Handle | undefined {
  const [, type, index] = HANDLE.exec(handle) ?? [];
  return isHandleType(type) ? { type, index: Number(index) } : undefined;
}

function edgesOf({ edges }: Definition): string[] {
  return edges
    .map((edge) => endsKey(edge.source, edge.sourceHandle, edge.target, edge.targetHandle))
    .sort();
}

/** Outputs of a node with the entries that still hold; those found are taken from `left`. */
function keptOutputs(
  outputs: unknown,
  source: string | undefined,
  names: RenamedNodes,
  wanted: ReadonlySet<string>,
  left: Map<string, unknown>,
): unknown {
  if (!isPlainObject(outputs)) return outputs;
  const entries = Object.entries(outputs).map(([type, slots]): [string, unknown] => {
    if (!Array.isArray(slots)) return [type, slots];
    const kept = (slots as unknown[]).map((slot, index) => {
      if (!Array.isArray(slot)) return slot;
      return (slot as unknown[]).flatMap((entry) => {
        const target = targetOf(entry);
        if (!isPlainObject(entry) || target === undefined) return [entry];
        // From what is no node nothing leads anywhere, whatever it names.
        if (source === undefined) return [entry];
        const [id, current] = [names.idOf(target), names.nowOf(target)];
        if (current === undefined) return [];
        if (id === undefined) return [entry];
        const { type: inputType = 'main', index: input = 0 } = entry;
        const into = `${String(inputType)}:${String(input)}`;
        const key = endsKey(source, `${type}:${index}`, id, into);
        if (!wanted.has(key)) return [];
        left.delete(key);
        return [{ ...entry, node: current }];
      });
    });
    return [type, kept];
  });
  return Object.fromEntries(entries);
}

function targetOf(entry: unknown): string | undefined {
  const node = isPlainObject(entry) ? entry['node'] : undefined;
  return typeof node === 'string' ? node : undefined;
}

/** The list of an output, made with all before it where it is not there; `undefined` if something odd is. */
function slotOf(
  connections: Members,
  source: string,
  { type, index }: Handle,
): unknown[] | undefined {
  if (!Object.hasOwn(connections, source)) connections[source] = {};
  const outputs = connections[source];
  if (!isPlainObject(outputs)) return undefined;
  if (!Object.hasOwn(outputs, type)) outputs[type] = [];
  const slots = outputs[type];
  if (!Array.isArray(slots)) return undefined;
  const list = slots as unknown[];
  while (list.length <= index) list.push([]);
  list[index] ??= [];
  const slot = list[index];
  return Array.isArray(slot) ? (slot as unknown[]) : undefined;
}

/** What nodes were called in the file, and what they are called now. */
class RenamedNodes {
  private readonly ids = new Map<string, string>();
  /** Whether all nodes that stood in the file are called as before. */
  readonly areSame: boolean;

  constructor(
    inFile: readonly N8nNode[],
    private readonly names: N8nNames,
  ) {
    const steps = inFile.filter(({ isStickyNote }) => !isStickyNote);
    this.areSame = steps.every(({ id, sourceName }) => names.of(id) === sourceName);
    for (const { id, sourceName } of steps) {
      if (!this.ids.has(sourceName)) this.ids.set(sourceName, id);
    }
  }

  /** The node that connections of the file meant by a name. */
  idOf(name: string): string | undefined {
    return this.ids.get(name);
  }

  /** The name that a node has now. */
  byId(id: string): string | undefined {
    return this.names.of(id);
  }

  /** The name now of what the file called so; `undefined` if it is gone, or was no node and would become one. */
  nowOf(name: string): string | undefined {
    const id = this.ids.get(name);
    if (id !== undefined) return this.names.of(id);
    return this.names.has(name) ? undefined : name;
  }
}
