import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A secret to store.' })
export class SetSecretInput {
  @Field(() => String, {
    description:
      'What references call it: 1 to 100 of A-Z, a-z, 0-9 and _, not beginning with a digit.',
  })
  name!: string;

  @Field(() => String, {
    description:
      'Its value, 1 to 16,384 bytes of UTF-8; taken as it is, and never answered. Send it as a variable: documents are kept in memory for a while.',
  })
  value!: string;
}

@InputType({ description: 'A stored secret to delete.' })
export class DeleteSecretInput {
  @Field(() => String, { description: 'Which secret.' })
  name!: string;
}
