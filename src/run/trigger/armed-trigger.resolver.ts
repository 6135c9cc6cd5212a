import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Channel } from '../../channel/channel';
import { ChannelType } from '../../channel/channel.type';
import { type Workflow } from '../../workflow/workflow';
import { WorkflowType } from '../../workflow/workflow.type';
import { type Run } from '../run';
import { type RunContext } from '../run-context';
import { RunType } from '../run.type';
import { type ArmedTrigger, type ScheduleTick } from './armed-trigger';
import { ArmedTriggerType, ScheduleTickType, TickRefusalType } from './armed-trigger.type';

/** What triggers add to a workflow. */
@Resolver(() => WorkflowType)
export class WorkflowTriggersResolver {
  @FieldResolver(() => [ArmedTriggerType], {
    description: 'The schedules and webhooks that start its runs; none while it is archived.',
  })
  async armedTriggers(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: RunContext,
  ): Promise<ArmedTrigger[]> {
    return loaders.armedTriggers.ofWorkflow(workflow.id);
  }
}

@Resolver(() => ArmedTriggerType)
export class ArmedTriggerFieldsResolver {
  @FieldResolver(() => ChannelType, {
    nullable: true,
    description: 'The channel on which its runs start; null where there is none of that key.',
  })
  async channel(
    @Root() { workflowId, channelKey }: ArmedTrigger,
    @Ctx() { loaders }: RunContext,
  ): Promise<Channel | undefined> {
    const channels = await loaders.channels.ofWorkflow(workflowId);
    return channels.find(({ key }) => key === channelKey);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'Of a webhook: its address on this server, such as /hooks/default/orders.',
  })
  async address(
    @Root() { path }: ArmedTrigger,
    @Ctx() { caller, services }: RunContext,
  ): Promise<string | null> {
    if (path === null) return null;
    const workspace = await services.access.workspaces.find(caller.workspaceId);
    return `/hooks/${workspace!.key}/${path}`;
  }

  @FieldResolver(() => Boolean, {
    description: 'Of a webhook: whether requests must be signed. False of a schedule.',
  })
  isSigned(@Root() { secretName }: ArmedTrigger): boolean {
    return secretName !== null;
  }

  @FieldResolver(() => ScheduleTickType, {
    nullable: true,
    description: 'Of a schedule: the last moment that came.',
  })
  async lastTick(
    @Root() trigger: ArmedTrigger,
    @Ctx() { loaders }: RunContext,
  ): Promise<ScheduleTick | undefined> {
    return trigger.kind === 'SCHEDULE' ? loaders.armedTriggers.lastTick(trigger) : undefined;
  }
}

@Resolver(() => ScheduleTickType)
export class ScheduleTickFieldsResolver {
  @FieldResolver(() => RunType, {
    nullable: true,
    description: 'The run that it started; null where it was refused, or the run is deleted.',
  })
  async run(
    @Root() { runId }: ScheduleTick,
    @Ctx() { loaders }: RunContext,
  ): Promise<Run | undefined> {
    return runId === null ? undefined : loaders.runs.byId(runId);
  }

  @FieldResolver(() => TickRefusalType, {
    nullable: true,
    description: 'Why it started no run. It is not tried again.',
  })
  refusal(@Root() { refusalCode, refusalMessage }: ScheduleTick): TickRefusalType | null {
    return refusalCode === null ? null : { code: refusalCode, message: refusalMessage! };
  }
}
