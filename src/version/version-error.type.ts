import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import { JsonScalar } from '../platform/graphql/scalars';
import { UserError } from '../platform/graphql/user-error';
import { ProblemType } from './graph.type';
import { RejectedSaveType, VersionType } from './version.type';

@ObjectType('VersionConflict', {
  implements: UserError,
  simpleResolvers: true,
  description: 'An expectation does not hold: what was expected, and what is.',
})
export class VersionConflictType extends UserError {
  @Field(() => String, { description: 'What you expected.' })
  expected!: string;

  @Field(() => String, { description: 'What is so.' })
  actual!: string;
}

@ObjectType('ConflictPlace', {
  simpleResolvers: true,
  description: 'A place where two contents clash.',
})
@Extensions({ scope: 'workflows:read' })
export class ConflictPlaceType {
  @Field(() => String, {
    description: 'JSON Pointer with nodes, edges and variables by their key: /nodes/greet.',
  })
  path!: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What stood there before the two parted.',
  })
  base!: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What the refused save, or the version that takes the changes in, has there.',
  })
  ours!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What the other has there.' })
  theirs!: unknown;

  @Field(() => String, { description: 'Why the two cannot both be had, for people.' })
  reason!: string;
}

@ObjectType('DraftConflict', {
  implements: UserError,
  simpleResolvers: true,
  description:
    'A stale save that clashes with what came between. Its content is kept as a rejected save.',
})
export class DraftConflictType extends UserError {
  @Field(() => Int, { description: 'The revision that the save was based on.' })
  expectedRevision!: number;

  @Field(() => Int, { description: 'The revision that the content is at.' })
  currentRevision!: number;

  @Field(() => [ConflictPlaceType], { description: 'What clashes, place by place.' })
  places!: ConflictPlaceType[];

  @Field(() => RejectedSaveType, { description: 'Where the refused content is kept.' })
  rejectedSave!: RejectedSaveType;
}

@ObjectType('MergeConflict', {
  implements: UserError,
  simpleResolvers: true,
  description: 'Two versions clash. Decide the places with resolutions.',
})
export class MergeConflictType extends UserError {
  @Field(() => [ConflictPlaceType], { description: 'What clashes, place by place.' })
  places!: ConflictPlaceType[];
}

@ObjectType('VersionSealed', {
  implements: UserError,
  simpleResolvers: true,
  description: 'The content of a sealed version never changes.',
})
export class VersionSealedType extends UserError {
  @Field(() => VersionType, { description: 'The sealed version.' })
  version!: VersionType;
}

@ObjectType('ValidationFailed', {
  implements: UserError,
  simpleResolvers: true,
  description: 'The definition has errors that stop a release.',
})
export class ValidationFailedType extends UserError {
  @Field(() => [ProblemType], { description: 'All problems, warnings too.' })
  problems!: ProblemType[];
}
