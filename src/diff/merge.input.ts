import { Field, InputType, Int } from 'type-graphql';
import { type MergeInput } from '../version/merge-versions';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { ConflictResolutionInput } from '../version/version.input';
import { WorkflowInput } from '../workflow/workflow.input';

@InputType({
  description:
    'Two versions to merge: into the draft as a revision, or into a new version where ours is a saved one.',
})
export class MergeVersionsInput extends WorkflowInput implements MergeInput {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'The version that takes the changes in; the draft by default.',
  })
  ours?: VersionRef | null;

  @Field(() => VersionRefScalar, { description: 'The version whose changes are taken in.' })
  theirs!: VersionRef;

  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'What both came from; by default the nearest version that both came from.',
  })
  base?: VersionRef | null;

  @Field(() => [ConflictResolutionInput], {
    nullable: true,
    description: 'Decide the places where the two clash.',
  })
  resolutions?: ConflictResolutionInput[] | null;

  @Field(() => Int, { nullable: true, description: 'The revision of ours as you know it.' })
  expectedRevision?: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Of a new version: number of the latest version as you know it, 0 for none; refused if it moved.',
  })
  expectedLatestVersion?: number | null;

  @Field(() => String, { nullable: true, description: 'Of a new version: a name for people.' })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of a new version: what was merged and why.',
  })
  description?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Repeating the request with the same key does nothing more.',
  })
  idempotencyKey?: string | null;
}
