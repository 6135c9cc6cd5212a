import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { type SourceData } from '../platform/graphql/source-data';
import { AFTER } from '../event/after';
import { type EventRecord } from '../event/event';
import { EventType } from '../event/event-type';
import { EventConnectionType, EventInterface, type ShownEvent } from '../event/event.type';
import { Connection } from '../platform/graphql/connection';
import { PageArgs, readPage } from '../platform/graphql/page';
import { type Workflow } from './workflow';
import { type WorkflowContext } from './workflow-context';
import {
  shownEvent,
  subscribeToWorkflow,
  type WorkflowSubscriptionArgs,
} from './workflow-subscription';
import { WorkflowType } from './workflow.type';

/** Events are counted up to here. */
const MOST_COUNTED = 10_000;

interface WorkflowEventsArgs extends WorkflowSubscriptionArgs {
  types?: EventType[] | null;
}

@Resolver(() => WorkflowType)
export class WorkflowEventsResolver {
  @FieldResolver(() => EventConnectionType, {
    description: 'Its log, oldest first; last: 20 gives the newest.',
  })
  async events(
    @Root() workflow: Workflow,
    @Ctx() context: WorkflowContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('types', () => [EventType], { nullable: true, description: 'Only events of these types.' })
    types?: EventType[] | null,
  ): Promise<Connection<ShownEvent>> {
    const page = readPage(args, { list: 'events', keys: ['number'] });
    const selection = {
      workspaceId: workflow.workspaceId,
      workflowId: workflow.id,
      types: types ?? undefined,
    };
    const { events, feed } = context.services;
    await feed.settle(workflow.id);
    const rows = await events.page(selection, {
      beyond: page.beyond && Number(page.beyond[0]),
      descending: page.backward,
      limit: page.limit + 1,
    });
    const shown = rows.map((event) => shownEvent(event, context));
    return new Connection(
      page,
      shown,
      ({ sequence }) => [sequence],
      () => events.count(selection, MOST_COUNTED),
    );
  }

  @Subscription(() => EventInterface, {
    description: 'Everything that happens to a workflow, each event once, in order.',
    subscribe: ({ args, context }: SourceData<WorkflowContext>) => {
      const given = args as WorkflowEventsArgs;
      return subscribeToWorkflow(context, given, {
        types: given.types ?? undefined,
      });
    },
  })
  @Extensions({ scope: 'workflows:read' })
  workflowEvents(
    @Root() event: EventRecord,
    @Ctx() context: WorkflowContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) _workflowId: string,
    @Arg('after', () => String, { nullable: true, description: AFTER }) _after?: string | null,
    @Arg('types', () => [EventType], { nullable: true, description: 'Only events of these types.' })
    _types?: EventType[] | null,
  ): ShownEvent {
    return shownEvent(event, context);
  }
}
