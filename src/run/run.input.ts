import { Field, ID, InputType, Int } from 'type-graphql';
import { DateTimeScalar, DigestScalar, JsonScalar } from '../platform/graphql/scalars';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { WorkflowInput } from '../workflow/workflow.input';
import {
  ReportedStepStatus,
  RunExecutorEnum,
  RunModeEnum,
  RunStatusEnum,
  RunTriggerEnum,
} from './run-enums.type';

const KEY =
  'Makes a repetition of this request answer with what the first one made; kept for 7 days.';
const STICKY = 'The same key gets the same route of a split, as far as its weights allow.';
const INPUT = "Of the run, as the version's inputs describe it; {} if absent, 1 MB at most.";

@InputType()
abstract class StartInput extends WorkflowInput {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'The version to run; if neither this nor a digest is given, the channel decides.',
  })
  version?: VersionRef | null;

  @Field(() => DigestScalar, {
    nullable: true,
    description: 'What to run, of those that a version of the workflow holds or once held.',
  })
  digest?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Key of the channel to start on; live if absent and no version is given.',
  })
  channel?: string | null;

  @Field(() => RunModeEnum, { nullable: true, description: 'LIVE if absent.' })
  mode?: RunModeEnum | null;

  @Field(() => RunExecutorEnum, {
    nullable: true,
    description:
      'Who executes it; if absent, this server where it knows all node types and the graph has a trigger and no cycle, else EXTERNAL.',
  })
  executor?: RunExecutorEnum | null;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A run to start.' })
export class StartRunInput extends StartInput {
  @Field(() => JsonScalar, { nullable: true, description: INPUT })
  input?: unknown;

  @Field(() => String, { nullable: true, description: STICKY })
  stickyKey?: string | null;
}

@InputType({ description: 'What one of several runs has of its own.' })
export class RunSeedInput {
  @Field(() => JsonScalar, { nullable: true, description: INPUT })
  input?: unknown;

  @Field(() => String, { nullable: true, description: STICKY })
  stickyKey?: string | null;
}

@InputType({ description: 'Runs of one workflow to start, all or none.' })
export class StartRunsInput extends StartInput {
  @Field(() => [RunSeedInput], { description: 'One for each run, 100 at most.' })
  runs!: RunSeedInput[];
}

@InputType()
abstract class RunInput {
  @Field(() => ID, { description: 'The run.' })
  runId!: string;
}

@InputType({ description: 'A run to cancel.' })
export class CancelRunInput extends RunInput {}

@InputType({ description: 'A failed run to try again.' })
export class RetryRunInput extends RunInput {}

@InputType({ description: 'An answer to a run that waits for one.' })
export class SignalRunInput extends RunInput {
  @Field(() => String, { description: 'Key of the node that waits.' })
  nodeKey!: string;

  @Field(() => JsonScalar, {
    description:
      'The answer: approved, true or false, and whatever else the next steps should read, such as comment. It becomes the output of the node, with by: who answered.',
  })
  data!: unknown;
}

@InputType({ description: 'A finished run to delete.' })
export class DeleteRunInput extends RunInput {}

@InputType({ description: 'A run to start again with the same input.' })
export class ReplayRunInput extends RunInput {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'The version to run, as it is now; if absent, the very digest that ran.',
  })
  version?: VersionRef | null;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'Which runs you would execute.' })
export class ClaimRunInput {
  @Field(() => ID, { nullable: true, description: 'Only runs of this workflow.' })
  workflowId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description:
      'Only runs whose nodes are all of these types; triggers and disabled nodes do not matter.',
  })
  nodeTypes?: string[] | null;

  @Field(() => Int, { nullable: true, description: 'How many at most; 1 if absent, up to 100.' })
  limit?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Milliseconds of the lease: 60,000 if absent, from 1,000 to 3,600,000.',
  })
  leaseMs?: number | null;
}

@InputType()
abstract class LeaseInput extends RunInput {
  @Field(() => String, { description: 'What claimRun answered.' })
  leaseToken!: string;
}

@InputType({ description: 'A run that you still execute.' })
export class HeartbeatRunInput extends LeaseInput {
  @Field(() => Int, {
    nullable: true,
    description: 'Milliseconds until the lease ends, from now; as in claimRun.',
  })
  leaseMs?: number | null;
}

@InputType({ description: 'Why a run or step failed.' })
export class RunErrorInput {
  @Field(() => String, { description: 'For programs; 1 to 200 characters.' })
  code!: string;

  @Field(() => String, { description: 'For people; 10,000 characters at most.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Key of the node at which it failed.' })
  nodeKey?: string | null;
}

@InputType({ description: 'How a step begins or ended.' })
export class ReportStepInput extends LeaseInput {
  @Field(() => String, { description: "Key of a node of the run's definition." })
  nodeKey!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Which attempt, from 1. If absent, the one under way; where none is, a start means the next.',
  })
  attempt?: number | null;

  @Field(() => ReportedStepStatus, { description: 'That it begins, or how it ended.' })
  status!: ReportedStepStatus;

  @Field(() => JsonScalar, { nullable: true, description: 'What it was given; 1 MB at most.' })
  input?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What it gave; 1 MB at most.' })
  output?: unknown;

  @Field(() => RunErrorInput, { nullable: true, description: 'Why it failed.' })
  error?: RunErrorInput | null;
}

@InputType({ description: 'How a run ended: with an output, or with an error.' })
export class FinishRunInput extends LeaseInput {
  @Field(() => JsonScalar, { nullable: true, description: 'What it gave; 1 MB at most.' })
  output?: unknown;

  @Field(() => RunErrorInput, { nullable: true, description: 'Why it failed.' })
  error?: RunErrorInput | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Numbers that you measured, by name; 50 at most.',
  })
  metrics?: unknown;
}

@InputType({ description: 'Which runs; what is absent selects nothing out.' })
export class RunFilter {
  @Field(() => ID, {
    nullable: true,
    description: 'Of this workflow; without effect in lists of one workflow.',
  })
  workflowId?: string | null;

  @Field(() => Int, { nullable: true, description: 'Of versions of this number, 0 for drafts.' })
  version?: number | null;

  @Field(() => [RunStatusEnum], { nullable: true, description: 'Of one of these statuses.' })
  status?: RunStatusEnum[] | null;

  @Field(() => String, { nullable: true, description: 'Started on channels of this key.' })
  channel?: string | null;

  @Field(() => String, { nullable: true, description: 'That came by routes of this label.' })
  variant?: string | null;

  @Field(() => RunTriggerEnum, { nullable: true, description: 'Started by this.' })
  trigger?: RunTriggerEnum | null;

  @Field(() => RunModeEnum, { nullable: true, description: 'Of this mode.' })
  mode?: RunModeEnum | null;

  @Field(() => ID, { nullable: true, description: 'That repeat this run.' })
  replayOf?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Started after this.' })
  createdAfter?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Started before this.' })
  createdBefore?: Date | null;
}
