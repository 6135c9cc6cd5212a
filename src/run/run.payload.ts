import { Extensions, Field, ID, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { type Run, type Step } from './run';
import { type Claim } from './run-leases';
import { RunType, StepType } from './run.type';

@ObjectType({ simpleResolvers: true, description: 'What a mutation of a run answers.' })
export class RunPayload extends Payload {
  @Field(() => RunType, { nullable: true, description: 'The run as it is now.' })
  run?: Run;
}

@ObjectType({ simpleResolvers: true, description: 'What starting several runs answers.' })
export class StartRunsPayload extends Payload {
  @Field(() => [RunType], { nullable: true, description: 'The runs, in the order of the input.' })
  runs?: Run[];
}

@ObjectType('RunClaim', {
  simpleResolvers: true,
  description: 'A run that is handed out to you, until its lease ends.',
})
@Extensions({ scope: 'runs:write' })
export class RunClaimType implements Claim {
  @Field(() => RunType, { description: 'The run, with the definition to execute.' })
  run!: Run;

  @Field(() => String, {
    description: 'Show it with every heartbeat and report: it proves that the run is yours.',
  })
  leaseToken!: string;

  @Field(() => DateTimeScalar, {
    description: 'When the run is handed out again, unless a heartbeat comes before.',
  })
  leaseExpiresAt!: string;
}

@ObjectType({ simpleResolvers: true, description: 'What claiming runs answers.' })
export class ClaimRunPayload extends Payload {
  @Field(() => [RunClaimType], {
    nullable: true,
    description: 'What is yours now; empty where nothing waits.',
  })
  claims?: Claim[];
}

@ObjectType({ simpleResolvers: true, description: 'What a heartbeat answers.' })
export class HeartbeatRunPayload extends Payload {
  @Field(() => RunType, { nullable: true, description: 'The run as it is now.' })
  run?: Run;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the lease ends now.' })
  leaseExpiresAt?: string;
}

@ObjectType({ simpleResolvers: true, description: 'What reporting a step answers.' })
export class ReportStepPayload extends Payload {
  @Field(() => RunType, { nullable: true, description: 'The run as it is now.' })
  run?: Run;

  @Field(() => StepType, { nullable: true, description: 'The step as it is now.' })
  step?: Step;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False where the same was reported before.',
  })
  changed?: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'What deleting a run answers.' })
export class DeleteRunPayload extends Payload {
  @Field(() => ID, { nullable: true, description: 'Id of the run that is gone.' })
  deletedRunId?: string;
}
