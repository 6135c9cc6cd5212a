import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { Connection } from '../platform/graphql/connection';
import { PageArgs, readPage } from '../platform/graphql/page';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { invalidInput } from '../platform/refusal';
import { type Workflow, WORKFLOW_ORDERS, type WorkflowOrder } from './workflow';
import { type WorkflowContext } from './workflow-context';
import {
  ArchiveWorkflowInput,
  PauseWorkflowInput,
  ResumeWorkflowInput,
  UnarchiveWorkflowInput,
  UpdateWorkflowInput,
  WorkflowFilter,
  WorkflowOrderBy,
} from './workflow.input';
import { WorkflowConnectionType, WorkflowPayload, WorkflowType } from './workflow.type';

@Resolver(() => WorkflowType)
export class WorkflowResolver {
  @Query(() => WorkflowType, {
    nullable: true,
    description: 'A workflow by id or key; null where there is none.',
  })
  @Extensions({ scope: 'workflows:read' })
  async workflow(
    @Ctx() { loaders }: WorkflowContext,
    @Arg('id', () => ID, { nullable: true, description: 'Its id; or give its key.' })
    id?: string | null,
    @Arg('key', () => String, { nullable: true, description: 'Its key; or give its id.' })
    key?: string | null,
  ): Promise<Workflow | undefined> {
    if ((id == null) === (key == null)) throw invalidInput('Give either id or key.', ['id']);
    return id != null ? loaders.workflows.byId(id) : loaders.workflows.byKey(key!);
  }

  @Query(() => WorkflowConnectionType, { description: 'The workflows of your workspace.' })
  @Extensions({ scope: 'workflows:read' })
  async workflows(
    @Ctx() { loaders }: WorkflowContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('orderBy', () => WorkflowOrderBy, {
      defaultValue: WorkflowOrderBy.UPDATED_AT_DESC,
      description: 'In which order.',
    })
    orderBy: WorkflowOrderBy,
    @Arg('filter', () => WorkflowFilter, { nullable: true, description: 'Which of them.' })
    filter?: WorkflowFilter | null,
  ): Promise<Connection<Workflow>> {
    const page = readPage(args, { list: `workflows ${orderBy}`, keys: ['string', 'string'] });
    const order: WorkflowOrder = orderBy;
    const selection = {
      search: filter?.search,
      statuses: filter?.status,
      includeArchived: filter?.includeArchived ?? false,
    };
    const rows = await loaders.workflows.page(selection, order, page);
    const { member } = WORKFLOW_ORDERS[order];
    return new Connection(
      page,
      rows,
      (workflow) => [workflow[member], workflow.id],
      () => loaders.workflows.count(selection),
    );
  }

  @Mutation(() => WorkflowPayload, {
    description: 'Changes name, key, description, sealing, limits or retention.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async updateWorkflow(
    @Ctx() { services, caller }: WorkflowContext,
    @Arg('input', () => UpdateWorkflowInput, { description: 'What to change.' })
    input: UpdateWorkflowInput,
  ): Promise<WorkflowPayload> {
    return { workflow: await services.workflows.update(caller, input.workflowId, input) };
  }

  @Mutation(() => WorkflowPayload, {
    description: 'Refuses new runs with a reason; runs under way finish, the routing stays.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async pauseWorkflow(
    @Ctx() { services, caller }: WorkflowContext,
    @Arg('input', () => PauseWorkflowInput, { description: 'Which, and why.' })
    input: PauseWorkflowInput,
  ): Promise<WorkflowPayload> {
    return { workflow: await services.workflows.pause(caller, input.workflowId, input.reason) };
  }

  @Mutation(() => WorkflowPayload, { description: 'Takes new runs again.' })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async resumeWorkflow(
    @Ctx() { services, caller }: WorkflowContext,
    @Arg('input', () => ResumeWorkflowInput, { description: 'Which.' }) input: ResumeWorkflowInput,
  ): Promise<WorkflowPayload> {
    return { workflow: await services.workflows.resume(caller, input.workflowId) };
  }

  @Mutation(() => WorkflowPayload, {
    description: 'Takes a workflow out of use; runs under way finish.',
  })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async archiveWorkflow(
    @Ctx() { services, caller }: WorkflowContext,
    @Arg('input', () => ArchiveWorkflowInput, { description: 'Which.' })
    input: ArchiveWorkflowInput,
  ): Promise<WorkflowPayload> {
    return { workflow: await services.workflows.archive(caller, input.workflowId) };
  }

  @Mutation(() => WorkflowPayload, { description: 'Takes a workflow into use again.' })
  @Extensions({ scope: 'releases:write' })
  @ReturnsUserErrors()
  async unarchiveWorkflow(
    @Ctx() { services, caller }: WorkflowContext,
    @Arg('input', () => UnarchiveWorkflowInput, { description: 'Which.' })
    input: UnarchiveWorkflowInput,
  ): Promise<WorkflowPayload> {
    return { workflow: await services.workflows.unarchive(caller, input.workflowId) };
  }

  @FieldResolver(() => String, {
    description:
      "Cursor of the workspace's newest event, read before anything else of this request: subscribe after it and nothing is missed.",
  })
  eventCursor(
    @Root() _workflow: Workflow,
    @Ctx() { caller, eventCursor, services }: WorkflowContext,
  ): string | Promise<string> {
    return eventCursor ?? services.feed.cursor(caller.workspaceId);
  }
}
