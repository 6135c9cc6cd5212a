import { type EventRecord } from '../event/event';
import { type FeedItem, type FeedSelection } from '../event/event-feed';
import { type ShownEvent, showEvent } from '../event/event.type';
import { notFound } from '../platform/refusal';
import { type WorkflowContext } from './workflow-context';

/** Arguments that subscriptions to one workflow have alike. */
export interface WorkflowSubscriptionArgs {
  workflowId: string;
  after?: string | null;
}

/**
 * Events of one workflow from `after` on.
 * @throws Refusal NOT_FOUND where the caller's workspace has no such workflow.
 */
export async function subscribeToWorkflow(
  { caller, services, loaders }: WorkflowContext,
  { workflowId, after }: WorkflowSubscriptionArgs,
  selection: Omit<FeedSelection, 'workspaceId' | 'workflowId'> = {},
): Promise<AsyncIterableIterator<FeedItem>> {
  if (!(await loaders.workflows.byId(workflowId))) throw notFound('This workflow', ['workflowId']);
  return services.feed.subscribe(
    { ...selection, workspaceId: caller.workspaceId, workflowId },
    after ?? undefined,
  );
}

/** The event of a subscription as GraphQL shows it. */
export function shownEvent(event: EventRecord, { services }: WorkflowContext): ShownEvent {
  return showEvent(event, services.feed.cursorOf(event));
}
