import {
  Ctx,
  Field,
  FieldResolver,
  ID,
  InterfaceType,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { EventInterface, type ShownEvent } from '../event/event.type';
import { typeNameOf } from '../platform/graphql/node';
import { DigestScalar } from '../platform/graphql/scalars';
import { type Run } from './run';
import { type RunContext } from './run-context';
import { RunModeEnum, RunSelectionEnum, RunStatusEnum } from './run-enums.type';
import { RunType } from './run.type';

type RunFacts = ShownEvent & { runId: string };

@InterfaceType('RunEvent', {
  implements: EventInterface,
  description: 'A run began or ended.',
  resolveType: typeNameOf,
})
export abstract class RunEventInterface extends EventInterface {
  @Field(() => ID, { description: 'Id of the run, also once it is deleted.' })
  runId!: string;

  @Field(() => ID, { description: 'Id of the version that it is pinned to.' })
  versionId!: string;

  @Field(() => DigestScalar, { description: 'Digest of what it runs.' })
  digest!: string;

  @Field(() => RunModeEnum, { description: 'Whether it counts.' })
  mode!: RunModeEnum;
}

@Resolver(() => RunEventInterface)
export class RunEventFieldsResolver {
  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run as it is now; null once it is deleted.',
  })
  async run(@Root() event: RunFacts, @Ctx() { loaders }: RunContext): Promise<Run | undefined> {
    return loaders.runs.byId(event.runId);
  }
}

const ofRun = { implements: [EventInterface, RunEventInterface], simpleResolvers: true };

@ObjectType('RunStarted', { ...ofRun, description: 'A run was started: it is pinned and queued.' })
export class RunStartedType extends RunEventInterface {
  @Field(() => RunSelectionEnum, { description: 'How it came to its version.' })
  selectedBy!: RunSelectionEnum;

  @Field(() => String, { nullable: true, description: 'Key of the channel, if started on one.' })
  startedOnChannel!: string | null;

  @Field(() => String, { nullable: true, description: 'Label of the route that it came by.' })
  variant!: string | null;
}

@ObjectType('RunFinished', { ...ofRun, description: 'A run succeeded, failed or was canceled.' })
export class RunFinishedType extends RunEventInterface {
  @Field(() => RunStatusEnum, { description: 'How it ended.' })
  status!: RunStatusEnum;
}

@ObjectType('RunRetried', {
  ...ofRun,
  description: 'A failed run goes on from where it failed; another RunFinished follows.',
})
export class RunRetriedType extends RunEventInterface {}

export const runEventTypes = [RunStartedType, RunFinishedType, RunRetriedType];
