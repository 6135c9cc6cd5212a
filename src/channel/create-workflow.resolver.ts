import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { DeleteWorkflowPayload, WorkflowPayload } from '../workflow/workflow.type';
import { type ChannelContext } from './channel-context';
import { CreateWorkflowInput, DeleteWorkflowInput, ForkWorkflowInput } from './channel.input';

@Resolver()
export class CreateWorkflowResolver {
  @Mutation(() => WorkflowPayload, {
    description: 'Makes a workflow with its draft and the channel live, routing nowhere.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async createWorkflow(
    @Ctx() { services, caller, loaders }: ChannelContext,
    @Arg('input', () => CreateWorkflowInput, { description: 'What to make.' })
    input: CreateWorkflowInput,
  ): Promise<WorkflowPayload> {
    const id = await services.createWorkflow.create(caller, input);
    return { workflow: await loaders.workflows.byId(id) };
  }

  @Mutation(() => WorkflowPayload, {
    description:
      'Starts a new workflow at version 1 from a version, the draft, or a definition given directly.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async forkWorkflow(
    @Ctx() { services, caller, loaders }: ChannelContext,
    @Arg('input', () => ForkWorkflowInput, { description: 'What to fork.' })
    { workflowId, version, ...input }: ForkWorkflowInput,
  ): Promise<WorkflowPayload> {
    const id = await services.createWorkflow.fork(caller, {
      ...input,
      sourceWorkflowId: workflowId,
      sourceVersion: version,
    });
    return { workflow: await loaders.workflows.byId(id) };
  }

  @Mutation(() => DeleteWorkflowPayload, {
    description:
      'Removes a workflow that never ran and was never activated; everything else is archived.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async deleteWorkflow(
    @Ctx() { services, caller }: ChannelContext,
    @Arg('input', () => DeleteWorkflowInput, { description: 'Which.' }) input: DeleteWorkflowInput,
  ): Promise<DeleteWorkflowPayload> {
    const workflow = await services.createWorkflow.delete(caller, input.workflowId);
    return { deletedWorkflowId: workflow.id };
  }
}
