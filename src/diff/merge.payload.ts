import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../platform/graphql/user-error';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';

@ObjectType({ simpleResolvers: true, description: 'What merging two versions answers.' })
export class MergeVersionsPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => VersionType, {
    nullable: true,
    description: 'What took the changes in: the draft, or the new version.',
  })
  version?: Version;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False where there was nothing to take in.',
  })
  changed?: boolean;
}
