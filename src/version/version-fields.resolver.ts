import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Definition } from '../graph/definition';
import { toReactFlow } from '../graph/react-flow';
import { Connection } from '../platform/graphql/connection';
import { PageArgs, readPage } from '../platform/graphql/page';
import { RawJson } from '../platform/graphql/raw-json';
import { JsonScalar } from '../platform/graphql/scalars';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { graphEdgeOf, graphNodeOf } from './graph-parts';
import {
  GraphEdgeType,
  GraphNodeType,
  GraphType,
  ProblemType,
  TriggerType,
  VariableType,
} from './graph.type';
import { type Revision, type Version } from './version';
import { type VersionContext } from './version-context';
import { RevisionConnectionType, VersionType } from './version.type';

/** Fields of a version that are not columns of its row: content is read only where it is selected. */
@Resolver(() => VersionType)
export class VersionFieldsResolver {
  @FieldResolver(() => WorkflowType, { description: 'The workflow that it belongs to.' })
  async workflow(@Root() version: Version, @Ctx() { loaders }: VersionContext): Promise<Workflow> {
    return (await loaders.workflows.byId(version.workflowId))!;
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version that its content came from.',
  })
  async parent(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<Version | undefined> {
    return version.parentId ? loaders.versions.byId(version.parentId) : undefined;
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether it is the saved version with the highest number.',
  })
  async isLatest(@Root() version: Version, @Ctx() { loaders }: VersionContext): Promise<boolean> {
    return (await loaders.versions.latest(version.workflowId))?.id === version.id;
  }

  @FieldResolver(() => JsonScalar, { description: 'Its definition in canonical form.' })
  async definition(@Root() version: Version, @Ctx() { loaders }: VersionContext): Promise<RawJson> {
    return new RawJson(await loaders.versions.text(version.digest));
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: 'What only the eye sees: positions, sizes, notes, groups, viewport.',
  })
  async layout(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<RawJson | undefined> {
    const text = await loaders.versions.layoutText(version.id);
    return text === undefined ? undefined : new RawJson(text);
  }

  @FieldResolver(() => GraphType, {
    description: "Definition and layout joined in React Flow's shape.",
  })
  async graph(@Root() version: Version, @Ctx() { loaders }: VersionContext): Promise<GraphType> {
    const [definition, layout] = await Promise.all([
      loaders.versions.definition(version.digest),
      loaders.versions.layout(version.id),
    ]);
    return toReactFlow(definition, layout);
  }

  @FieldResolver(() => [GraphNodeType], { description: 'Its nodes, sorted by key.' })
  async nodes(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<GraphNodeType[]> {
    const [definition, layout] = await Promise.all([
      loaders.versions.definition(version.digest),
      loaders.versions.layout(version.id),
    ]);
    return definition.nodes.map((node) => graphNodeOf(node, layout, version.id));
  }

  @FieldResolver(() => [GraphEdgeType], { description: 'Its edges, sorted by key.' })
  async edges(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<GraphEdgeType[]> {
    const { edges } = await loaders.versions.definition(version.digest);
    return edges.map(graphEdgeOf);
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: "JSON Schema of a run's input; null: anything.",
  })
  async inputs(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<Definition['inputs']> {
    return (await loaders.versions.definition(version.digest)).inputs;
  }

  @FieldResolver(() => [VariableType], { description: 'Its variables.' })
  async variables(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<VariableType[]> {
    const { variables } = await loaders.versions.definition(version.digest);
    return (variables ?? []).map((variable) => ({
      ...variable,
      lifetime: variable.lifetime ?? 'reset',
    }));
  }

  @FieldResolver(() => JsonScalar, { description: 'Its settings.' })
  async settings(@Root() version: Version, @Ctx() { loaders }: VersionContext): Promise<object> {
    return (await loaders.versions.definition(version.digest)).settings ?? {};
  }

  @FieldResolver(() => [TriggerType], { description: 'Its enabled nodes of known trigger types.' })
  async triggers(
    @Root() version: Version,
    @Ctx() { loaders, services }: VersionContext,
  ): Promise<TriggerType[]> {
    const { nodes } = await loaders.versions.definition(version.digest);
    return nodes
      .filter((node) => !node.disabled && services.definitions.registry.get(node.type)?.isTrigger)
      .map(({ id, type, name, config }) => ({ key: id, type, name, config }));
  }

  @FieldResolver(() => [ProblemType], {
    description: 'What is incomplete or looks wrong in its present revision.',
  })
  async problems(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
  ): Promise<ProblemType[]> {
    return loaders.versions.problems(version);
  }

  @FieldResolver(() => RevisionConnectionType, {
    description: 'The content states that it went through, newest first.',
  })
  async revisions(
    @Root() version: Version,
    @Ctx() { loaders }: VersionContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<Connection<Revision>> {
    const page = readPage(args, { list: 'revisions', keys: ['number'] });
    const rows = await loaders.versions.revisionPage(version.id, page);
    return new Connection(
      page,
      rows,
      (revision) => [revision.number],
      () => loaders.versions.revisionCount(version.id),
    );
  }
}
