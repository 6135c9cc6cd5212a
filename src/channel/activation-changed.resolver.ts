import { Arg, Ctx, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { type SourceData } from '../platform/graphql/source-data';
import { AFTER } from '../event/after';
import { type EventRecord } from '../event/event';
import { type FeedItem } from '../event/feed-iterator';
import { type ShownEvent } from '../event/event.type';
import { shownEvent, subscribeToWorkflow } from '../workflow/workflow-subscription';
import { type ChannelContext } from './channel-context';
import { ActivationEventInterface } from './channel-event.type';
import { ACTIVATION_EVENTS } from './channel.events';

interface ActivationChangedArgs {
  workflowId?: string | null;
  channel?: string | null;
  after?: string | null;
}

@Resolver()
export class ActivationChangedResolver {
  @Subscription(() => ActivationEventInterface, {
    description:
      'Every activation, rollback, deactivation and routing, of a workflow or of the whole workspace, each event once, in order.',
    subscribe: ({ args, context }: SourceData<ChannelContext>) => subscribe(context, args),
  })
  @Extensions({ scope: 'workflows:read' })
  activationChanged(
    @Root() event: EventRecord,
    @Ctx() context: ChannelContext,
    @Arg('workflowId', () => ID, {
      nullable: true,
      description: 'Of one workflow; of the whole workspace if absent.',
    })
    _workflowId?: string | null,
    @Arg('channel', () => String, { nullable: true, description: 'Only on channels of this key.' })
    _channel?: string | null,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): ShownEvent {
    return shownEvent(event, context);
  }
}

async function subscribe(
  context: ChannelContext,
  { workflowId, channel, after }: ActivationChangedArgs,
): Promise<AsyncIterableIterator<FeedItem>> {
  const selection = {
    types: ACTIVATION_EVENTS,
    matches:
      channel == null ? undefined : (event: EventRecord) => event.facts.channelKey === channel,
  };
  if (workflowId != null) return subscribeToWorkflow(context, { workflowId, after }, selection);
  return context.services.feed.subscribe(
    { ...selection, workspaceId: context.caller.workspaceId },
    after ?? undefined,
  );
}
