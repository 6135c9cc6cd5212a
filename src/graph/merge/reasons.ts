import type { Side, Sides } from './merge-conflict';

/** Why a place on which both sides differ from the base is a conflict. */
export function reasonOf({ base, ours, theirs }: Sides<unknown>): string {
  if (base === undefined) return 'both added it, with different content';
  if (ours === undefined) return removedReason('ours');
  if (theirs === undefined) return removedReason('theirs');
  return 'both changed it';
}

function removedReason(remover: Side): string {
  return remover === 'ours'
    ? 'ours removed it, theirs changed it'
    : 'theirs removed it, ours changed it';
}
