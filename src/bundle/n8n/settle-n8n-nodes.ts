import type { DefinitionNode } from '../../graph/definition';
import { ImportReportList } from '../import-report';
import type { SecretFreeValues } from '../secret-free-values';
import { identifyNodes } from './n8n-nodes';

/**
 * Makes reading find each node again. Without an id of its own in the file a node is known by its name,
 * and of several with one name or id by what they say: one that would get another id is written with
 * its own.
 *
 * @param written the node that each entry is to be read as.
 */
export function settleN8nNodes(
  list: readonly unknown[],
  written: ReadonlyMap<unknown, DefinitionNode>,
  values: SecretFreeValues,
): void {
  let isSettled = false;
  // An id that is written may change who gets which of the others; each is written once at most.
  while (!isSettled) {
    isSettled = true;
    for (const { id, members } of identifyNodes(list, values, new ImportReportList(''))) {
      const wanted = written.get(members)?.id;
      if (wanted === undefined || id === wanted || members['id'] === wanted) continue;
      members['id'] = wanted;
      isSettled = false;
    }
  }
}
