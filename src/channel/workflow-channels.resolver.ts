import { Arg, Args, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { type Connection } from '../platform/graphql/connection';
import { PageArgs } from '../platform/graphql/page';
import { type Version } from '../version/version';
import { activeIsSplit, type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowStatus, WorkflowType } from '../workflow/workflow.type';
import { type Activation, type Channel, type Route } from './channel';
import { activationConnection, wholly } from './channel-fields.resolver';
import { type ChannelContext } from './channel-context';
import { ActivationConnectionType, ChannelType, RouteType, VersionRouteType } from './channel.type';

/** What channels add to a workflow. */
@Resolver(() => WorkflowType)
export class WorkflowChannelsResolver {
  @FieldResolver(() => WorkflowStatus, { description: 'Derived: the first that holds.' })
  async status(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<WorkflowStatus> {
    if (workflow.archivedAt) return WorkflowStatus.ARCHIVED;
    if (workflow.pausedAt) return WorkflowStatus.PAUSED;
    if ((await loaders.channels.liveRoutes(workflow.id)).length > 0) return WorkflowStatus.ACTIVE;
    return workflow.nextVersionNumber === 1 ? WorkflowStatus.DRAFT : WorkflowStatus.INACTIVE;
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version that live routes to, if exactly one; null in a split.',
  })
  async activeVersion(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Version | undefined> {
    return wholly(await loaders.channels.liveRoutes(workflow.id), loaders);
  }

  @FieldResolver(() => [RouteType], { description: 'Where live routes to.' })
  async activeRoutes(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Route[]> {
    return loaders.channels.liveRoutes(workflow.id);
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'A version of it; null where there is none.',
  })
  async version(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
    @Arg('ref', () => VersionRefScalar, { description: 'Which.' }) ref: VersionRef,
  ): Promise<Version | undefined> {
    return findVersion(workflow.id, ref, loaders);
  }

  @FieldResolver(() => [ChannelType], { description: 'Its channels, live first.' })
  async channels(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Channel[]> {
    return loaders.channels.ofWorkflow(workflow.id);
  }

  @FieldResolver(() => ChannelType, {
    nullable: true,
    description: 'A channel of it; null where there is none.',
  })
  async channel(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
    @Arg('key', () => String, { defaultValue: 'live', description: 'Which.' }) key: string,
  ): Promise<Channel | undefined> {
    return (await loaders.channels.ofWorkflow(workflow.id)).find((channel) => channel.key === key);
  }

  @FieldResolver(() => ActivationConnectionType, {
    description: 'Its activations on all channels or one, newest first.',
  })
  async activations(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: ChannelContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('channel', () => String, { nullable: true, description: 'Only those of this channel.' })
    channel?: string | null,
  ): Promise<Connection<Activation>> {
    return activationConnection(
      loaders.channels,
      { workflowId: workflow.id, channelKey: channel },
      args,
    );
  }

  @Query(() => VersionType, {
    name: 'version',
    nullable: true,
    description: 'A version of a workflow; null where there is none.',
  })
  @Extensions({ scope: 'workflows:read' })
  async versionOf(
    @Ctx() { loaders }: ChannelContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) workflowId: string,
    @Arg('ref', () => VersionRefScalar, { description: 'Which.' }) ref: VersionRef,
  ): Promise<Version | undefined> {
    const workflow = await loaders.workflows.byId(workflowId);
    return workflow && findVersion(workflow.id, ref, loaders);
  }
}

/** The version of a workflow that `ref` selects. @throws Refusal INVALID_INPUT for `active` in a split. */
export async function findVersion(
  workflowId: string,
  ref: VersionRef,
  loaders: ChannelContext['loaders'],
  field = 'ref',
): Promise<Version | undefined> {
  if (ref === 'latest') return loaders.versions.latest(workflowId);
  if (ref !== 'active') return loaders.versions.byNumber(workflowId, ref.number);
  const routes = await loaders.channels.liveRoutes(workflowId);
  if (routes.length > 1) throw activeIsSplit(field);
  return wholly(routes, loaders);
}

/** What channels add to a version. */
@Resolver(() => VersionType)
export class VersionChannelsResolver {
  @FieldResolver(() => Boolean, {
    description: 'Whether it is the active version: live routes wholly to it.',
  })
  async isActive(@Root() version: Version, @Ctx() { loaders }: ChannelContext): Promise<boolean> {
    const routes = await loaders.channels.liveRoutes(version.workflowId);
    return routes.length === 1 && routes[0]!.versionId === version.id;
  }

  @FieldResolver(() => [VersionRouteType], { description: 'The channels that route here.' })
  async routes(
    @Root() version: Version,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<VersionRouteType[]> {
    const routes = await loaders.channels.routesTo(version.id);
    return routes.map((route) => ({
      ...route,
      holdsPresentDigest: route.digest === null || route.digest === version.digest,
    }));
  }

  @FieldResolver(() => ActivationConnectionType, {
    description: 'The activations that routed to it, newest first.',
  })
  async activations(
    @Root() version: Version,
    @Ctx() { loaders }: ChannelContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<Connection<Activation>> {
    return activationConnection(
      loaders.channels,
      { workflowId: version.workflowId, versionId: version.id },
      args,
    );
  }
}
