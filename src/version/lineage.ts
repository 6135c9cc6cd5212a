/** What a version held at a revision of it. */
export interface Held {
  revision: number;
  digest: string;
}

/** What a workflow's versions came from. */
export interface Lineage {
  /** With what they hold now. */
  versions: ({ id: string; number: number } & Held)[];
  /** A version, one that its content came from, and what that one held then. */
  descents: ({ versionId: string; parentId: string } & Held)[];
}

/** Where the histories of two versions parted, and what both know of it. */
export interface CommonAncestor {
  versionId: string;
  digest: string;
}

/**
 * The nearest version that both came from, be it one of the two. Numbers grow along every descent,
 * since nothing comes from the draft, so of all that are common the one with the highest number is no
 * ancestor of another. If it was edited in between, what both know is the earlier of its revisions.
 */
export function commonAncestor(
  lineage: Lineage,
  oursId: string,
  theirsId: string,
): CommonAncestor | undefined {
  const ours = ancestorsOf(lineage, oursId);
  const theirs = ancestorsOf(lineage, theirsId);
  let nearest: { id: string; number: number } | undefined;
  for (const version of lineage.versions) {
    const isCommon = ours.has(version.id) && theirs.has(version.id);
    if (isCommon && (!nearest || version.number > nearest.number)) nearest = version;
  }
  if (!nearest) return undefined;
  const [own, other] = [ours.get(nearest.id)!, theirs.get(nearest.id)!];
  const { digest } = own.revision < other.revision ? own : other;
  return { versionId: nearest.id, digest };
}

/** A version and all that it came from, each at the latest revision of it that it knows. */
function ancestorsOf({ versions, descents }: Lineage, id: string): Map<string, Held> {
  const parents = new Map<string, Lineage['descents']>();
  for (const descent of descents)
    parents.set(descent.versionId, [...(parents.get(descent.versionId) ?? []), descent]);
  const ancestors = new Map<string, Held>();
  const self = versions.find((version) => version.id === id);
  if (self) ancestors.set(id, self);
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { parentId, revision, digest } of parents.get(next) ?? []) {
      const known = ancestors.get(parentId);
      if (!known) waiting.push(parentId);
      if (!known || known.revision < revision) ancestors.set(parentId, { revision, digest });
    }
  }
  return ancestors;
}
