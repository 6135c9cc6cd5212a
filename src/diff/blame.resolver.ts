import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type BlameOrigin, fieldOrigin, type NodeBlame } from '../graph/blame';
import { type GraphNode } from '../version/graph-parts';
import { GraphNodeType } from '../version/graph.type';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { BlameKind, BlameType, type ChangeSource, FieldBlameType } from './blame.type';
import { type DiffContext } from './diff-context';

/** Who stands behind each line of a version, and which definition the lines are of. */
interface LineSources {
  digest: string;
  of: ReadonlyMap<BlameOrigin, ChangeSource>;
}

interface BlameLine extends BlameType {
  /** Of a node: what is known of its fields. */
  node?: NodeBlame;
  sources: LineSources;
}

/** Who last changed what a version holds. */
@Resolver(() => VersionType)
export class VersionBlameResolver {
  @FieldResolver(() => [BlameType], {
    description: 'Who last changed each of its nodes and edges; nodes first, each sorted by key.',
  })
  async blame(
    @Root() { id, digest }: Version,
    @Ctx() { loaders }: DiffContext,
  ): Promise<BlameLine[]> {
    const blame = await loaders.diffs.blame(id);
    if (!blame) return [];
    // all that stands behind the lines at once: thousands of lines come from a few revisions
    const of = await loaders.diffs.changeSources(blame);
    const sources = { digest, of };
    const lines: BlameLine[] = [];
    for (const [key, node] of blame.nodes)
      lines.push({ ...of.get(node.changed), kind: BlameKind.NODE, key, node, sources });
    for (const [key, origin] of blame.edges)
      lines.push({ ...of.get(origin), kind: BlameKind.EDGE, key, sources });
    return lines;
  }
}

@Resolver(() => BlameType)
export class BlameFieldsResolver {
  @FieldResolver(() => [FieldBlameType], {
    description:
      "Who last changed each top-level field of a node's config, sorted by name; of an edge none.",
  })
  async fields(
    @Root() { key, node, sources }: BlameLine,
    @Ctx() { loaders }: DiffContext,
  ): Promise<FieldBlameType[]> {
    const config = node && (await loaders.diffs.configOf(sources.digest, key));
    if (!config) return [];
    const names = Object.keys(config).sort();
    return names.map((field) => ({ ...sources.of.get(fieldOrigin(node, field)), field }));
  }
}

@Resolver(() => GraphNodeType)
export class NodeBlameResolver {
  @FieldResolver(() => VersionType, {
    nullable: true,
    description:
      'The version that last changed it, a rename aside; the draft if that is not saved yet. Null of a node of a revision or a rejected save.',
  })
  async lastChangedIn(
    @Root() { key, versionId }: GraphNode,
    @Ctx() { loaders }: DiffContext,
  ): Promise<Version | undefined> {
    return versionId === undefined ? undefined : loaders.diffs.lastChangedIn(versionId, key);
  }
}
