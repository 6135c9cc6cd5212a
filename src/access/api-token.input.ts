import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { type Scope } from './caller';
import { ScopeType } from './scope.type';

const IDEMPOTENCY_KEY =
  'Makes repeating the request safe for 7 days: the same key and input answer with what was made then.';

@InputType({ description: 'A workspace to make.' })
export class CreateWorkspaceInput {
  @Field(() => String, {
    description: 'Unique in the installation: 1 to 64 of a-z, 0-9 and -. It cannot be changed.',
  })
  key!: string;

  @Field(() => String, { description: 'A name to show.' })
  name!: string;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'An API token to make.' })
export class CreateApiTokenInput {
  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => [ScopeType], {
    description: 'What it may do: nothing that you may not do yourself.',
  })
  scopes!: Scope[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it stops being good; never, if left out.',
  })
  expiresAt?: Date | null;

  @Field(() => String, { nullable: true, description: IDEMPOTENCY_KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'An API token to revoke.' })
export class RevokeApiTokenInput {
  @Field(() => ID, { description: 'Which token.' })
  id!: string;
}
