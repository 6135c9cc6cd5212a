import { type RetentionPolicy } from '../workflow/workflow';
import { type Revision } from './version';

const DAY = 24 * 60 * 60 * 1000;

/** A revision with what is known to refer to it. */
export interface RevisionFacts extends Revision {
  /** It is its version's present content. */
  current: boolean;
  /** A rejected save is based on it. */
  rejected: boolean;
  /** A line of a version's blame refers to it. */
  blamed: boolean;
}

/** Digests of the workflow that something above refers to. */
export interface UsedDigests {
  /** An activation ever routed to it. */
  routed: ReadonlySet<string>;
  /** A run is pinned to it. */
  ran: ReadonlySet<string>;
  /** A call of the workflow is pinned to it. */
  called: ReadonlySet<string>;
}

export interface RetentionPlan {
  drop: Revision[];
  /** Those that the policy would drop, and what refers to each. */
  keep: { revision: Revision; reason: string }[];
}

/**
 * Which revisions of a workflow to drop. A revision goes only if the policy does not cover it and
 * nothing refers to it; an empty policy drops nothing.
 *
 * @param revisions all of the workflow, by version and number, ascending.
 */
export function planRetention(
  policy: RetentionPolicy | null,
  revisions: readonly RevisionFacts[],
  used: UsedDigests,
  now: string,
): RetentionPlan {
  const plan: RetentionPlan = { drop: [], keep: [] };
  const { keepRevisions, keepDays } = policy ?? {};
  if (keepRevisions == null && keepDays == null) return plan;
  const newest = new Map<string, number>();
  for (const { versionId, number } of revisions)
    newest.set(versionId, Math.max(number, newest.get(versionId) ?? 0));
  const youngest = keepDays == null ? undefined : Date.parse(now) - keepDays * DAY;
  for (const revision of revisions) {
    if (keepRevisions != null && revision.number > newest.get(revision.versionId)! - keepRevisions)
      continue;
    if (youngest !== undefined && Date.parse(revision.createdAt) >= youngest) continue;
    const reason = reasonToKeep(revision, used);
    if (reason) plan.keep.push({ revision, reason });
    else plan.drop.push(revision);
  }
  return plan;
}

function reasonToKeep(revision: RevisionFacts, used: UsedDigests): string | undefined {
  if (revision.current) return 'It is the present content of its version.';
  if (revision.number === 1) return 'It is how its version began.';
  if (used.routed.has(revision.digest)) return 'A channel routed to its definition.';
  if (used.ran.has(revision.digest)) return 'A run is pinned to its definition.';
  if (used.called.has(revision.digest)) return 'A call from another workflow is pinned to it.';
  if (revision.rejected) return 'A rejected save is based on it.';
  if (revision.blamed) return 'A blame line refers to it.';
  return undefined;
}
