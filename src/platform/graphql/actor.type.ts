import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { type Actor } from '../actor';

enum ActorKind {
  USER = 'USER',
  TOKEN = 'TOKEN',
  SYSTEM = 'SYSTEM',
  IMPORTED = 'IMPORTED',
}
registerEnumType(ActorKind, {
  name: 'ActorKind',
  description: 'What an actor is.',
  valuesConfig: {
    USER: { description: 'A person.' },
    TOKEN: { description: 'An API token.' },
    SYSTEM: { description: 'The server itself.' },
    IMPORTED: { description: 'A name read from an imported file.' },
  },
});

@ObjectType('Actor', {
  description: 'Who did something, as named on that day.',
  simpleResolvers: true,
})
export class ActorType implements Actor {
  @Field(() => ID, { description: 'Stable within the workspace.' })
  id!: string;

  @Field(() => ActorKind, { description: 'What kind of actor it is.' })
  kind!: Actor['kind'];

  @Field(() => String, { description: 'A name to show.' })
  name!: string;
}
