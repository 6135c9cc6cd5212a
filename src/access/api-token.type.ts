import { Extensions, Field, ObjectType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { Node, registerNode } from '../platform/graphql/node';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { type ApiToken, TOKEN_ID_PREFIX } from './api-token';
import { type Scope } from './caller';
import { ScopeType } from './scope.type';
import { type Workspace } from './workspace';
import { WorkspaceType } from './workspace.type';

registerNode(TOKEN_ID_PREFIX, 'ApiToken');

@Extensions({ scope: 'admin' })
@ObjectType('ApiToken', {
  implements: Node,
  simpleResolvers: true,
  description: 'A key to the API of one workspace. Its secret is shown once and not kept.',
})
export class ApiTokenType extends Node implements Omit<ApiToken, 'workspaceId'> {
  @Field(() => String, { description: 'What it is for, in the words of whoever made it.' })
  name!: string;

  @Field(() => [ScopeType], { description: 'What it may do.' })
  scopes!: Scope[];

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who made it.' })
  createdBy!: ActorType;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it stops being good; null for never.',
  })
  expiresAt!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was revoked; null while it is not.',
  })
  revokedAt!: string | null;
}

export const ApiTokenConnectionType = connectionType('ApiToken', () => ApiTokenType);

@ObjectType({ simpleResolvers: true, description: 'What createApiToken answers.' })
export class CreateApiTokenPayload extends Payload {
  @Field(() => ApiTokenType, { nullable: true, description: 'The new token; null when refused.' })
  apiToken?: ApiToken;

  @Field(() => String, {
    nullable: true,
    description:
      'What to send as "Authorization: Bearer …". Shown this once; null when refused, and when an idempotencyKey answers for an earlier request.',
  })
  secret?: string;
}

@ObjectType({ simpleResolvers: true, description: 'What revokeApiToken answers.' })
export class RevokeApiTokenPayload extends Payload {
  @Field(() => ApiTokenType, {
    nullable: true,
    description: 'The token as it is now; null when refused.',
  })
  apiToken?: ApiToken;
}

@ObjectType({ simpleResolvers: true, description: 'What createWorkspace answers.' })
export class CreateWorkspacePayload extends Payload {
  @Field(() => WorkspaceType, {
    nullable: true,
    description: 'The new workspace; null when refused.',
  })
  workspace?: Workspace;

  @Field(() => ApiTokenType, {
    nullable: true,
    description: 'Its first admin token; null when refused.',
  })
  apiToken?: ApiToken;

  @Field(() => String, {
    nullable: true,
    description:
      'The secret of that token. Shown this once; null when refused, and when an idempotencyKey answers for an earlier request.',
  })
  secret?: string;
}
