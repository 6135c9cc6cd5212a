/** What a workflow's versions came from. */
export interface Lineage {
  /** With what they hold now. */
  versions: { id: string; number: number; digest: string }[];
  /** A version, one that its content came from, and what that one held then. */
  descents: { versionId: string; parentId: string; digest: string }[];
}

/** Where the histories of two versions parted. */
export interface CommonAncestor {
  versionId: string;
  /** What it held when either side came from it: one content, unless it was edited in between. */
  digests: string[];
}

/**
 * The nearest version that both came from, be it one of the two. Numbers grow along every descent, so
 * of all that are common the one with the highest number is no ancestor of another.
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
  const digests = new Set([...ours.get(nearest.id)!, ...theirs.get(nearest.id)!]);
  return { versionId: nearest.id, digests: [...digests] };
}

/** A version and all that it came from, each with what it held when something came from it. */
function ancestorsOf({ versions, descents }: Lineage, id: string): Map<string, Set<string>> {
  const parents = new Map<string, Lineage['descents']>();
  for (const descent of descents)
    parents.set(descent.versionId, [...(parents.get(descent.versionId) ?? []), descent]);
  const self = versions.find((version) => version.id === id);
  const ancestors = new Map([[id, new Set(self ? [self.digest] : [])]]);
  const waiting = [id];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { parentId, digest } of parents.get(next) ?? []) {
      const held = ancestors.get(parentId);
      if (held) {
        held.add(digest);
        continue;
      }
      ancestors.set(parentId, new Set([digest]));
      waiting.push(parentId);
    }
  }
  return ancestors;
}
