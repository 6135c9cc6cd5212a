import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { notFound } from '../platform/refusal';
import { type RunContext } from './run-context';
import { ClaimRunInput, FinishRunInput, HeartbeatRunInput, ReportStepInput } from './run.input';
import { ClaimRunPayload, HeartbeatRunPayload, ReportStepPayload, RunPayload } from './run.payload';

/** What executors outside of this server work with. */
@Resolver()
export class RunClaimResolver {
  @Mutation(() => ClaimRunPayload, {
    description:
      'Takes runs that wait for an executor, or that another one has lost, longest first. Each has one executor at a time.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async claimRun(
    @Ctx() { services, loaders, caller }: RunContext,
    @Arg('input', () => ClaimRunInput, { description: 'Which.' }) input: ClaimRunInput,
  ): Promise<ClaimRunPayload> {
    if (input.workflowId != null && !(await loaders.workflows.byId(input.workflowId)))
      throw notFound('This workflow', ['workflowId']);
    return { claims: await services.runLeases.claim(caller, input) };
  }

  @Mutation(() => HeartbeatRunPayload, {
    description: 'Keeps a run that you execute: without it, the run is handed out again.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async heartbeatRun(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => HeartbeatRunInput, { description: 'Which, and for how long.' })
    input: HeartbeatRunInput,
  ): Promise<HeartbeatRunPayload> {
    const { run, leaseExpiresAt } = await services.runLeases.heartbeat(
      caller,
      input,
      input.leaseMs,
    );
    return { run, leaseExpiresAt };
  }

  @Mutation(() => ReportStepPayload, {
    description: 'Records that a step begins or how it ended. To repeat a report is harmless.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async reportStep(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => ReportStepInput, { description: 'Which step, and how.' })
    input: ReportStepInput,
  ): Promise<ReportStepPayload> {
    return { ...(await services.reportStep.report(caller, input)) };
  }

  @Mutation(() => RunPayload, {
    description: 'Ends a run that you execute. To repeat it is harmless.',
  })
  @Extensions({ scope: 'runs:write' })
  @ReturnsUserErrors()
  async finishRun(
    @Ctx() { services, caller }: RunContext,
    @Arg('input', () => FinishRunInput, { description: 'Which, and how.' }) input: FinishRunInput,
  ): Promise<RunPayload> {
    return { run: await services.endRun.finish(caller, input) };
  }
}
