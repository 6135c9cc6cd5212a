import type { JsonValue } from '../definition';

/** What to put where two contents clash: what one of the three has there, or something else. */
export type ResolutionChoice = 'BASE' | 'OURS' | 'THEIRS' | 'VALUE';

/** Decides one conflict. */
export interface Resolution {
  /** The path of the conflict. */
  path: string;
  take: ResolutionChoice;
  /** With `VALUE`: what to put there. Null or absent removes what stands there. */
  value?: JsonValue;
}

/** A place where two contents clash. What is absent is null. */
export interface MergeConflict {
  /**
   * JSON Pointer in which nodes and edges stand under their id, variables under their name, and items
   * of arrays that are matched by id, name or key under that: `/nodes/greet/config/prompt`.
   */
  path: string;
  base: unknown;
  ours: unknown;
  theirs: unknown;
  /** Why it is not merged, in a short sentence for people. */
  reason: string;
}

/** The side that made a change. */
export type Side = 'ours' | 'theirs';

/** The same place in the three contents. */
export interface Sides<T> {
  base: T | undefined;
  ours: T | undefined;
  theirs: T | undefined;
}

export function otherSide(side: Side): Side {
  return side === 'ours' ? 'theirs' : 'ours';
}
