import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionEdge } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import { edgeId } from '../edge-id';
import type { N8nNode } from './n8n-nodes';
import type { ImportReportList } from '../import-report';
import type { ImportPlace, SecretFreeValues } from '../secret-free-values';
import { hasSecretForm } from '../secret-rules';

const MAX_TYPE_LENGTH = 100;

/** One connection of the file: which output of which name leads to which input of which name. */
interface Connection {
  source: string;
  output: string;
  target: string;
  input: string;
}

/**
 * Reads `connections[name][type][output] = [{node, type, index}]` into edges. The place of a list
 * among the lists of its type is the output, so an empty or null one counts. n8n finds nodes by name
 * only: what names no node, or a node's id, connects nothing there and nothing here, and is reported.
 */
export class N8nConnections {
  private readonly byName = new Map<string, N8nNode>();
  private readonly stickyNames = new Set<string>();
  private readonly nameOfId = new Map<string, string>();
  private readonly edges = new Map<string, DefinitionEdge>();
  private readonly dangling = new Set<string>();

  /** @param nodes in the order of `identifyNodes`: of several with one name the first is meant. */
  constructor(
    nodes: readonly N8nNode[],
    private readonly values: SecretFreeValues,
    private readonly report: ImportReportList,
  ) {
    for (const node of nodes) {
      if (node.isStickyNote) {
        this.stickyNames.add(node.sourceName);
        continue;
      }
      this.nameOfId.set(node.id, node.name);
      const first = this.byName.get(node.sourceName);
      if (first === undefined) this.byName.set(node.sourceName, node);
      else {
        const message = `is the name of another node too; connections by it mean ${first.id}`;
        report.add('NAME_DUPLICATE', `${node.pointer}/name`, message, { node });
      }
    }
  }

  /** The edges, in the order of their ids. */
  read(connections: unknown): DefinitionEdge[] {
    if (isPlainObject(connections)) {
      for (const [source, outputs] of Object.entries(connections)) {
        const pointer = `/connections/${escapePointerToken(source)}`;
        this.readOutputs(source, outputs, { pointer, node: this.byName.get(source) });
      }
    } else {
      this.odd({ pointer: '/connections' }, 'is not an object of connections', connections);
    }
    return [...this.edges.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private readOutputs(source: string, outputs: unknown, place: ImportPlace): void {
    if (!isPlainObject(outputs)) return this.odd(place, 'is not an object of outputs', outputs);
    for (const [type, slots] of Object.entries(outputs)) {
      const ofType = within(place, type);
      if (!isHandleType(type)) this.odd(ofType, 'is not a usable type of output', slots);
      else if (Array.isArray(slots)) {
        for (const [index, slot] of (slots as unknown[]).entries()) {
          this.readSlot(source, `${type}:${index}`, slot, within(ofType, index));
        }
      } else this.odd(ofType, 'is not a list of outputs', slots);
    }
  }

  private readSlot(source: string, output: string, slot: unknown, place: ImportPlace): void {
    if (slot === null) {
      const message = `output ${output} is null and connects nothing; outputs after it keep their number`;
      this.report.add('SLOT_NULL', place.pointer, message, { node: place.node });
    } else if (Array.isArray(slot)) {
      for (const [index, entry] of (slot as unknown[]).entries()) {
        this.readEntry(source, output, entry, within(place, index));
      }
    } else this.odd(place, 'is not a list of connections', slot);
  }

  private readEntry(source: string, output: string, entry: unknown, place: ImportPlace): void {
    if (!isPlainObject(entry) || typeof entry['node'] !== 'string') {
      return this.odd(place, 'does not name a node', entry);
    }
    const { type = 'main', index = 0 } = entry;
    if (!isHandleType(type) || !Number.isSafeInteger(index) || (index as number) < 0) {
      return this.odd(place, 'does not say which input it enters', entry);
    }
    const input = `${type}:${index as number}`;
    const extra = Object.keys(entry).filter((name) => !['node', 'type', 'index'].includes(name));
    if (extra.length > 0) {
      this.odd(place, `has members without a place in an edge: ${extra.join(', ')}`, entry);
    }
    this.connect({ source, output, target: entry['node'], input }, place);
  }

  private connect(connection: Connection, place: ImportPlace): void {
    const source = this.byName.get(connection.source);
    const target = this.byName.get(connection.target);
    if (source === undefined || target === undefined) {
      return this.reportDangling(connection, source === undefined, place);
    }
    const edge: Omit<DefinitionEdge, 'id'> = {
      source: source.id,
      target: target.id,
      sourceHandle: connection.output,
      targetHandle: connection.input,
    };
    const id = edgeId(source.id, connection.output, target.id, connection.input);
    if (this.edges.has(id)) {
      const message = `connects ${source.name} to ${target.name} the same way once more`;
      this.report.add('CONNECTION_DUPLICATE', place.pointer, message, { node: source });
    } else this.edges.set(id, { id, ...edge });
  }

  private reportDangling(connection: Connection, isSource: boolean, place: ImportPlace): void {
    const end = isSource ? 'source' : 'target';
    const name = connection[end];
    const nameOfId = this.nameOfId.get(name);
    const why = this.stickyNames.has(name)
      ? 'is a sticky note'
      : nameOfId !== undefined
        ? `is the id of ${nameOfId}; n8n knows nodes by their names`
        : 'is not the name of a node';
    const code = this.dangling.has(JSON.stringify(connection))
      ? 'CONNECTION_DUPLICATE'
      : 'CONNECTION_DANGLING';
    this.dangling.add(JSON.stringify(connection));
    const value = this.values.copyObject({ ...connection }, place);
    const message = `connects nothing: ${JSON.stringify(value[end])} ${why}`;
    this.report.add(code, place.pointer, message, { node: place.node, value });
  }

  private odd(place: ImportPlace, message: string, value: unknown): void {
    const copy = value === undefined ? undefined : this.values.copy(value, place);
    const about = { node: place.node, value: copy };
    this.report.add('CONNECTION_ODD', place.pointer, message, about);
  }
}

/** Whether something can be the type of an output or input. */
export function isHandleType(type: unknown): type is string {
  if (typeof type !== 'string' || type === '' || type.length > MAX_TYPE_LENGTH) return false;
  return !/[/>%]/.test(type) && !hasSecretForm(type);
}

function within(place: ImportPlace, token: string | number): ImportPlace {
  return { ...place, pointer: `${place.pointer}/${escapePointerToken(token)}` };
}
