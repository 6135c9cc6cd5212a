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
  description: 'A place that a refused save would have changed.',
})
@Extensions({ scope: 'workflows:read' })
export class ConflictPlaceType {
  @Field(() => String, {
    description: 'JSON Pointer with nodes, edges and variables by their key: /nodes/greet.',
  })
  path!: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What stood there in the revision that the save was based on.',
  })
  base!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What the refused save has there.' })
  ours!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What stands there now.' })
  theirs!: unknown;
}

@ObjectType('DraftConflict', {
  implements: UserError,
  simpleResolvers: true,
  description:
    'A stale save whose content could not be joined with what came between. It is kept as a rejected save.',
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
