import { Ctx, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { type EventRecord } from '../event/event';
import { EventInterface } from '../event/event.type';
import { type Workflow } from './workflow';
import { type WorkflowContext } from './workflow-context';
import { WorkflowType } from './workflow.type';

const shown = { implements: EventInterface, simpleResolvers: true };

@ObjectType('WorkflowCreated', {
  ...shown,
  description: 'A workflow was made, with its draft and the channel live.',
})
export class WorkflowCreatedType extends EventInterface {
  @Field(() => String, { description: 'Its key of that day.' })
  workflowKey!: string;

  @Field(() => String, { description: 'Its name of that day.' })
  workflowName!: string;

  @Field(() => ID, { nullable: true, description: 'The workflow that it was forked from.' })
  forkedFromWorkflowId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Origin of the bundle that it was imported from.',
  })
  importedFromOrigin!: string | null;
}

@ObjectType('WorkflowUpdated', {
  ...shown,
  description: 'Name, key, description, sealing, limits or retention were changed.',
})
export class WorkflowUpdatedType extends EventInterface {
  @Field(() => [String], { description: 'Names of the fields that were changed.' })
  changed!: string[];
}

@ObjectType('WorkflowPaused', { ...shown, description: 'New runs are refused from now on.' })
export class WorkflowPausedType extends EventInterface {
  @Field(() => String, { description: 'Why.' })
  reason!: string;
}

@ObjectType('WorkflowResumed', { ...shown, description: 'New runs are taken again.' })
export class WorkflowResumedType extends EventInterface {}

@ObjectType('WorkflowArchived', { ...shown, description: 'The workflow was taken out of use.' })
export class WorkflowArchivedType extends EventInterface {}

@ObjectType('WorkflowUnarchived', {
  ...shown,
  description: 'The workflow was taken into use again.',
})
export class WorkflowUnarchivedType extends EventInterface {}

@ObjectType('WorkflowDeleted', { ...shown, description: 'The workflow is gone; its log stays.' })
export class WorkflowDeletedType extends EventInterface {
  @Field(() => String, { description: 'Its key of that day.' })
  workflowKey!: string;

  @Field(() => String, { description: 'Its name of that day.' })
  workflowName!: string;
}

/** What workflows add to events. */
@Resolver(() => EventInterface)
export class EventWorkflowResolver {
  @FieldResolver(() => WorkflowType, {
    nullable: true,
    description: 'The workflow as it is now; null once it is deleted.',
  })
  async workflow(
    @Root() event: EventRecord,
    @Ctx() { loaders }: WorkflowContext,
  ): Promise<Workflow | undefined> {
    return loaders.workflows.byId(event.workflowId);
  }
}

export const workflowEventTypes = [
  WorkflowCreatedType,
  WorkflowUpdatedType,
  WorkflowPausedType,
  WorkflowResumedType,
  WorkflowArchivedType,
  WorkflowUnarchivedType,
  WorkflowDeletedType,
];
