import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Connection } from '../platform/graphql/connection';
import { PageArgs, readPage } from '../platform/graphql/page';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { type Activation, type Channel, type ChannelMode, modeOf, type Route } from './channel';
import { type ChannelContext } from './channel-context';
import { type ChannelRoute } from './channel.loader';
import {
  ActivationConnectionType,
  ActivationType,
  ChannelModeEnum,
  ChannelType,
  RouteType,
  VersionRouteType,
} from './channel.type';

@Resolver(() => ChannelType)
export class ChannelFieldsResolver {
  @FieldResolver(() => WorkflowType, { description: 'The workflow that it starts runs of.' })
  async workflow(@Root() channel: Channel, @Ctx() { loaders }: ChannelContext): Promise<Workflow> {
    return (await loaders.workflows.byId(channel.workflowId))!;
  }

  @FieldResolver(() => ChannelModeEnum, { description: 'How it routes.' })
  async mode(@Root() channel: Channel, @Ctx() context: ChannelContext): Promise<ChannelMode> {
    return modeOf(await this.routes(channel, context));
  }

  @FieldResolver(() => [RouteType], { description: 'Where it routes to; empty for nowhere.' })
  async routes(@Root() channel: Channel, @Ctx() { loaders }: ChannelContext): Promise<Route[]> {
    return channel.activationId ? loaders.channels.routes(channel.activationId) : [];
  }

  @FieldResolver(() => ActivationType, {
    nullable: true,
    description: 'Its last activation; null before the first.',
  })
  async currentActivation(
    @Root() channel: Channel,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Activation | undefined> {
    return channel.activationId ? loaders.channels.activation(channel.activationId) : undefined;
  }

  @FieldResolver(() => ActivationConnectionType, { description: 'Its history, newest first.' })
  async activations(
    @Root() channel: Channel,
    @Ctx() { loaders }: ChannelContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<Connection<Activation>> {
    return activationConnection(
      loaders.channels,
      { workflowId: channel.workflowId, channelKey: channel.key },
      args,
    );
  }
}

@Resolver(() => RouteType)
export class RouteFieldsResolver {
  @FieldResolver(() => VersionType, { description: 'The version; the draft for a draft route.' })
  async version(@Root() route: Route, @Ctx() { loaders }: ChannelContext): Promise<Version> {
    return (await loaders.versions.byId(route.versionId))!;
  }
}

@Resolver(() => VersionRouteType)
export class VersionRouteFieldsResolver {
  @FieldResolver(() => ChannelType, { description: 'The channel that routes here.' })
  async channel(@Root() route: ChannelRoute, @Ctx() { loaders }: ChannelContext): Promise<Channel> {
    return (await loaders.channels.byId(route.channelId))!;
  }
}

@Resolver(() => ActivationType)
export class ActivationFieldsResolver {
  @FieldResolver(() => ChannelType, { description: 'The channel that was routed.' })
  async channel(
    @Root() activation: Activation,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Channel> {
    return (await loaders.channels.byId(activation.channelId))!;
  }

  @FieldResolver(() => [RouteType], { description: 'Where the channel routed to before.' })
  async from(@Root() activation: Activation, @Ctx() { loaders }: ChannelContext): Promise<Route[]> {
    return loaders.channels.routesBefore(activation);
  }

  @FieldResolver(() => [RouteType], { description: 'Where it routed to from then on.' })
  async to(@Root() activation: Activation, @Ctx() { loaders }: ChannelContext): Promise<Route[]> {
    return loaders.channels.routes(activation.id);
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version that it routes to wholly; null otherwise.',
  })
  async version(
    @Root() activation: Activation,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Version | undefined> {
    return wholly(await loaders.channels.routes(activation.id), loaders);
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version that the channel routed to wholly before; null otherwise.',
  })
  async previousVersion(
    @Root() activation: Activation,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Version | undefined> {
    return wholly(await loaders.channels.routesBefore(activation), loaders);
  }
}

/** The version of a routing that has exactly one route. */
export async function wholly(
  routes: readonly Route[],
  loaders: ChannelContext['loaders'],
): Promise<Version | undefined> {
  return routes.length === 1 ? loaders.versions.byId(routes[0]!.versionId) : undefined;
}

/** A page of activations, newest first. */
export async function activationConnection(
  channels: ChannelContext['loaders']['channels'],
  selection: { workflowId: string; channelKey?: string | null; versionId?: string },
  args: PageArgs,
): Promise<Connection<Activation>> {
  const isOfChannel = selection.channelKey != null;
  const page = readPage(
    args,
    isOfChannel
      ? { list: 'channel activations', keys: ['number'] }
      : { list: 'activations', keys: ['string', 'string'] },
  );
  const rows = await channels.activationPage(selection, page);
  return new Connection(
    page,
    rows,
    ({ sequence, activatedAt, id }) => (isOfChannel ? [sequence] : [activatedAt, id]),
    () => channels.activationCount(selection),
  );
}
