import { Field, ID, InputType, Int, registerEnumType } from 'type-graphql';
import { type RetentionPolicy, Sealing, type WorkflowLimits } from './workflow';
import { type WorkflowChanges } from './workflow.service';
import { WorkflowStatus } from './workflow.type';

export enum WorkflowOrderBy {
  UPDATED_AT_DESC = 'UPDATED_AT_DESC',
  CREATED_AT_DESC = 'CREATED_AT_DESC',
  NAME_ASC = 'NAME_ASC',
}
registerEnumType(WorkflowOrderBy, {
  name: 'WorkflowOrderBy',
  description: 'Order of a list of workflows.',
  valuesConfig: {
    UPDATED_AT_DESC: { description: 'Last changed first.' },
    CREATED_AT_DESC: { description: 'Newest first.' },
    NAME_ASC: { description: 'By name.' },
  },
});

@InputType({ description: 'Which workflows to list; what is absent excludes none.' })
export class WorkflowFilter {
  @Field(() => String, { nullable: true, description: 'Part of the name or key, any case.' })
  search?: string | null;

  @Field(() => [WorkflowStatus], {
    nullable: true,
    description: 'Only those of these statuses; without it archived ones are left out.',
  })
  status?: WorkflowStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether to list archived ones too.' })
  includeArchived?: boolean | null;
}

@InputType({ description: 'Bounds on the runs of a workflow; an absent one bounds nothing.' })
export class WorkflowLimitsInput implements WorkflowLimits {
  @Field(() => Int, { nullable: true, description: 'Most runs under way at once.' })
  maxConcurrentRuns?: number | null;

  @Field(() => Int, { nullable: true, description: 'Most runs started per day (UTC).' })
  maxRunsPerDay?: number | null;

  @Field(() => Int, { nullable: true, description: 'Least milliseconds between two starts.' })
  coolDownMs?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'After so many failures in a row the workflow is paused.',
  })
  pauseAfterFailures?: number | null;
}

@InputType({
  description: 'Which revisions may be forgotten. One that anything refers to never is.',
})
export class RetentionPolicyInput implements RetentionPolicy {
  @Field(() => Int, { nullable: true, description: 'Keep the newest so many of each version.' })
  keepRevisions?: number | null;

  @Field(() => Int, { nullable: true, description: 'Keep those younger than so many days.' })
  keepDays?: number | null;
}

@InputType({ description: 'A workflow to do something with.' })
export class WorkflowInput {
  @Field(() => ID, { description: 'The workflow.' })
  workflowId!: string;
}

@InputType({ description: 'What to change of a workflow; what is absent stays.' })
export class UpdateWorkflowInput extends WorkflowInput implements WorkflowChanges {
  @Field(() => String, { nullable: true, description: 'Another name.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Another key.' })
  key?: string | null;

  @Field(() => String, { nullable: true, description: 'Another description; null removes it.' })
  description?: string | null;

  @Field(() => Sealing, {
    nullable: true,
    description: 'Tightening seals what qualifies; loosening unseals nothing.',
  })
  sealing?: Sealing | null;

  @Field(() => WorkflowLimitsInput, {
    nullable: true,
    description: 'Other limits, as a whole; null removes them.',
  })
  limits?: WorkflowLimitsInput | null;

  @Field(() => RetentionPolicyInput, {
    nullable: true,
    description: 'Another retention of revisions; null keeps all.',
  })
  retention?: RetentionPolicyInput | null;
}

@InputType({ description: 'A workflow to pause.' })
export class PauseWorkflowInput extends WorkflowInput {
  @Field(() => String, {
    nullable: true,
    description: 'Why; shown to those whose runs are refused.',
  })
  reason?: string | null;
}

@InputType({ description: 'A workflow to resume.' })
export class ResumeWorkflowInput extends WorkflowInput {}

@InputType({ description: 'A workflow to archive.' })
export class ArchiveWorkflowInput extends WorkflowInput {}

@InputType({ description: 'A workflow to take out of the archive.' })
export class UnarchiveWorkflowInput extends WorkflowInput {}
