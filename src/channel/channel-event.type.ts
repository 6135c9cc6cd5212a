import {
  Ctx,
  Field,
  FieldResolver,
  ID,
  InterfaceType,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { EventInterface, type ShownEvent } from '../event/event.type';
import { typeNameOf } from '../platform/graphql/node';
import { type Activation, type Channel } from './channel';
import { type ChannelContext } from './channel-context';
import { ActivationType, ChannelType } from './channel.type';

type ActivationFacts = ShownEvent & { activationId: string; channelId: string };

@InterfaceType('ActivationEvent', {
  implements: EventInterface,
  description: 'A channel was routed.',
  resolveType: typeNameOf,
})
export abstract class ActivationEventInterface extends EventInterface {
  @Field(() => String, { description: 'Key of the channel.' })
  channelKey!: string;

  @Field(() => [ID], { description: 'Ids of the versions that it routes to from then on.' })
  versionIds!: string[];
}

@Resolver(() => ActivationEventInterface)
export class ActivationEventFieldsResolver {
  @FieldResolver(() => ActivationType, {
    description: 'The entry of the history; it never changes.',
  })
  async activation(
    @Root() event: ActivationFacts,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Activation> {
    return (await loaders.channels.activation(event.activationId))!;
  }

  @FieldResolver(() => ChannelType, { description: 'The channel as it is now.' })
  async channel(
    @Root() event: ActivationFacts,
    @Ctx() { loaders }: ChannelContext,
  ): Promise<Channel> {
    return (await loaders.channels.byId(event.channelId))!;
  }
}

const ofActivation = {
  implements: [EventInterface, ActivationEventInterface],
  simpleResolvers: true,
};
const ofChannel = { implements: EventInterface, simpleResolvers: true };

@ObjectType('VersionActivated', {
  ...ofActivation,
  description: 'A channel was routed wholly to a version.',
})
export class VersionActivatedType extends ActivationEventInterface {}

@ObjectType('VersionRolledBack', {
  ...ofActivation,
  description: 'A channel was routed back to what was live before.',
})
export class VersionRolledBackType extends ActivationEventInterface {}

@ObjectType('ChannelDeactivated', { ...ofActivation, description: 'A channel routes nowhere.' })
export class ChannelDeactivatedType extends ActivationEventInterface {}

@ObjectType('ChannelRouted', { ...ofActivation, description: 'A channel was routed by weights.' })
export class ChannelRoutedType extends ActivationEventInterface {}

@ObjectType('ChannelCreated', { ...ofChannel, description: 'A channel was added.' })
export class ChannelCreatedType extends EventInterface {
  @Field(() => String, { description: 'Key of the channel.' })
  channelKey!: string;
}

@ObjectType('ChannelDeleted', {
  ...ofChannel,
  description: 'A channel was deleted; its history stays.',
})
export class ChannelDeletedType extends EventInterface {
  @Field(() => String, { description: 'Key of the channel.' })
  channelKey!: string;
}

export const channelEventTypes = [
  VersionActivatedType,
  VersionRolledBackType,
  ChannelDeactivatedType,
  ChannelRoutedType,
  ChannelCreatedType,
  ChannelDeletedType,
];
