import { Ctx, Extensions, FieldResolver, Resolver, Root } from 'type-graphql';
import {
  type Assessed,
  type EdgeChange,
  type FieldChange,
  type NodeChange,
  type TextHunk,
} from '../graph/diff/definition-diff';
import { type DefinitionNode } from '../graph/definition';
import { isLongText, textHunks } from '../graph/diff/text-hunks';
import { type GraphNode, graphEdgeOf, graphNodeOf } from '../version/graph-parts';
import { GraphEdgeType, GraphNodeType } from '../version/graph.type';
import { type ChangeBetween, EdgeChangeType, FieldChangeType, NodeChangeType } from './change.type';
import { type DiffSide, versionIdOf } from './comparison';
import { type DiffContext } from './diff-context';
import { TextHunkType } from './text-hunk.type';

/** The nodes of a change, each with its place in the layout of its side. */
@Resolver(() => NodeChangeType)
export class NodeChangeFieldsResolver {
  @FieldResolver(() => GraphNodeType, {
    nullable: true,
    description: 'The former node; null of an added one.',
  })
  before(
    @Root() { before, comparison }: ChangeBetween<NodeChange>,
    @Ctx() context: DiffContext,
  ): Promise<GraphNode | undefined> {
    return placedNode(before, comparison.from, context);
  }

  @FieldResolver(() => GraphNodeType, {
    nullable: true,
    description: 'The later node; null of a removed one.',
  })
  after(
    @Root() { after, comparison }: ChangeBetween<NodeChange>,
    @Ctx() context: DiffContext,
  ): Promise<GraphNode | undefined> {
    return placedNode(after, comparison.to, context);
  }
}

@Resolver(() => EdgeChangeType)
export class EdgeChangeFieldsResolver {
  @FieldResolver(() => GraphEdgeType, {
    nullable: true,
    description: 'The former edge; null of an added one.',
  })
  before(@Root() { before }: Assessed<EdgeChange>): GraphEdgeType | undefined {
    return before && graphEdgeOf(before);
  }

  @FieldResolver(() => GraphEdgeType, {
    nullable: true,
    description: 'The later edge; null of a removed one.',
  })
  after(@Root() { after }: Assessed<EdgeChange>): GraphEdgeType | undefined {
    return after && graphEdgeOf(after);
  }
}

@Resolver(() => FieldChangeType)
export class FieldChangeFieldsResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Where it stood in the former content; null where that is path too.',
  })
  formerPath(@Root() { from }: FieldChange): string | undefined {
    return from;
  }

  @FieldResolver(() => [TextHunkType], {
    nullable: true,
    description: 'What changed line by line and word by word; null of what is no long text.',
  })
  // no more than the values that it is made of
  @Extensions({ cost: 0 })
  text(
    @Root() { before, after }: FieldChange,
    @Ctx() { loaders }: DiffContext,
  ): TextHunk[] | undefined {
    if (typeof before !== 'string' || typeof after !== 'string') return undefined;
    if (!isLongText(before) && !isLongText(after)) return undefined;
    return textHunks(before, after, loaders.diffs.textAllowance);
  }
}

async function placedNode(
  node: DefinitionNode | undefined,
  side: DiffSide,
  { loaders }: DiffContext,
): Promise<GraphNode | undefined> {
  const versionId = versionIdOf(side);
  return node && graphNodeOf(node, await loaders.diffs.layout(versionId), versionId);
}
