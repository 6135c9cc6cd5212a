import type { Decisions } from './decisions';
import type { MergeAllowance } from './merge-sequences';

/** What the parts of one merge share. */
export interface MergeContext {
  decisions: Decisions;
  allowance: MergeAllowance;
}
