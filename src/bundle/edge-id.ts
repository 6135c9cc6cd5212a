import { canonicalJson } from '../graph/canonical-json';
import { digestOf } from '../graph/digest';
import { MAX_ID_LENGTH } from '../graph/limits';

/**
 * The id of an edge, from its ends alone: the same in every file of a history, and different for
 * different ends whatever the ids of nodes are made of.
 */
export function edgeId(source: string, output: string, target: string, input: string): string {
  const id = `${escaped(source)}/${escaped(output)}>${escaped(target)}/${escaped(input)}`;
  if (id.length <= MAX_ID_LENGTH) return id;
  return `edge:${digestOf(canonicalJson([source, output, target, input])).slice(-40)}`;
}

function escaped(text: string): string {
  return text.replace(/[%/>]/g, encodeURIComponent);
}
