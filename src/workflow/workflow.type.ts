import { Extensions, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { Node, registerNode } from '../platform/graphql/node';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { type RetentionPolicy, Sealing, type Workflow, type WorkflowLimits } from './workflow';

export enum WorkflowStatus {
  ARCHIVED = 'ARCHIVED',
  PAUSED = 'PAUSED',
  ACTIVE = 'ACTIVE',
  DRAFT = 'DRAFT',
  INACTIVE = 'INACTIVE',
}
registerEnumType(WorkflowStatus, {
  name: 'WorkflowStatus',
  description: 'What a workflow is, the first that holds.',
  valuesConfig: {
    ARCHIVED: {
      description: 'Out of use: no runs, not even test runs; webhook paths are free for others.',
    },
    PAUSED: {
      description:
        'New runs are refused with the reason; triggers are disarmed, the routing stays.',
    },
    ACTIVE: { description: 'The channel live routes somewhere.' },
    DRAFT: { description: 'Nothing was saved as a version yet.' },
    INACTIVE: { description: 'It has versions, but live routes nowhere.' },
  },
});
registerEnumType(Sealing, {
  name: 'Sealing',
  description: 'When a saved version stops being editable.',
  valuesConfig: {
    ON_SAVE: { description: 'At once: every saved version is an immutable snapshot.' },
    ON_ACTIVATION: { description: 'When a channel first routes to it.' },
    NEVER: {
      description:
        'Never: every version can be edited independently; routes hold digests, so nothing live changes.',
    },
  },
});

@ObjectType('WorkflowLimits', {
  description: 'Bounds on the runs of a workflow; an absent one bounds nothing.',
  simpleResolvers: true,
})
export class WorkflowLimitsType implements WorkflowLimits {
  @Field(() => Int, { nullable: true, description: 'Most runs under way at once.' })
  maxConcurrentRuns?: number;

  @Field(() => Int, { nullable: true, description: 'Most runs started per day (UTC).' })
  maxRunsPerDay?: number;

  @Field(() => Int, { nullable: true, description: 'Least milliseconds between two starts.' })
  coolDownMs?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'After so many failures in a row the workflow is paused.',
  })
  pauseAfterFailures?: number;
}

@ObjectType('RetentionPolicy', {
  description: 'Which revisions may be forgotten. One that anything refers to never is.',
  simpleResolvers: true,
})
export class RetentionPolicyType implements RetentionPolicy {
  @Field(() => Int, { nullable: true, description: 'The newest so many of each version are kept.' })
  keepRevisions?: number;

  @Field(() => Int, { nullable: true, description: 'Those younger than so many days are kept.' })
  keepDays?: number;
}

@ObjectType('Workflow', {
  implements: Node,
  simpleResolvers: true,
  description:
    'A named graph with a history: one draft, any number of versions, channels that route to them.',
})
@Extensions({ scope: 'workflows:read' })
export class WorkflowType extends Node {
  @Field(() => String, { description: 'Unique in its workspace; for links and scripts.' })
  key!: string;

  @Field(() => String, { description: 'A name for people.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => Sealing, { description: 'When its saved versions stop being editable.' })
  sealing!: Sealing;

  @Field(() => WorkflowLimitsType, { nullable: true, description: 'Bounds on its runs.' })
  limits!: WorkflowLimits | null;

  @Field(() => RetentionPolicyType, {
    nullable: true,
    description: 'Which revisions may be forgotten; null: none.',
  })
  retention!: RetentionPolicy | null;

  @Field(() => Int, { description: 'What the next saved version will be called.' })
  nextVersionNumber!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when new runs are refused.' })
  pausedAt!: string | null;

  @Field(() => String, { nullable: true, description: 'Why new runs are refused.' })
  pausedReason!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it is archived.' })
  archivedAt!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who made it.' })
  createdBy!: ActorType;

  @Field(() => DateTimeScalar, {
    description: 'When its settings, its draft or its versions last changed.',
  })
  updatedAt!: string;

  @Field(() => ActorType, { description: 'Who last changed it.' })
  updatedBy!: ActorType;

  @Field(() => JsonScalar, { nullable: true, description: 'Where an imported workflow came from.' })
  importedFrom!: Workflow['importedFrom'];
}

registerNode('wf', 'Workflow');
export const WorkflowConnectionType = connectionType('Workflow', () => WorkflowType);

@ObjectType({ simpleResolvers: true, description: 'What a mutation of a workflow answers.' })
export class WorkflowPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;
}

@ObjectType({ simpleResolvers: true, description: 'What deleting a workflow answers.' })
export class DeleteWorkflowPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the workflow that is gone.' })
  deletedWorkflowId?: string;
}
