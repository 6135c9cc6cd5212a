import { Extensions, Field, ID, Int, InterfaceType, registerEnumType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { meaningsAsDescriptions } from '../platform/graphql/enum-descriptions';
import { typeNameOf } from '../platform/graphql/node';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { type EventRecord } from './event';
import { EVENT_MEANINGS, EventType, eventName, eventTypeName } from './event-type';

registerEnumType(EventType, {
  name: 'EventType',
  description: 'What happened; docs/events.md explains each.',
  valuesConfig: meaningsAsDescriptions(EVENT_MEANINGS),
});

/** An event as GraphQL shows it: the stored facts, objects resolved as they are now. */
export interface ShownEvent extends EventRecord {
  __typename: string;
  id: string;
  name: string;
  cursor: string;
}

/** @param cursor the event's own place in the feed. */
export function showEvent(event: EventRecord, cursor: string): ShownEvent {
  return {
    ...event.facts,
    ...event,
    __typename: eventTypeName(event.type),
    id: `evt_${event.workflowId.slice(3)}_${event.sequence}`,
    name: eventName(event.type),
    cursor,
  };
}

@InterfaceType('Event', {
  description:
    "An entry in a workflow's append-only log. Its facts are stored with it; objects in it are shown as they are now.",
  resolveType: typeNameOf,
})
@Extensions({ scope: 'workflows:read' })
export abstract class EventInterface {
  @Field(() => ID, { description: 'Global and opaque.' })
  id!: string;

  @Field(() => Int, { description: 'From 1, per workflow, without gaps.' })
  sequence!: number;

  @Field(() => String, {
    description: 'Its place in the feed: give it as after to go on from here.',
  })
  cursor!: string;

  @Field(() => EventType, { description: 'What happened.' })
  type!: EventType;

  @Field(() => String, { description: 'What happened, dotted: workflow.version.activated.' })
  name!: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: string;

  @Field(() => ActorType, { description: 'Who did it.' })
  actor!: ActorType;
}

export const EventConnectionType = connectionType('Event', () => EventInterface as never);
