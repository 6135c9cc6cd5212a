import {
  Arg,
  Ctx,
  Extensions,
  Field,
  FieldResolver,
  ID,
  InputType,
  Mutation,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { type SourceData } from '../platform/graphql/source-data';
import { ActorType } from '../platform/graphql/actor.type';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { Payload, ReturnsUserErrors } from '../platform/graphql/user-error';
import { invalidInput, notFound } from '../platform/refusal';
import { SELECTION_BYTES, type Viewer } from './presence';
import { type Workflow } from './workflow';
import { type WorkflowContext } from './workflow-context';
import { WorkflowInput } from './workflow.input';
import { checkClientId } from './workflow.rules';
import { WorkflowType } from './workflow.type';

const MOST_SELECTED = 100;

@ObjectType('Viewer', { simpleResolvers: true, description: 'Somebody who has a workflow open.' })
@Extensions({ scope: 'workflows:read' })
export class ViewerType {
  @Field(() => String, { description: 'Names the open editor; one person may have several.' })
  clientId!: string;

  @Field(() => ActorType, { description: 'Who it is.' })
  actor!: ActorType;

  @Field(() => [String], { description: 'Keys of the nodes and edges that are selected there.' })
  selection!: string[];

  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since!: string;
}

@InputType({ description: 'What you have selected in a workflow that you have open.' })
export class SetSelectionInput extends WorkflowInput {
  @Field(() => String, { description: 'The clientId that you watch with.' })
  clientId!: string;

  @Field(() => [String], {
    description: 'Keys of the selected nodes and edges, 100 and 4,000 bytes at most.',
  })
  selection!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'What setting a selection answers.' })
export class SetSelectionPayload extends Payload {
  @Field(() => [ViewerType], { nullable: true, description: 'Those who have the workflow open.' })
  viewers?: Viewer[];
}

@Resolver(() => WorkflowType)
export class PresenceResolver {
  @FieldResolver(() => [ViewerType], { description: 'Who has it open now.' })
  viewers(@Root() workflow: Workflow, @Ctx() { services }: WorkflowContext): Viewer[] {
    return services.presence.viewers(workflow.workspaceId, workflow.id);
  }

  @Mutation(() => SetSelectionPayload, {
    description:
      'Shows the others what you have selected; viewersChanged with your clientId must be open.',
  })
  @Extensions({ scope: 'workflows:read' })
  @ReturnsUserErrors()
  async setSelection(
    @Ctx() { services, caller }: WorkflowContext,
    @Arg('input', () => SetSelectionInput, { description: 'What, and where.' })
    input: SetSelectionInput,
  ): Promise<SetSelectionPayload> {
    const { workflowId, clientId, selection } = input;
    checkClientId(clientId);
    if (selection.length > MOST_SELECTED)
      throw invalidInput(`At most ${MOST_SELECTED} keys are shown.`, ['selection']);
    if (Buffer.byteLength(JSON.stringify(selection)) > SELECTION_BYTES)
      throw invalidInput(`The keys together take at most ${SELECTION_BYTES} bytes.`, ['selection']);
    if (
      !services.presence.select(caller.workspaceId, workflowId, clientId, caller.actor, selection)
    ) {
      throw notFound('A viewer of that clientId', ['clientId']);
    }
    return { viewers: services.presence.viewers(caller.workspaceId, workflowId) };
  }

  @Subscription(() => [ViewerType], {
    description:
      'Who has a workflow open, at once and whenever somebody comes, selects or goes. With a clientId you are among them.',
    subscribe: ({ args, context }: SourceData<WorkflowContext>) =>
      watch(context, args as WatchArgs),
  })
  @Extensions({ scope: 'workflows:read' })
  viewersChanged(
    @Root() viewers: Viewer[],
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) _workflowId: string,
    @Arg('clientId', () => String, {
      nullable: true,
      description: 'Names your editor and enters you as a viewer; absent, you only watch.',
    })
    _clientId?: string | null,
  ): Viewer[] {
    return viewers;
  }
}

interface WatchArgs {
  workflowId: string;
  clientId?: string | null;
}

async function watch(
  { caller, services, loaders }: WorkflowContext,
  { workflowId, clientId }: WatchArgs,
): Promise<AsyncIterableIterator<Viewer[]>> {
  if (!(await loaders.workflows.byId(workflowId))) throw notFound('This workflow', ['workflowId']);
  checkClientId(clientId);
  const viewer = clientId == null ? undefined : { clientId, actor: caller.actor };
  return services.presence.watch(caller.workspaceId, workflowId, viewer);
}
