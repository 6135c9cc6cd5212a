import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { type Secret, type SecretOrigin } from './secret';

const SecretOriginType = { STORED: 'STORED', ENVIRONMENT: 'ENVIRONMENT' } as const;

registerEnumType(SecretOriginType, {
  name: 'SecretOrigin',
  description: "Where a secret's value comes from.",
  valuesConfig: {
    STORED: { description: 'From setSecret; it is kept encrypted.' },
    ENVIRONMENT: {
      description:
        'From the variable SECRETS_<NAME> of the server. Only the workspace "default" has such; a stored one of the same name goes before.',
    },
  },
});

@Extensions({ scope: 'admin' })
@ObjectType('Secret', {
  simpleResolvers: true,
  description:
    'A text that definitions refer to by {{secrets.NAME}}. Its value is never answered, only put in where a run needs it.',
})
export class SecretType implements Omit<Secret, 'isReadable'> {
  @Field(() => String, { description: 'What references call it; unique in the workspace.' })
  name!: string;

  @Field(() => SecretOriginType, { description: 'Where its value comes from.' })
  origin!: SecretOrigin;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was first set; null for one of the environment.',
  })
  createdAt!: string | null;

  @Field(() => ActorType, {
    nullable: true,
    description: 'Who first set it; null for one of the environment.',
  })
  createdBy!: ActorType | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its value was last set; null for one of the environment.',
  })
  updatedAt!: string | null;

  @Field(() => ActorType, {
    nullable: true,
    description: 'Who last set its value; null for one of the environment.',
  })
  updatedBy!: ActorType | null;
}

export const SecretConnectionType = connectionType('Secret', () => SecretType);

@ObjectType({ simpleResolvers: true, description: 'What setSecret answers.' })
export class SetSecretPayload extends Payload {
  @Field(() => SecretType, {
    nullable: true,
    description: 'The secret, without its value; null when refused.',
  })
  secret?: Secret;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is new; false where a value was replaced, null when refused.',
  })
  created?: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'What deleteSecret answers.' })
export class DeleteSecretPayload extends Payload {
  @Field(() => String, {
    nullable: true,
    description: 'Name of the secret that is gone; null when refused.',
  })
  deletedSecretName?: string;
}
