import { Arg, Ctx, Extensions, ID, Resolver, Root, Subscription } from 'type-graphql';
import { type SourceData } from '../platform/graphql/source-data';
import { AFTER } from '../event/after';
import { type EventRecord } from '../event/event';
import { EventType } from '../event/event-type';
import { type ShownEvent } from '../event/event.type';
import {
  shownEvent,
  subscribeToWorkflow,
  type WorkflowSubscriptionArgs,
} from '../workflow/workflow-subscription';
import { type VersionContext } from './version-context';
import { DraftEventInterface, VersionEventInterface } from './version-event.type';

const DRAFT_EVENTS = [
  EventType.DRAFT_SAVED,
  EventType.LAYOUT_SAVED,
  EventType.DRAFT_RESTORED,
  EventType.DRAFT_DISCARDED,
];
const VERSION_EVENTS = [
  EventType.VERSION_SAVED,
  EventType.VERSION_EDITED,
  EventType.VERSION_RENAMED,
  EventType.VERSION_SEALED,
  EventType.VERSION_ARCHIVED,
  EventType.VERSION_UNARCHIVED,
  EventType.VERSION_DELETED,
];

@Resolver()
export class VersionSubscriptionsResolver {
  @Subscription(() => DraftEventInterface, {
    description: 'Every change of a draft and its layout, each event once, in order.',
    subscribe: ({ args, context }: SourceData<VersionContext>) =>
      subscribeToWorkflow(context, args as WorkflowSubscriptionArgs, {
        types: DRAFT_EVENTS,
      }),
  })
  @Extensions({ scope: 'workflows:read' })
  draftChanged(
    @Root() event: EventRecord,
    @Ctx() context: VersionContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) _workflowId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): ShownEvent {
    return shownEvent(event, context);
  }

  @Subscription(() => VersionEventInterface, {
    description: 'Every change of the saved versions of a workflow, each event once, in order.',
    subscribe: ({ args, context }: SourceData<VersionContext>) =>
      subscribeToWorkflow(context, args as WorkflowSubscriptionArgs, {
        types: VERSION_EVENTS,
      }),
  })
  @Extensions({ scope: 'workflows:read' })
  versionChanged(
    @Root() event: EventRecord,
    @Ctx() context: VersionContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) _workflowId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
  ): ShownEvent {
    return shownEvent(event, context);
  }
}
