import { type EventRecord } from './event';
import { LAST_EVENT } from './event-type';
import { type EventSelection } from './event.store';

/** Which events a subscriber wants; `matches` decides on what the table cannot. */
export interface FeedSelection extends EventSelection {
  matches?: (event: EventRecord) => boolean;
}

/** Whether a subscriber gets `event`. */
export function isWanted(
  { workflowId, types, matches }: FeedSelection,
  event: EventRecord,
): boolean {
  if (workflowId && workflowId !== event.workflowId) return false;
  if (types && !types.includes(event.type)) return false;
  return matches?.(event) ?? true;
}

/** Whether nothing can follow `event` in what is selected. */
export function isLast({ workflowId }: FeedSelection, event: EventRecord): boolean {
  return event.type === LAST_EVENT && event.workflowId === workflowId;
}

/** What to read from the table, so that the end of a workflow's log is seen also where it is not wanted. */
export function withLast(selection: FeedSelection): EventSelection {
  const { workspaceId, workflowId, types } = selection;
  if (!workflowId || !types) return selection;
  return { workspaceId, workflowId, types: [...types, LAST_EVENT] };
}
