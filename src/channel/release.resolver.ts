import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { mayUse } from '../access/caller';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { invalidInput, Refusal } from '../platform/refusal';
import { type ChannelContext } from './channel-context';
import {
  ActivateVersionInput,
  CreateChannelInput,
  DeactivateInput,
  DeleteChannelInput,
  RollbackInput,
  RouteChannelInput,
  type RouteInputType,
  SaveVersionInput,
} from './channel.input';
import {
  ChannelPayload,
  DeleteChannelPayload,
  ReleasePayload,
  SaveVersionPayload,
} from './channel.payload';
import { type RouteInput } from './channel.service';

@Resolver()
export class ReleaseResolver {
  @Mutation(() => SaveVersionPayload, {
    description:
      'Saves the draft, another version or a given definition as a version; activates it too if asked.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async saveVersion(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => SaveVersionInput, { description: 'What to save.' }) input: SaveVersionInput,
  ): Promise<SaveVersionPayload> {
    if (input.activate && !mayUse(caller, 'releases:write')) {
      throw new Refusal('FORBIDDEN', 'Activating needs the scope releases:write.', ['activate']);
    }
    const { release, ...saved } = await services.saveAndActivate.save(caller, input);
    return { ...saved, channel: release?.channel, activation: release?.activation };
  }

  @Mutation(() => ReleasePayload, {
    description:
      "Routes a channel wholly to a version's present digest. Runs under way do not notice.",
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async activateVersion(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => ActivateVersionInput, { description: 'What to activate where.' })
    input: ActivateVersionInput,
  ): Promise<ReleasePayload> {
    return { ...(await services.channels.activate(caller, input, input.version)) };
  }

  @Mutation(() => ReleasePayload, {
    description: 'Routes a channel back to what was live before, without validating it anew.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async rollback(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => RollbackInput, { description: 'Which channel, and back to what.' })
    input: RollbackInput,
  ): Promise<ReleasePayload> {
    return {
      ...(await services.channels.rollback(caller, input, input.targetVersion ?? undefined)),
    };
  }

  @Mutation(() => ReleasePayload, {
    description: 'Routes a channel nowhere: new starts on it are refused.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async deactivate(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => DeactivateInput, { description: 'Which channel.' }) input: DeactivateInput,
  ): Promise<ReleasePayload> {
    return { ...(await services.channels.deactivate(caller, input)) };
  }

  @Mutation(() => ReleasePayload, {
    description:
      'Routes a channel to one or several versions by weight, the draft among them if wanted.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async routeChannel(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => RouteChannelInput, { description: 'Which channel, and its routes.' })
    input: RouteChannelInput,
  ): Promise<ReleasePayload> {
    return {
      ...(await services.channels.routeChannel(caller, input, input.routes.map(toRouteInput))),
    };
  }

  @Mutation(() => ChannelPayload, {
    description: 'Adds a channel to a workflow; it routes nowhere at first.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async createChannel(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => CreateChannelInput, { description: 'Its key.' }) input: CreateChannelInput,
  ): Promise<ChannelPayload> {
    return services.createChannel.create(caller, input);
  }

  @Mutation(() => DeleteChannelPayload, {
    description: 'Deletes a channel, never live; its history stays and its key is not used again.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async deleteChannel(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => DeleteChannelInput, { description: 'Which.' }) input: DeleteChannelInput,
  ): Promise<DeleteChannelPayload> {
    const { workflow, channel } = await services.createChannel.delete(
      caller,
      input.workflowId,
      input.channel,
    );
    return { workflow, deletedChannelId: channel.id };
  }
}

function toRouteInput(input: RouteInputType, place: number): RouteInput {
  const { draft, version, weight, label } = input;
  if ((version == null) === !draft)
    throw invalidInput('A route names either a version or the draft.', ['routes', String(place)]);
  return { version: version ?? { number: 0 }, weight, label };
}
