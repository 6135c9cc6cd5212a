import { type Actor } from '../platform/actor';
import { type EventType } from './event-type';

/** Facts of an event: ids, numbers and digests as of that moment. Never content, never secrets. */
export type EventFacts = Record<string, string | number | boolean | null | string[]>;

/** Something to be written to the log, in the transaction that it reports. */
export interface NewEvent {
  type: EventType;
  facts: EventFacts;
}

/** An entry of a workflow's append-only log. */
export interface EventRecord {
  workspaceId: string;
  workflowId: string;
  /** From 1, without gaps, per workflow. */
  sequence: number;
  /** From 1, per workspace, in the order in which the feed shows events. */
  position: number;
  type: EventType;
  occurredAt: string;
  actor: Actor;
  facts: EventFacts;
}
