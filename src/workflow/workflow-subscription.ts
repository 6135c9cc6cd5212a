import { type EventRecord } from '../event/event';
import { type FeedItem } from '../event/feed-iterator';
import { type FeedSelection } from '../event/feed-selection';
import { type ShownEvent, showEvent } from '../event/event.type';
import { notFound } from '../platform/refusal';
import { type WorkflowContext } from './workflow-context';

/** Arguments that subscriptions to one workflow have alike. */
export interface WorkflowSubscriptionArgs {
  workflowId: string;
  after?: string | null;
}

/**
 * Events of one workflow from `after` on, until it is deleted. Of one that is deleted already
 * there are those that `after` leaves.
 * @throws Refusal NOT_FOUND where the caller's workspace has no such workflow.
 */
export async function subscribeToWorkflow(
  { caller, services, loaders }: WorkflowContext,
  { workflowId, after }: WorkflowSubscriptionArgs,
  wanted: Omit<FeedSelection, 'workspaceId' | 'workflowId'> = {},
): Promise<AsyncIterableIterator<FeedItem>> {
  const { feed } = services;
  const selection = { ...wanted, workspaceId: caller.workspaceId, workflowId };
  if (after == null) {
    // looked for after the subscription has its place: a deletion comes before the one or in the other
    const events = await feed.subscribe(selection, undefined);
    if (await loaders.workflows.byId(workflowId)) return events;
    await events.return?.();
    throw notFound('This workflow', ['workflowId']);
  }
  if (await loaders.workflows.byId(workflowId)) return feed.subscribe(selection, after);
  const events = await feed.replayDeleted(selection, after);
  if (!events) throw notFound('This workflow', ['workflowId']);
  return events;
}

/** The event of a subscription as GraphQL shows it. */
export function shownEvent(event: EventRecord, { services }: WorkflowContext): ShownEvent {
  return showEvent(event, services.feed.cursorOf(event));
}
