import type { Blame, BlameOrigin, NodeBlame } from './blame';

/** How a blame is written: origins once, everything else by their index. */
interface BlameText {
  /** `[revisionId, versionId]` of each origin. */
  origins: [string, string][];
  /** `[id, changed]` of each node, or `[id, changed, [[field, changed], …]]`. */
  nodes: ([string, number] | [string, number, [string, number][]])[];
  /** `[id, changed]` of each edge. */
  edges: [string, number][];
}

/** A blame as text, to be kept beside the version that it is of. */
export function writeBlame(blame: Blame): string {
  const origins: [string, string][] = [];
  const places = new Map<string, number>();
  const placeOf = ({ revisionId, versionId }: BlameOrigin): number => {
    const key = `${revisionId} ${versionId}`;
    let place = places.get(key);
    if (place === undefined) {
      place = origins.push([revisionId, versionId]) - 1;
      places.set(key, place);
    }
    return place;
  };
  const nodes = [...blame.nodes].map(([id, { changed, fields }]): BlameText['nodes'][number] =>
    fields.size === 0
      ? [id, placeOf(changed)]
      : [id, placeOf(changed), [...fields].map(([field, origin]) => [field, placeOf(origin)])],
  );
  const edges = [...blame.edges].map(([id, origin]): [string, number] => [id, placeOf(origin)]);
  return JSON.stringify({ origins, nodes, edges } satisfies BlameText);
}

/** The blame that {@link writeBlame} wrote. */
export function readBlame(text: string): Blame {
  const { origins: pairs, nodes, edges } = JSON.parse(text) as BlameText;
  const origins = pairs.map(([revisionId, versionId]): BlameOrigin => ({ revisionId, versionId }));
  return {
    nodes: new Map(
      nodes.map(([id, changed, fields = []]): [string, NodeBlame] => [
        id,
        {
          changed: origins[changed]!,
          fields: new Map(fields.map(([field, place]) => [field, origins[place]!])),
        },
      ]),
    ),
    edges: new Map(edges.map(([id, place]) => [id, origins[place]!])),
  };
}
