import {
  Arg,
  Args,
  Ctx,
  Extensions,
  FieldResolver,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type Connection } from '../platform/graphql/connection';
import { PageArgs } from '../platform/graphql/page';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { type AccessContext } from './access-context';
import { type Secret } from './secret';
import { DeleteSecretInput, SetSecretInput } from './secret.input';
import {
  DeleteSecretPayload,
  SecretConnectionType,
  SecretType,
  SetSecretPayload,
} from './secret.type';

@Resolver(() => SecretType)
export class SecretResolver {
  @FieldResolver(() => Boolean, {
    description:
      'Whether it can be decrypted with the key that the server has now. What needs it fails with SECRET_UNREADABLE if not.',
  })
  readable(@Root() secret: Secret): boolean | Promise<boolean> {
    return secret.isReadable();
  }

  @Extensions({ scope: 'admin' })
  @Query(() => SecretConnectionType, {
    description: 'The secrets of your workspace by name, without their values.',
  })
  secrets(@Ctx() context: AccessContext, @Args() args: PageArgs): Promise<Connection<Secret>> {
    return context.services.secrets.page(context.caller.workspaceId, args);
  }

  @Extensions({ scope: 'admin', takesSecrets: true })
  @ReturnsUserErrors()
  @Mutation(() => SetSecretPayload, {
    description:
      'Stores a secret of your workspace, encrypted, or replaces its value. Runs that need it from now on get the new value.',
  })
  setSecret(
    @Ctx() context: AccessContext,
    @Arg('input', () => SetSecretInput, { description: 'What to store.' })
    input: SetSecretInput,
  ): Promise<SetSecretPayload> {
    return context.services.secrets.set(context.caller, input.name, input.value);
  }

  @Extensions({ scope: 'admin' })
  @ReturnsUserErrors()
  @Mutation(() => DeleteSecretPayload, {
    description:
      'Deletes a stored secret of your workspace. What needs it fails from now on, unless the environment has one of that name.',
  })
  async deleteSecret(
    @Ctx() context: AccessContext,
    @Arg('input', () => DeleteSecretInput, { description: 'What to delete.' })
    input: DeleteSecretInput,
  ): Promise<DeleteSecretPayload> {
    await context.services.secrets.delete(context.caller, input.name);
    return { deletedSecretName: input.name };
  }
}
