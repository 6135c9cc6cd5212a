import { type ClassType, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type BlameOrigin, fieldOrigin, type NodeBlame } from '../graph/blame';
import { type Actor } from '../platform/actor';
import { ActorType } from '../platform/graphql/actor.type';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { type GraphNode } from '../version/graph-parts';
import { GraphNodeType } from '../version/graph.type';
import { type Revision, type Version } from '../version/version';
import { RevisionType, VersionType } from '../version/version.type';
import { BlameKind, BlameType, FieldBlameType } from './blame.type';
import { type DiffContext } from './diff-context';

/** One line of a blame, or of one of its fields. */
interface OriginLine {
  origin: BlameOrigin;
}

interface BlameLine extends OriginLine {
  kind: BlameKind;
  key: string;
  /** Of a node: what is known of its fields. */
  node?: NodeBlame;
  /** Digest of the definition that has the node or edge. */
  digest: string;
}

interface FieldLine extends OriginLine {
  field: string;
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
    const lines: BlameLine[] = [];
    for (const [key, node] of blame.nodes)
      lines.push({ kind: BlameKind.NODE, key, digest, node, origin: node.changed });
    for (const [key, origin] of blame.edges)
      lines.push({ kind: BlameKind.EDGE, key, digest, origin });
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
    @Root() { key, digest, node }: BlameLine,
    @Ctx() { loaders }: DiffContext,
  ): Promise<FieldLine[]> {
    const config = node && (await loaders.diffs.configOf(digest, key));
    if (!config) return [];
    const names = Object.keys(config).sort();
    return names.map((field) => ({ field, origin: fieldOrigin(node, field) }));
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
    const blame = versionId && (await loaders.diffs.blame(versionId));
    const origin = blame ? blame.nodes.get(key)?.changed : undefined;
    return origin && loaders.versions.byId(origin.versionId);
  }
}

/** Who stands behind a line: what all lines have. */
function originResolver(type: () => ClassType<object>) {
  @Resolver(type)
  class OriginResolver {
    @FieldResolver(() => VersionType, {
      nullable: true,
      description: 'The version that holds the change; the draft until it is saved.',
    })
    async version(
      @Root() { origin }: OriginLine,
      @Ctx() { loaders }: DiffContext,
    ): Promise<Version | undefined> {
      return loaders.versions.byId(origin.versionId);
    }

    @FieldResolver(() => RevisionType, {
      nullable: true,
      description:
        'The revision that made the change, of the draft for most. Retention keeps it as long as a line refers to it.',
    })
    async revision(
      @Root() { origin }: OriginLine,
      @Ctx() { loaders }: DiffContext,
    ): Promise<Revision | undefined> {
      return loaders.versions.revision(origin.revisionId);
    }

    @FieldResolver(() => ActorType, { nullable: true, description: 'Who made the change.' })
    async changedBy(
      @Root() { origin }: OriginLine,
      @Ctx() { loaders }: DiffContext,
    ): Promise<Actor | undefined> {
      return (await loaders.versions.revision(origin.revisionId))?.createdBy;
    }

    @FieldResolver(() => DateTimeScalar, {
      nullable: true,
      description: 'When the change was made.',
    })
    async changedAt(
      @Root() { origin }: OriginLine,
      @Ctx() { loaders }: DiffContext,
    ): Promise<string | undefined> {
      return (await loaders.versions.revision(origin.revisionId))?.createdAt;
    }
  }
  return OriginResolver;
}

export const BlameOriginResolver = originResolver(() => BlameType);
export const FieldBlameOriginResolver = originResolver(() => FieldBlameType);
