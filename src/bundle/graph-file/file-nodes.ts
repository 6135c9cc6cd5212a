import { canonicalJson, isPlainObject } from '../../graph/canonical-json';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../graph/limits';
import { builtInNodeTypes } from '../../graph/node-types';
import type { ImportedNodeName } from '../import-report';
import { refuseTooManyNodes } from '../imported-workflow';
import { giveNodeIds } from '../node-ids';
import { cutText, usableText } from '../usable-text';
import type { ImportContext } from './import-context';

const UNKNOWN_TYPE = 'unknown';
const BUILT_IN_TYPES = new Set(builtInNodeTypes.map(({ type }) => type));

/** An entry of a file's list of nodes, with the identity that it has in the definition. */
export interface FileNode extends ImportedNodeName {
  /** Unique among the nodes that are not notes. */
  id: string;
  /** The id in the file, which edges and containers use; `undefined` if it has none. */
  fileId: string | undefined;
  type: string;
  /** Words on the canvas, not a step. */
  isNote: boolean;
  members: Record<string, unknown>;
  /** Its place in the file's list. */
  index: number;
  pointer: string;
}

/** What the members of an entry say of its identity. */
export interface NodeLook {
  type: unknown;
  /** What people read on the canvas; the type stands in for it. */
  name: unknown;
  isNote: boolean;
}

/** How a system writes its list of nodes. */
export interface NodeListFormat {
  /** JSON Pointer of the list from the workflow. */
  pointer: string;
  look: (members: Record<string, unknown>) => NodeLook;
  /** Members that tell nothing apart: position, selection and the like. */
  layoutMembers: readonly string[];
  /** Whether a node without a name is worth a word; in some systems most have none. */
  isNameExpected: boolean;
}

/**
 * Gives every node its identity, in the order of ids and names and not of the file. The answer is in
 * that order too. An id of the file is kept where it can be. Of several nodes with one id the first
 * by content keeps it, and edges by that id mean this one.
 */
export function identifyFileNodes(
  list: readonly unknown[],
  format: NodeListFormat,
  context: ImportContext,
): FileNode[] {
  refuseTooManyNodes(list, format.pointer);
  const nodes: FileNode[] = [];
  for (const [index, members] of list.entries()) {
    const pointer = `${format.pointer}/${index}`;
    if (isPlainObject(members)) nodes.push(nameNode(members, index, pointer, format, context));
    else context.report.add('NODE_UNREADABLE', pointer, 'is not an object; left out');
  }
  nodes.sort((a, b) => compareNodes(a, b, format.layoutMembers));
  const steps = nodes.filter((node) => !node.isNote);
  giveNodeIds(steps, ({ fileId }) => fileId, context.report);
  return nodes;
}

/** The nodes by the ids of the file, as edges and containers name them. */
export function byFileId(nodes: readonly FileNode[]): Map<string, FileNode> {
  const found = new Map<string, FileNode>();
  for (const node of nodes) {
    // A note only answers to an id that no step has.
    if (node.fileId === undefined) continue;
    const known = found.get(node.fileId);
    if (known === undefined || (known.isNote && !node.isNote)) found.set(node.fileId, node);
  }
  return found;
}

/** An id as the file writes it: a text, or a number by a hand that forgot the quotes. */
export function fileIdOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function nameNode(
  members: Record<string, unknown>,
  index: number,
  pointer: string,
  format: NodeListFormat,
  context: ImportContext,
): FileNode {
  const { report, values } = context;
  const look = format.look(members);
  const fileId = fileIdOf(members['id']);
  const given = usableText(look.type, MAX_ID_LENGTH);
  const isTaken = given !== undefined && !look.isNote && BUILT_IN_TYPES.has(given);
  const type = isTaken ? `${context.system}:${given}` : (given ?? UNKNOWN_TYPE);
  const text = typeof look.name === 'string' ? look.name : '';
  const whole = values.text(text, { pointer });
  const name = whole === '' ? (given ?? UNKNOWN_TYPE) : cutText(whole, MAX_NAME_LENGTH);
  const node = { id: '', name, fileId, type, isNote: look.isNote, members, index, pointer };
  // A note competes with nobody for its id: no edge and no position is looked up by it.
  if (look.isNote) node.id = usableText(fileId, MAX_ID_LENGTH) ?? `name:${cutText(name, 100)}`;
  if (given === undefined && !look.isNote) {
    report.add('TYPE_ABSENT', pointer, `has no usable type; it got ${UNKNOWN_TYPE}`, { node });
  }
  if (isTaken) {
    const message = `has the type ${given}, which means something else here; it got ${type}`;
    report.add('TYPE_RENAMED', pointer, message, { node });
  }
  if (whole === '' && format.isNameExpected && !look.isNote) {
    const message = `has no name; it is called ${name} after its type`;
    report.add('NAME_ABSENT', pointer, message, { node });
  }
  if (whole.length > name.length) {
    const message = `has a name longer than ${MAX_NAME_LENGTH} characters, which was cut`;
    report.add('NAME_SHORTENED', pointer, message, { node });
  }
  return node;
}

// Nodes of one id and name are told apart by what they say, so that their order in the file is no change.
function compareNodes(a: FileNode, b: FileNode, layoutMembers: readonly string[]): number {
  const keys: [string, string][] = [
    [a.fileId ?? '', b.fileId ?? ''],
    [a.name, b.name],
    [a.type, b.type],
  ];
  for (const [ofA, ofB] of keys) if (ofA !== ofB) return ofA < ofB ? -1 : 1;
  const [textOfA, textOfB] = [contentText(a, layoutMembers), contentText(b, layoutMembers)];
  return textOfA < textOfB ? -1 : textOfA > textOfB ? 1 : a.index - b.index;
}

function contentText({ members }: FileNode, layoutMembers: readonly string[]): string {
  return canonicalJson(
    Object.fromEntries(Object.entries(members).filter(([name]) => !layoutMembers.includes(name))),
  );
}
