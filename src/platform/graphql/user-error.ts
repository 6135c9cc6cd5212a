import {
  Field,
  InterfaceType,
  type MiddlewareFn,
  ObjectType,
  registerEnumType,
  UseMiddleware,
} from 'type-graphql';
import { Refusal } from '../refusal';
import { typeNameOf } from './node';
import { meaningsAsDescriptions } from './enum-descriptions';
import { USER_ERROR_MEANINGS, UserErrorCode } from './user-error-code';

registerEnumType(UserErrorCode, {
  name: 'UserErrorCode',
  description: 'What kind of refusal it is; cause and cure of each stand in docs/errors.md.',
  valuesConfig: meaningsAsDescriptions(USER_ERROR_MEANINGS),
});

@InterfaceType('UserError', {
  description:
    'A refusal that the caller can mend. The mutation that answers one changed nothing; but of a DraftConflict the refused content is kept, and a LIMIT_HIT has paused the workflow.',
  resolveType: typeNameOf,
})
export abstract class UserError {
  @Field(() => String, { description: 'What is wrong and where, for people.' })
  message!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Path of the input field that is to blame, if one is.',
  })
  field?: string[];

  @Field(() => UserErrorCode, { description: 'What kind of refusal it is, for programs.' })
  code!: UserErrorCode;
}

@ObjectType('BasicUserError', {
  implements: UserError,
  simpleResolvers: true,
  description: 'A refusal that needs no more data than its code.',
})
export class BasicUserErrorType extends UserError {}

/** What every mutation answers. */
@ObjectType({ simpleResolvers: true })
export abstract class Payload {
  @Field(() => [UserError], { description: 'Why nothing was changed; empty on success.' })
  userErrors?: UserError[];
}

/** What a mutation asks of a request's context. */
export interface MutationContext {
  /** Forgets what was read: what another mutation of the same document saw may be old now. */
  renewLoaders(): void;
}

const catchRefusals: MiddlewareFn = async (_, next) => {
  try {
    const payload = (await next()) as Payload;
    payload.userErrors = [];
    return payload;
  } catch (error) {
    if (error instanceof Refusal) return { userErrors: [toUserError(error)] };
    throw error;
  }
};

const renewLoaders: MiddlewareFn<MutationContext> = ({ context }, next) => {
  context.renewLoaders();
  return next();
};

/** Turns a refusal that a mutation throws into its payload's user errors. */
export function ReturnsUserErrors(): ReturnType<typeof UseMiddleware> {
  return UseMiddleware(renewLoaders, catchRefusals);
}

/** Turns a refusal of a preview, which is a query, into user errors of its result. */
export function CarriesUserErrors(): ReturnType<typeof UseMiddleware> {
  return UseMiddleware(catchRefusals);
}

/** A refusal as GraphQL shows it. */
export function toUserError(refusal: Refusal) {
  const { typeName, code, message, field, details } = refusal;
  return { __typename: typeName, code, message, field, ...details };
}
