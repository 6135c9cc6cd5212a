import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { type AccessContext } from './access-context';
import { CreateWorkspaceInput } from './api-token.input';
import { CreateWorkspacePayload } from './api-token.type';
import { type Workspace } from './workspace';
import { WorkspaceType } from './workspace.type';

@Resolver(() => WorkspaceType)
export class WorkspaceResolver {
  @FieldResolver(() => String, {
    description:
      'Cursor of its newest event, read before anything else of this request: subscribe after it and nothing is missed.',
  })
  eventCursor(
    @Root() workspace: Workspace,
    @Ctx() context: AccessContext,
  ): string | Promise<string> {
    const { caller, eventCursor, services } = context;
    const isOwn = workspace.id === caller.workspaceId;
    return isOwn && eventCursor !== undefined ? eventCursor : services.feed.cursor(workspace.id);
  }

  @Extensions({ scope: 'admin' })
  @ReturnsUserErrors()
  @Mutation(() => CreateWorkspacePayload, {
    description:
      'Makes a workspace with a first admin token. Only admins of the workspace "default" may.',
  })
  async createWorkspace(
    @Ctx() context: AccessContext,
    @Arg('input', () => CreateWorkspaceInput, { description: 'What to make.' })
    input: CreateWorkspaceInput,
  ): Promise<CreateWorkspacePayload> {
    const { workspace, token, secret } = await context.services.access.workspaces.create(
      context.caller,
      input,
      input.idempotencyKey,
    );
    return { workspace, apiToken: token, secret };
  }
}
