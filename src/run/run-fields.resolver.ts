import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { type Channel } from '../channel/channel';
import { ChannelType } from '../channel/channel.type';
import { Connection } from '../platform/graphql/connection';
import { PageArgs, readPage } from '../platform/graphql/page';
import { RawJson } from '../platform/graphql/raw-json';
import { DateTimeScalar, JsonScalar } from '../platform/graphql/scalars';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { type Run, type Step } from './run';
import { stepKey } from './execution/step-key';
import { type RunContext } from './run-context';
import { RunFilter } from './run.input';
import { RunConnectionType, RunType, StepConnectionType, StepType } from './run.type';

@Resolver(() => RunType)
export class RunFieldsResolver {
  @FieldResolver(() => WorkflowType, { description: 'What it is a run of.' })
  async workflow(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<Workflow> {
    return (await loaders.workflows.byId(run.workflowId))!;
  }

  @FieldResolver(() => VersionType, {
    description: 'The version that it is pinned to, as it is now; what it runs is its digest.',
  })
  async version(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<Version> {
    return (await loaders.versions.byId(run.versionId))!;
  }

  @FieldResolver(() => ChannelType, {
    nullable: true,
    description: 'The channel that it was started on, if on one.',
  })
  async channel(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<Channel | undefined> {
    return run.channelId ? loaders.channels.byId(run.channelId) : undefined;
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run that it repeats; null also once that is deleted.',
  })
  async replayOf(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<Run | undefined> {
    return run.replayOf ? loaders.runs.byId(run.replayOf) : undefined;
  }

  @FieldResolver(() => JsonScalar, { description: 'The definition that it runs.' })
  async definition(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<RawJson> {
    return new RawJson(await loaders.versions.text(run.digest));
  }

  @FieldResolver(() => JsonScalar, { description: 'What it was given.' })
  async input(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<RawJson> {
    return new RawJson((await loaders.runs.content(run)).input);
  }

  @FieldResolver(() => JsonScalar, { nullable: true, description: 'What it gave.' })
  async output(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<RawJson | null> {
    return rawJson((await loaders.runs.content(run)).output);
  }

  @FieldResolver(() => JsonScalar, {
    description: 'Values of its variables at its start, by name; null where there is no default.',
  })
  async variables(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<RawJson> {
    return new RawJson((await loaders.runs.content(run)).variables);
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: 'Numbers that its executor measured, by name.',
  })
  async metrics(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<RawJson | null> {
    return rawJson((await loaders.runs.content(run)).metrics);
  }

  @FieldResolver(() => [StepType], {
    description:
      'Its steps that wait, in the order in which they began, the first 100; each tells for what.',
  })
  async waitingFor(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<Step[]> {
    return run.finishedAt ? [] : loaders.runs.waitingSteps(run);
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run that called it; null also once that is deleted.',
  })
  async parentRun(@Root() run: Run, @Ctx() { loaders }: RunContext): Promise<Run | undefined> {
    return run.parentRun ? loaders.runs.byId(run.parentRun) : undefined;
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Milliseconds from when it was first handed out to its end.',
  })
  durationMs(@Root() { startedAt, finishedAt }: Run): number | null {
    return startedAt && finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
  }

  @FieldResolver(() => StepConnectionType, {
    description: 'Its steps, in the order in which they began.',
  })
  async steps(
    @Root() run: Run,
    @Ctx() { loaders }: RunContext,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<Connection<Step>> {
    const page = readPage(args, { list: 'steps', keys: ['number'] });
    return new Connection(
      page,
      await loaders.runs.stepPage(run, page),
      ({ position }) => [position],
      () => loaders.runs.stepCount(run),
    );
  }
}

@Resolver(() => StepType)
export class StepFieldsResolver {
  @FieldResolver(() => RunType, { description: 'The run that it is of.' })
  async run(@Root() step: Step, @Ctx() { loaders }: RunContext): Promise<Run> {
    return (await loaders.runs.byId(step.runId))!;
  }

  @FieldResolver(() => String, {
    description:
      'The same for all attempts at its node in its run: give it on, so that others know a repetition.',
  })
  idempotencyKey(@Root() step: Step): string {
    return stepKey(step.runId, step.nodeKey);
  }

  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run that it calls and waits for; null once that is deleted.',
  })
  async calledRun(@Root() step: Step, @Ctx() { loaders }: RunContext): Promise<Run | undefined> {
    return loaders.runs.calledRun(step);
  }

  @FieldResolver(() => JsonScalar, { nullable: true, description: 'What it was given.' })
  async input(@Root() step: Step, @Ctx() { loaders }: RunContext): Promise<RawJson | null> {
    return rawJson((await loaders.runs.stepContent(step)).input);
  }

  @FieldResolver(() => JsonScalar, { nullable: true, description: 'What it gave.' })
  async output(@Root() step: Step, @Ctx() { loaders }: RunContext): Promise<RawJson | null> {
    return rawJson((await loaders.runs.stepContent(step)).output);
  }
}

/** What runs add to a workflow. */
@Resolver(() => WorkflowType)
export class WorkflowRunsResolver {
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When its last live run was started.',
  })
  async lastTriggeredAt(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: RunContext,
  ): Promise<string | null> {
    return (await loaders.runs.lastStarted(workflow.id)) ?? null;
  }

  @FieldResolver(() => RunConnectionType, { description: 'Its runs, newest first.' })
  async runs(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: RunContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => RunFilter, { nullable: true, description: 'Which of them.' })
    filter?: RunFilter | null,
  ): Promise<Connection<Run>> {
    return runConnection(loaders.runs, filter, { workflowId: workflow.id }, args);
  }
}

/** What runs add to a version. */
@Resolver(() => VersionType)
export class VersionRunsResolver {
  @FieldResolver(() => RunConnectionType, {
    description: 'The runs that are pinned to it, newest first.',
  })
  async runs(
    @Root() version: Version,
    @Ctx() { loaders }: RunContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('filter', () => RunFilter, { nullable: true, description: 'Which of them.' })
    filter?: RunFilter | null,
  ): Promise<Connection<Run>> {
    const fixed = { workflowId: version.workflowId, versionId: version.id };
    return runConnection(loaders.runs, filter, fixed, args);
  }
}

/** A page of runs, newest first. */
export async function runConnection(
  runs: RunContext['loaders']['runs'],
  filter: RunFilter | null | undefined,
  fixed: { workflowId?: string; versionId?: string },
  args: PageArgs,
): Promise<Connection<Run>> {
  const page = readPage(args, { list: 'runs', keys: ['string', 'string'] });
  const selection = {
    ...filter,
    createdAfter: filter?.createdAfter?.toISOString(),
    createdBefore: filter?.createdBefore?.toISOString(),
    ...fixed,
  };
  return new Connection(
    page,
    await runs.page(selection, page),
    ({ createdAt, id }) => [createdAt, id],
    () => runs.count(selection),
  );
}

function rawJson(text: string | null): RawJson | null {
  return text === null ? null : new RawJson(text);
}
