import { type MergeAllowance, mergeSequences } from './merge-sequences';

/**
 * Merges two changes of a text line by line. Answers `undefined` where the base has only one line, and
 * where both changed the same lines, or lines side by side, in different ways.
 */
export function mergeLines(
  { base, ours, theirs }: { base: string; ours: string; theirs: string },
  allowance: MergeAllowance,
): string | undefined {
  if (!base.includes('\n')) return undefined;
  const [former, own, other] = [base, ours, theirs].map((text) => text.split('\n'));
  return mergeSequences(former!, own!, other!, allowance)?.join('\n');
}
