import { Field, ObjectType } from 'type-graphql';
import { type DiffSummary } from '../graph/diff/definition-diff';
import { Payload } from '../platform/graphql/user-error';
import { DiffSummaryType } from '../version/diff-summary.type';
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

  @Field(() => DiffSummaryType, {
    nullable: true,
    description: 'What ours had changed since the base; null where an earlier request is repeated.',
  })
  oursChanges?: DiffSummary;

  @Field(() => DiffSummaryType, {
    nullable: true,
    description: 'What was taken in: what theirs had changed since the base.',
  })
  theirsChanges?: DiffSummary;
}
