import { Arg, Args, Ctx, Extensions, ID, Mutation, Query, Resolver } from 'type-graphql';
import { type Connection } from '../platform/graphql/connection';
import { PageArgs } from '../platform/graphql/page';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { notFound } from '../platform/refusal';
import { type Run } from './run';
import { type RunContext } from './run-context';
import { runConnection } from './run-fields.resolver';
import {
  CancelRunInput,
  DeleteRunInput,
  ReplayRunInput,
  RetryRunInput,
  RunFilter,
  SignalRunInput,
  StartRunInput,
  StartRunsInput,
} from './run.input';
import { DeleteRunPayload, RunPayload, StartRunsPayload } from './run.payload';
import { RunConnectionType, RunType } from './run.type';

@Resolver()
export class RunResolver {
  @Query(() => RunType, { nullable: true, description: 'A run; null where there is none.' })
  @Extensions({ scope: 'runs:read' })
  async run(
    @Ctx() { loaders }: RunContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Run | undefined> {
    return loaders.runs.byId(id);
  }

  @Query(() => RunConnectionType, { description: 'The runs of your workspace, newest first.' })
  @Extensions({ scope: 'runs:read' })
  async runs(
    @Ctx() { loaders }: RunContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => RunFilter, { nullable: true, description: 'Which of them.' })
    filter?: RunFilter | null,
  ): Promise<Connection<Run>> {
    return runConnection(loaders.runs, filter, {}, args);
  }

  @Mutation(() => RunPayload, {
    description:
      'Starts a run. What it runs is decided now, for life: a version or digest asked for, else the routing of the channel.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async startRun(
    @Ctx() context: RunContext,
    @Arg('input', () => StartRunInput, { description: 'What to run.' })
    { input, stickyKey, ...shared }: StartRunInput,
  ): Promise<RunPayload> {
    const start = { ...shared, runs: [{ input, stickyKey }] };
    const ids = await context.services.startRun.start(context.caller, 'startRun', start);
    return { run: (await runsOf(context, ids))[0] };
  }

  @Mutation(() => StartRunsPayload, {
    description: 'Starts several runs of one workflow, all or none.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async startRuns(
    @Ctx() context: RunContext,
    @Arg('input', () => StartRunsInput, { description: 'What to run.' }) input: StartRunsInput,
  ): Promise<StartRunsPayload> {
    const ids = await context.services.startRun.start(context.caller, 'startRuns', input);
    return { runs: await runsOf(context, ids) };
  }

  @Mutation(() => RunPayload, {
    description:
      'Starts a run with the input of another: on what that one ran, or on another version.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async replayRun(
    @Ctx() context: RunContext,
    @Arg('input', () => ReplayRunInput, { description: 'Which, and on what.' })
    input: ReplayRunInput,
  ): Promise<RunPayload> {
    const id = await context.services.startRun.replay(context.caller, input);
    return { run: (await runsOf(context, [id]))[0] };
  }

  @Mutation(() => RunPayload, {
    description: 'Ends a run that is not finished; its executor learns it when it next reports.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async cancelRun(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => CancelRunInput, { description: 'Which.' }) input: CancelRunInput,
  ): Promise<RunPayload> {
    return { run: await services.endRun.cancel(caller, input.runId) };
  }

  @Mutation(() => RunPayload, {
    description:
      'Has a failed run go on from the steps that failed, on the very digest that it ran; what succeeded is not repeated.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async retryRun(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => RetryRunInput, { description: 'Which.' }) input: RetryRunInput,
  ): Promise<RunPayload> {
    return { run: await services.controlRun.retry(caller, input.runId) };
  }

  @Mutation(() => RunPayload, {
    description: 'Answers a run that waits for an approval.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async signalRun(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => SignalRunInput, { description: 'Which, and the answer.' })
    input: SignalRunInput,
  ): Promise<RunPayload> {
    return { run: await services.controlRun.signal(caller, input) };
  }

  @Mutation(() => DeleteRunPayload, {
    description: 'Removes a finished run with its steps; the log of its workflow stays.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async deleteRun(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => DeleteRunInput, { description: 'Which.' }) input: DeleteRunInput,
  ): Promise<DeleteRunPayload> {
    return { deletedRunId: (await services.endRun.delete(caller, input.runId)).id };
  }
}

/** Runs as they are now. @throws Refusal NOT_FOUND for one that an idempotent request made and that is gone. */
async function runsOf({ loaders }: RunContext, ids: readonly string[]): Promise<Run[]> {
  const runs = await Promise.all(ids.map((id) => loaders.runs.byId(id)));
  return runs.map((run) => {
    if (!run) throw notFound('A run that this request made before');
    return run;
  });
}
