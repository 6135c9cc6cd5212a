import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';

export enum BlameKind {
  NODE = 'NODE',
  EDGE = 'EDGE',
}
registerEnumType(BlameKind, {
  name: 'BlameKind',
  description: 'What a blame line is of.',
  valuesConfig: {
    NODE: { description: 'A node.' },
    EDGE: { description: 'An edge.' },
  },
});

@ObjectType('FieldBlame', {
  simpleResolvers: true,
  description: "Who last changed one field of a node's config.",
})
@Extensions({ scope: 'workflows:read' })
export class FieldBlameType {
  @Field(() => String, { description: 'Name of the field at the top level of the config.' })
  field!: string;
}

@ObjectType('Blame', {
  simpleResolvers: true,
  description: 'Who last changed one node or edge.',
})
@Extensions({ scope: 'workflows:read' })
export class BlameType {
  @Field(() => BlameKind, { description: 'What it is of.' })
  kind!: BlameKind;

  @Field(() => String, { description: 'Key of the node or edge.' })
  key!: string;
}
