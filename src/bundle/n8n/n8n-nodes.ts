import { canonicalJson, isPlainObject } from '../../graph/canonical-json';
import type { Position } from '../../graph/definition';
import { MAX_ID_LENGTH, MAX_NAME_LENGTH } from '../../graph/limits';
import type { ImportedNodeName, ImportReportList } from '../import-report';
import { refuseTooManyNodes } from '../imported-workflow';
import { giveNodeIds } from '../node-ids';
import type { SecretFreeValues } from '../secret-free-values';
import { cutText, usableText } from '../usable-text';

const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
const UNKNOWN_TYPE = 'unknown';

/** An entry of the file's list of nodes, with the identity that it has in the definition. */
export interface N8nNode extends ImportedNodeName {
  /** Unique among the nodes that are not sticky notes. */
  id: string;
  /** The name in the file, which connections use; `name` is fit for a definition. */
  sourceName: string;
  type: string;
  isStickyNote: boolean;
  members: Record<string, unknown>;
  /** Its place in the file's list. */
  index: number;
  pointer: string;
}

/**
 * Gives every node its identity, in the order of their names and not of the file. An id of the file
 * is kept where it can be; a node that has none gets one from its name, because the name is what
 * stays the same from one file of a history to the next.
 */
export function identifyNodes(
  list: readonly unknown[],
  values: SecretFreeValues,
  report: ImportReportList,
): N8nNode[] {
  refuseTooManyNodes(list, '/nodes');
  const nodes: N8nNode[] = [];
  for (const [index, members] of list.entries()) {
    const pointer = `/nodes/${index}`;
    if (isPlainObject(members)) nodes.push(nameNode(members, index, pointer, values));
    else report.add('NODE_UNREADABLE', pointer, 'is not an object; left out');
  }
  nodes.sort(byNameThenContent);
  giveNodeIds(
    nodes.filter((node) => !node.isStickyNote),
    idInFile,
    report,
  );
  for (const node of nodes) reportMadeUp(node, report);
  return nodes;
}

/** The position of a node: `[x, y]`, or `{x, y}` as some tools write it. */
export function positionOf(node: N8nNode, report: ImportReportList): Position | undefined {
  const place = node.members['position'];
  const [x, y]: unknown[] = Array.isArray(place)
    ? (place as unknown[])
    : isPlainObject(place)
      ? [place['x'], place['y']]
      : [];
  if (Number.isFinite(x) && Number.isFinite(y)) return { x: x as number, y: y as number };
  const pointer = place === undefined ? node.pointer : `${node.pointer}/position`;
  const message =
    place === undefined ? 'has no position' : 'is not a position of two finite numbers; left out';
  report.add('POSITION_UNREADABLE', pointer, message, { node });
  return undefined;
}

function nameNode(
  members: Record<string, unknown>,
  index: number,
  pointer: string,
  values: SecretFreeValues,
): N8nNode {
  const type = usableText(members['type'], MAX_ID_LENGTH);
  const sourceName = typeof members['name'] === 'string' ? members['name'] : '';
  const whole = values.text(sourceName, { pointer: `${pointer}/name` });
  const name = whole === '' ? (type ?? UNKNOWN_TYPE) : cutText(whole, MAX_NAME_LENGTH);
  const isStickyNote = type === STICKY_NOTE;
  // A sticky note competes with nobody for its id: no edge and no position is looked up by it.
  const id = isStickyNote ? (usableText(members['id'], MAX_ID_LENGTH) ?? `name:${name}`) : '';
  return {
    id,
    name,
    sourceName,
    type: type ?? UNKNOWN_TYPE,
    isStickyNote,
    members,
    index,
    pointer,
  };
}

function reportMadeUp(node: N8nNode, report: ImportReportList): void {
  const { name, sourceName, members, pointer } = node;
  if (sourceName === '') {
    const message = `has no name; it is called ${name} after its type`;
    report.add('NAME_ABSENT', pointer, message, { node });
  } else if (name.length < sourceName.length && name.length >= MAX_NAME_LENGTH - 1) {
    const message = `is longer than ${MAX_NAME_LENGTH} characters and was cut`;
    report.add('NAME_SHORTENED', `${pointer}/name`, message, { node });
  }
  if (members['type'] !== node.type) {
    report.add('TYPE_ABSENT', pointer, `has no usable type; it got ${UNKNOWN_TYPE}`, { node });
  }
}

function idInFile({ members }: N8nNode): unknown {
  const given = members['id'];
  return typeof given === 'number' ? String(given) : given;
}

// Nodes of one name are told apart by what they say, so that their order in the file is no change.
// What two of them then still differ in (position, id) decides nothing that ends in a definition.
function byNameThenContent(a: N8nNode, b: N8nNode): number {
  if (a.sourceName !== b.sourceName) return a.sourceName < b.sourceName ? -1 : 1;
  const [textOfA, textOfB] = [contentText(a), contentText(b)];
  return textOfA < textOfB ? -1 : textOfA > textOfB ? 1 : a.index - b.index;
}

function contentText({ members }: N8nNode): string {
  const content = Object.fromEntries(
    Object.entries(members).filter(([name]) => name !== 'position'),
  );
  return canonicalJson(content);
}
