import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { Node, registerNode } from '../platform/graphql/node';
import { DateTimeScalar, DigestScalar } from '../platform/graphql/scalars';
import { type Run, type RunError, type Step, type StepWait } from './run';
import {
  RunExecutorEnum,
  RunModeEnum,
  RunProgressKindEnum,
  RunSelectionEnum,
  RunStatusEnum,
  RunTriggerEnum,
  StepStatusEnum,
} from './run-enums.type';

@ObjectType('RunError', { simpleResolvers: true, description: 'Why a run or a step failed.' })
@Extensions({ scope: 'runs:read' })
export class RunErrorType implements RunError {
  @Field(() => String, { description: 'For programs, as the executor put it.' })
  code!: string;

  @Field(() => String, { description: 'For people, as the executor put it.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Key of the node at which it failed.' })
  nodeKey!: string | null;
}

export enum StepWaitKind {
  TIME = 'TIME',
  RETRY = 'RETRY',
  APPROVAL = 'APPROVAL',
  RUN = 'RUN',
}
registerEnumType(StepWaitKind, {
  name: 'StepWaitKind',
  description: 'What a step waits for.',
  valuesConfig: {
    TIME: { description: 'For a time.' },
    RETRY: { description: 'For a time, to be tried again.' },
    APPROVAL: { description: 'For somebody to answer by signalRun.' },
    RUN: { description: 'For a run of another workflow to finish.' },
  },
});

@ObjectType('StepWait', {
  simpleResolvers: true,
  description: 'What a step waits for; no process is held meanwhile.',
})
@Extensions({ scope: 'runs:read' })
export class StepWaitType {
  @Field(() => StepWaitKind, { description: 'For what.' })
  kind!: StepWaitKind;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it goes on, of TIME and RETRY.',
  })
  resumesAt!: string | null;

  @Field(() => String, { nullable: true, description: 'What is asked, of APPROVAL.' })
  prompt!: string | null;
}

@ObjectType('Run', {
  implements: Node,
  simpleResolvers: true,
  description:
    'One execution, pinned for life to the definition that was chosen at its start: no later activation, edit or archive touches it.',
})
@Extensions({ scope: 'runs:read' })
export class RunType extends Node {
  @Field(() => Int, { description: 'Revision of the version that held what it runs.' })
  revision!: number;

  @Field(() => DigestScalar, { description: 'Digest of what it runs.' })
  digest!: string;

  @Field(() => String, { nullable: true, description: 'Label of the route that it came by.' })
  variant!: string | null;

  @Field(() => RunSelectionEnum, { description: 'How it came to its version.' })
  selectedBy!: Run['selectedBy'];

  @Field(() => RunModeEnum, { description: 'Whether it counts.' })
  mode!: Run['mode'];

  @Field(() => RunTriggerEnum, { description: 'What started it.' })
  trigger!: Run['trigger'];

  @Field(() => String, { nullable: true, description: "Key of the trigger's node, if it has one." })
  triggerKey!: string | null;

  @Field(() => RunExecutorEnum, { description: 'Who executes it.' })
  executor!: Run['executor'];

  @Field(() => RunStatusEnum, { description: 'How far it is.' })
  status!: Run['status'];

  @Field(() => RunErrorType, { nullable: true, description: 'Why it failed.' })
  error!: RunError | null;

  @Field(() => Int, {
    description:
      'How often it was handed out: more than once where an executor lost it, or where it waited.',
  })
  claims!: number;

  @Field(() => Int, {
    description: 'Number of the last thing that happened to it: runChanged goes on after it.',
  })
  lastSequence!: number;

  @Field(() => DateTimeScalar, { description: 'When it was started and queued.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who started it.' })
  createdBy!: ActorType;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was first handed out to an executor.',
  })
  startedAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  finishedAt!: string | null;
}

@ObjectType('Step', {
  implements: Node,
  simpleResolvers: true,
  description: 'One attempt at one node of a run. Once it is finished it never changes.',
})
@Extensions({ scope: 'runs:read' })
export class StepType extends Node {
  @Field(() => String, { description: 'Key of the node.' })
  nodeKey!: string;

  @Field(() => String, { description: 'Name of the node.' })
  name!: string;

  @Field(() => Int, {
    description: 'From 1, per node: more than one where it was tried or begun again.',
  })
  attempt!: number;

  @Field(() => StepStatusEnum, { description: 'How far it is.' })
  status!: Step['status'];

  @Field(() => RunErrorType, { nullable: true, description: 'Why it failed.' })
  error!: RunError | null;

  @Field(() => StepWaitType, { nullable: true, description: 'What it waits for, while it does.' })
  waitingFor!: StepWait | null;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  finishedAt!: string | null;
}

@ObjectType('RunProgress', {
  simpleResolvers: true,
  description: 'One thing that happened to a run.',
})
@Extensions({ scope: 'runs:read' })
export class RunProgressType {
  @Field(() => Int, { description: 'From 1, per run, without gaps: give it as after to go on.' })
  sequence!: number;

  @Field(() => RunProgressKindEnum, { description: 'What happened.' })
  kind!: RunProgressKindEnum;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: string;
}

registerNode('run', 'Run');
registerNode('step', 'Step');
export const RunConnectionType = connectionType('Run', () => RunType);
export const StepConnectionType = connectionType('Step', () => StepType);
