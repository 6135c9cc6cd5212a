import { Extensions, Field, ObjectType } from 'type-graphql';
import { Payload } from '../platform/graphql/user-error';
import { type MergePreview } from '../version/merge-versions';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';

/** A preview as its fields read it; of a refused one there is nothing. */
export type PreviewedMerge = Partial<MergePreview> & { workflow?: Workflow };

@ObjectType('MergePreview', {
  simpleResolvers: true,
  description: 'What mergeVersions would do; nothing is written.',
})
@Extensions({ scope: 'workflows:read' })
export class MergePreviewType extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow.' })
  workflow?: Workflow;

  @Field(() => VersionType, {
    nullable: true,
    description: 'What both came from; null where they have nothing in common.',
  })
  base?: Version;

  @Field(() => VersionType, {
    nullable: true,
    description: 'The version that would take the changes in.',
  })
  ours?: Version;

  @Field(() => VersionType, {
    nullable: true,
    description: 'The version whose changes would be taken in.',
  })
  theirs?: Version;
}
