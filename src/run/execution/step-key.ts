import { createHash } from 'node:crypto';

/**
 * The key by which others can know a repetition of a step: the same for all attempts at a node of a
 * run, and usable as a header whatever the node is called.
 */
export function stepKey(runId: string, nodeKey: string): string {
  const name = createHash('sha256').update(nodeKey, 'utf8').digest('hex').slice(0, 16);
  return `${runId}-${name}`;
}
