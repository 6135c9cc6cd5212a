import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import { type Actor } from '../platform/actor';
import { ActorType } from '../platform/graphql/actor.type';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { type Revision, type Version } from '../version/version';
import { RevisionType, VersionType } from '../version/version.type';

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

/** Who stands behind a line: what all lines have. */
@ObjectType({ simpleResolvers: true })
export abstract class ChangeSource {
  @Field(() => VersionType, {
    nullable: true,
    description: 'The version that holds the change; the draft until it is saved.',
  })
  version?: Version;

  @Field(() => RevisionType, {
    nullable: true,
    description:
      'The revision that made the change, of the draft for most. Retention keeps it as long as a line refers to it.',
  })
  revision?: Revision;

  @Field(() => ActorType, { nullable: true, description: 'Who made the change.' })
  changedBy?: Actor;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the change was made.' })
  changedAt?: string;
}

@ObjectType('FieldBlame', {
  simpleResolvers: true,
  description: "Who last changed one field of a node's config.",
})
@Extensions({ scope: 'workflows:read' })
export class FieldBlameType extends ChangeSource {
  @Field(() => String, { description: 'Name of the field at the top level of the config.' })
  field!: string;
}

@ObjectType('Blame', { simpleResolvers: true, description: 'Who last changed one node or edge.' })
@Extensions({ scope: 'workflows:read' })
export class BlameType extends ChangeSource {
  @Field(() => BlameKind, { description: 'What it is of.' })
  kind!: BlameKind;

  @Field(() => String, { description: 'Key of the node or edge.' })
  key!: string;
}
