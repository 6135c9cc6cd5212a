import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Actor } from '../platform/actor';
import { ActorType } from '../platform/graphql/actor.type';
import { DateTimeScalar, DigestScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { type BundleVersion } from './bundle';
import { type ImportProblem, ImportProblemKind } from './plan-import';

registerEnumType(ImportProblemKind, {
  name: 'ImportProblemKind',
  description: 'What may be in the way of what is imported. None keeps it from being imported.',
  valuesConfig: {
    KEY_TAKEN: { description: 'Another workflow has the key of the bundle.' },
    NAME_TAKEN: { description: 'Another workflow has the same name.' },
    NODE_TYPE_UNKNOWN: { description: 'The server does not know a node type.' },
    SECRET_MISSING: { description: 'The workspace has no secret of this name.' },
    WEBHOOK_PATH_TAKEN: { description: 'Another workflow has the path of a webhook.' },
    WORKFLOW_MISSING: { description: 'The workspace lacks a workflow that is called.' },
    WORKFLOW_VERSION_MISSING: {
      description: 'A workflow that is called never held what the call is pinned to.',
    },
  },
});

@ObjectType('ImportProblem', {
  simpleResolvers: true,
  description: 'Something that may be in the way of what is imported or promoted.',
})
export class ImportProblemType implements ImportProblem {
  @Field(() => ImportProblemKind, { description: 'What it is, for programs.' })
  kind!: ImportProblemKind;

  @Field(() => String, {
    description: 'What it is about: a key, name, path, secret, node type or workflow id.',
  })
  subject!: string;

  @Field(() => String, { description: 'What is so, for people.' })
  message!: string;

  @Field(() => String, { description: 'What to do about it.' })
  suggestion!: string;
}

@ObjectType('PlannedVersion', {
  simpleResolvers: true,
  description: 'A version that an import or a promotion would make.',
})
@Extensions({ scope: 'workflows:read' })
export class PlannedVersionType {
  @Field(() => Int, { description: 'Its number, which it keeps.' })
  number!: number;

  @Field(() => String, { nullable: true, description: 'A name for people.' })
  name?: string;

  @Field(() => DigestScalar, { description: 'Digest of its content.' })
  digest!: string;

  @Field(() => DateTimeScalar, { description: 'When it was saved.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who saved it, as it would be told here.' })
  createdBy!: Actor;
}

@ObjectType('ImportPlan', {
  simpleResolvers: true,
  description: 'What importing a bundle would make. Fields are null where it would be refused.',
})
@Extensions({ scope: 'workflows:read' })
export class ImportPlanType extends Payload {
  @Field(() => String, { nullable: true, description: 'Key of the new workflow.' })
  key?: string;

  @Field(() => String, { nullable: true, description: 'Name of the new workflow.' })
  name?: string;

  @Field(() => [PlannedVersionType], {
    nullable: true,
    description: 'The versions that it would have, ascending.',
  })
  versions?: Pick<BundleVersion, 'number' | 'name' | 'digest' | 'createdAt' | 'createdBy'>[];

  @Field(() => [String], {
    nullable: true,
    description: 'Keys of the channels that it would have, routing nowhere.',
  })
  channels?: string[];

  @Field(() => [ImportProblemType], {
    nullable: true,
    description: 'What may be in its way; none of it keeps it from being imported.',
  })
  problems?: ImportProblem[];
}

@ObjectType('PromotionPlan', {
  simpleResolvers: true,
  description: 'What promoting a bundle would add. Fields are null where it would be refused.',
})
@Extensions({ scope: 'workflows:read' })
export class PromotionPlanType extends Payload {
  @Field(() => [PlannedVersionType], {
    nullable: true,
    description: 'The versions that the workflow lacks, ascending.',
  })
  versions?: ImportPlanType['versions'];

  @Field(() => [ImportProblemType], {
    nullable: true,
    description: 'What may be in their way; none of it keeps them from being added.',
  })
  problems?: ImportProblem[];
}
