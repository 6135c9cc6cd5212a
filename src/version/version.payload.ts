import { Field, ID, Int, ObjectType } from 'type-graphql';
import { type DiffSummary } from '../graph/diff/definition-diff';
import { Payload } from '../platform/graphql/user-error';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { DiffSummaryType } from './diff-summary.type';
import { type Merged } from './stale-save';
import { type Revision, type Version } from './version';
import { RevisionType, VersionType } from './version.type';

@ObjectType('MergedSave', {
  simpleResolvers: true,
  description: 'What was joined where a save was based on an older revision.',
})
export class MergedSaveType {
  @Field(() => Int, { description: 'The revision that the save was based on.' })
  baseRevision!: number;

  @Field(() => DiffSummaryType, { description: 'What the save changed since then.' })
  ours!: DiffSummary;

  @Field(() => DiffSummaryType, { description: 'What others changed since then.' })
  theirs!: DiffSummary;
}

@ObjectType({ simpleResolvers: true, description: 'What a save of the draft answers.' })
export class DraftPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => VersionType, {
    nullable: true,
    description: 'The draft as it is now; its revision is the expectedRevision of your next save.',
  })
  draft?: Version;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the content became a new revision.',
  })
  changed?: boolean;

  @Field(() => MergedSaveType, {
    nullable: true,
    description: 'What was joined; null where the save was based on the present revision.',
  })
  merged?: Merged;
}

@ObjectType({ simpleResolvers: true, description: "What replacing the draft's content answers." })
export class RestoreDraftPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => VersionType, { nullable: true, description: 'The draft as it is now.' })
  draft?: Version;

  @Field(() => RevisionType, {
    nullable: true,
    description: "The draft's former content, so that nothing is lost.",
  })
  replacedRevision?: Revision;
}

@ObjectType({ simpleResolvers: true, description: 'What a mutation of a version answers.' })
export class VersionPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => VersionType, { nullable: true, description: 'The version as it is now.' })
  version?: Version;
}

@ObjectType({ simpleResolvers: true, description: 'What a change of a version answers.' })
export class UpdateVersionPayload extends VersionPayload {
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the content became a new revision.',
  })
  changed?: boolean;

  @Field(() => MergedSaveType, {
    nullable: true,
    description: 'What was joined; null where the save was based on the present revision.',
  })
  merged?: Merged;
}

@ObjectType({ simpleResolvers: true, description: 'What deleting a version answers.' })
export class DeleteVersionPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => ID, { nullable: true, description: 'Id of the version that is gone.' })
  deletedVersionId?: string;
}

@ObjectType('KeptRevision', {
  simpleResolvers: true,
  description: 'A revision that stays although the policy would drop it.',
})
export class KeptRevisionType {
  @Field(() => RevisionType, { description: 'The revision.' })
  revision!: Revision;

  @Field(() => String, { description: 'What refers to it.' })
  reason!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What pruning revisions answers.' })
export class PruneRevisionsPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => Int, { nullable: true, description: 'How many revisions were dropped.' })
  prunedCount?: number;

  @Field(() => [KeptRevisionType], {
    nullable: true,
    description: 'Those that the policy would drop, but that something refers to.',
  })
  kept?: KeptRevisionType[];
}
