import { digestOf } from '../graph/digest';
import { MAX_ID_LENGTH } from '../graph/limits';
import type { ImportedNodeName, ImportReportList } from './import-report';
import { usableText } from './usable-text';

/** A node that is to get its identity, with its place in the file. */
export interface UnidentifiedNode extends ImportedNodeName {
  pointer: string;
}

/**
 * Gives every node an id that no other has: the one in the file if it can be had, else one from its
 * name. Of several with one id the first keeps it. What got another is reported.
 */
export function giveNodeIds<Node extends UnidentifiedNode>(
  nodes: readonly Node[],
  idInFile: (node: Node) => unknown,
  report: ImportReportList,
): void {
  const taken = new Map<string, Node>();
  const without: Node[] = [];
  for (const node of nodes) {
    const id = usableId(idInFile(node));
    if (id === undefined || taken.has(id)) without.push(node);
    else {
      node.id = id;
      taken.set(id, node);
    }
  }
  const numbers = new Map<string, number>();
  for (const node of without) {
    node.id = freeId(node, taken, numbers);
    const owner = taken.get(usableId(idInFile(node)) ?? '');
    taken.set(node.id, node);
    if (owner === undefined) {
      const message = `has no usable id; it got ${node.id} from its name`;
      report.add('ID_DERIVED', node.pointer, message, { node });
    } else {
      const message = `is the id of ${owner.name} too, which kept it; this node got ${node.id}`;
      report.add('ID_DUPLICATE', `${node.pointer}/id`, message, { node });
    }
  }
}

function usableId(given: unknown): string | undefined {
  const id = usableText(given, MAX_ID_LENGTH);
  return id === undefined || id in Object.prototype ? undefined : id;
}

/** @param numbers the last number that was tried of each name, so that equal names are not tried anew. */
function freeId(
  { name }: ImportedNodeName,
  taken: ReadonlyMap<string, unknown>,
  numbers: Map<string, number>,
): string {
  const named = `name:${name}`;
  // Room is left for the number of a duplicate.
  const isShort = named.length <= MAX_ID_LENGTH - 10;
  const plain = isShort ? named : `name:${digestOf(name).slice(-32)}`;
  let number = numbers.get(plain) ?? 0;
  let id: string;
  do id = ++number === 1 ? plain : `${plain}#${number}`;
  while (taken.has(id));
  numbers.set(plain, number);
  return id;
}
