import {
  Arg,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Resolver,
  Root,
  Subscription,
} from 'type-graphql';
import { type SourceData } from '../platform/graphql/source-data';
import { notFound } from '../platform/refusal';
import { type Run, type RunProgress, type Step } from './run';
import { type RunContext } from './run-context';
import { RunProgressType, RunType, StepType } from './run.type';

interface RunChangedArgs {
  runId: string;
  after?: string | null;
}

@Resolver(() => RunProgressType)
export class RunChangedResolver {
  @Subscription(() => RunProgressType, {
    description:
      'Everything that happens to a run, each step as it begins and ends, once and in order; completes when the run is finished.',
    subscribe: ({ args, context }: SourceData<RunContext>) =>
      subscribe(context, args as RunChangedArgs),
  })
  @Extensions({ scope: 'runs:read' })
  runChanged(
    @Root() progress: RunProgress,
    @Arg('runId', () => ID, { description: 'Of which run.' }) _runId: string,
    @Arg('after', () => String, {
      nullable: true,
      description:
        'Only what comes after this: the sequence of the last thing seen, as text, or "0" for the beginning. From now on if absent.',
    })
    _after?: string | null,
  ): RunProgress {
    return progress;
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run as it is now; null once it is deleted.',
  })
  async run(
    @Root() { runId }: RunProgress,
    @Ctx() { loaders }: RunContext,
  ): Promise<Run | undefined> {
    return loaders.runs.byId(runId);
  }

  @FieldResolver(() => StepType, {
    nullable: true,
    description: 'The step that began or ended, as it is now; null where it is not about one.',
  })
  async step(
    @Root() { stepId }: RunProgress,
    @Ctx() { loaders }: RunContext,
  ): Promise<Step | undefined> {
    return stepId ? loaders.runs.step(stepId) : undefined;
  }
}

async function subscribe(
  { loaders, services }: RunContext,
  { runId, after }: RunChangedArgs,
): Promise<AsyncIterableIterator<RunProgress>> {
  const run = await loaders.runs.byId(runId);
  if (!run) throw notFound('This run', ['runId']);
  return services.runProgress.follow(run, after);
}
