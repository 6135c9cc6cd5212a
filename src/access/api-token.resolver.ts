import { Arg, Args, Ctx, Extensions, Mutation, Query, Resolver } from 'type-graphql';
import { type Connection } from '../platform/graphql/connection';
import { PageArgs } from '../platform/graphql/page';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { type AccessContext } from './access-context';
import { type ApiToken } from './api-token';
import { CreateApiTokenInput, RevokeApiTokenInput } from './api-token.input';
import {
  ApiTokenConnectionType,
  ApiTokenType,
  CreateApiTokenPayload,
  RevokeApiTokenPayload,
} from './api-token.type';

@Resolver(() => ApiTokenType)
export class ApiTokenResolver {
  @Extensions({ scope: 'admin' })
  @Query(() => ApiTokenConnectionType, {
    description: 'The API tokens of your workspace, newest first, the revoked among them.',
  })
  apiTokens(@Ctx() context: AccessContext, @Args() args: PageArgs): Promise<Connection<ApiToken>> {
    return context.services.access.tokens.page(context.caller.workspaceId, args);
  }

  @Extensions({ scope: 'admin' })
  @ReturnsUserErrors()
  @Mutation(() => CreateApiTokenPayload, {
    description: 'Makes an API token of your workspace and shows its secret, this once.',
  })
  async createApiToken(
    @Ctx() context: AccessContext,
    @Arg('input', () => CreateApiTokenInput, { description: 'What to make.' })
    input: CreateApiTokenInput,
  ): Promise<CreateApiTokenPayload> {
    const request = { ...input, expiresAt: input.expiresAt?.toISOString() };
    const { token, secret } = await context.services.access.tokens.create(
      context.caller,
      request,
      input.idempotencyKey,
    );
    return { apiToken: token, secret };
  }

  @Extensions({ scope: 'admin' })
  @ReturnsUserErrors()
  @Mutation(() => RevokeApiTokenPayload, {
    description: 'Revokes an API token at once: requests with it are refused, its sockets closed.',
  })
  async revokeApiToken(
    @Ctx() context: AccessContext,
    @Arg('input', () => RevokeApiTokenInput, { description: 'What to revoke.' })
    input: RevokeApiTokenInput,
  ): Promise<RevokeApiTokenPayload> {
    return { apiToken: await context.services.access.tokens.revoke(context.caller, input.id) };
  }
}
