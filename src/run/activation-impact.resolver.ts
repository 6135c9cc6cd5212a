import { Arg, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { LIVE } from '../channel/channel';
import { findVersion } from '../channel/workflow-channels.resolver';
import { DIFF_COST } from '../diff/diff.type';
import { type DefinitionNode } from '../graph/definition';
import { CarriesUserErrors, toUserError, UserError } from '../platform/graphql/user-error';
import { notFound } from '../platform/refusal';
import { TriggerType } from '../version/graph.type';
import { type Version } from '../version/version';
import { type VersionRef, versionRefText } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { type PinnedRuns, type RunsUnderWay, type TriggerImpact } from './activation-impact';
import { type NodeUnderWay } from './activation-impact.rules';
import {
  ActivationImpactType,
  type ForeseenActivation,
  NodeUnderWayType,
  PinnedRunsType,
  RunsUnderWayType,
  TriggerChangeType,
} from './activation-impact.type';
import { type Run } from './run';
import { type RunContext } from './run-context';
import { RunType } from './run.type';

@Resolver(() => ActivationImpactType)
export class ActivationImpactResolver {
  @Query(() => ActivationImpactType, {
    description:
      'What activating a version on a channel would do now: to what new runs take, to triggers, and which runs under way would go on with something else.',
  })
  @Extensions({ scope: 'workflows:read', cost: DIFF_COST })
  @CarriesUserErrors()
  async activationImpact(
    @Ctx() { services, loaders }: RunContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) workflowId: string,
    @Arg('version', () => VersionRefScalar, { description: 'The version to activate.' })
    ref: VersionRef,
    @Arg('channel', () => String, { defaultValue: LIVE, description: 'Key of the channel.' })
    key: string,
  ): Promise<ForeseenActivation> {
    const workflow = await loaders.workflows.byId(workflowId);
    if (!workflow) throw notFound('This workflow', ['workflowId']);
    const version = await findVersion(workflow.id, ref, loaders, 'version');
    if (!version) throw notFound(`Version ${versionRefText(ref)}`, ['version']);
    const channels = await loaders.channels.ofWorkflow(workflow.id);
    const channel = channels.find((one) => one.key === key);
    if (!channel) throw notFound(`Channel "${key}"`, ['channel']);
    const { activationId } = channel;
    const routes = activationId === null ? [] : await loaders.channels.routes(activationId);
    const found = await Promise.all(
      routes.map(({ versionId }) => loaders.versions.byId(versionId)),
    );
    const routed = found.map((one) => one!);
    return services.activationImpact.foresee({ workflow, version, channel, routes, routed });
  }

  @FieldResolver(() => [UserError], {
    nullable: true,
    description: 'What activateVersion would answer instead of activating; empty where it would.',
  })
  refusals(@Root() { version, refusal }: ForeseenActivation) {
    if (!version) return undefined;
    return refusal ? [toUserError(refusal)] : [];
  }

  @FieldResolver(() => [TriggerChangeType], {
    nullable: true,
    description:
      'Schedules and webhooks that would be armed, disarmed or changed, by key. Only live arms any, of a split those of its first route.',
  })
  triggers(@Root() { triggers }: ForeseenActivation): TriggerImpact[] | undefined {
    return triggers;
  }

  @FieldResolver(() => RunsUnderWayType, {
    nullable: true,
    description:
      'Runs of the channel that are not finished. Nothing happens to them: each finishes on what it started with, so people still see its approvals.',
  })
  async runsUnderWay(
    @Root() { version, channel }: ForeseenActivation,
    @Ctx() { services }: RunContext,
  ): Promise<RunsUnderWay | undefined> {
    return version && channel && services.activationImpact.runsUnderWay(version, channel);
  }
}

@Resolver(() => TriggerChangeType)
export class TriggerChangeFieldsResolver {
  @FieldResolver(() => TriggerType, {
    nullable: true,
    description: 'The trigger as it is armed now; null where it is not.',
  })
  before(@Root() { before }: TriggerImpact): TriggerType | undefined {
    return before && triggerOf(before);
  }

  @FieldResolver(() => TriggerType, {
    nullable: true,
    description: 'The trigger as it would be armed; null where it would not.',
  })
  after(@Root() { after }: TriggerImpact): TriggerType | undefined {
    return after && triggerOf(after);
  }

  @FieldResolver(() => WorkflowType, {
    nullable: true,
    description: 'Another workflow that has its webhook path; the activation would be refused.',
  })
  async pathOwner(
    @Root() { ownerId }: TriggerImpact,
    @Ctx() { loaders }: RunContext,
  ): Promise<Workflow | undefined> {
    return ownerId === undefined ? undefined : loaders.workflows.byId(ownerId);
  }
}

@Resolver(() => RunsUnderWayType)
export class RunsUnderWayFieldsResolver {
  @FieldResolver(() => [PinnedRunsType], {
    description: 'The runs by what they are pinned to, most first.',
  })
  pinned(@Root() { pinned }: RunsUnderWay): PinnedRuns[] {
    return pinned;
  }

  @FieldResolver(() => [NodeUnderWayType], {
    description:
      'The nodes at which runs are that the version lacks or has otherwise, most runs first.',
  })
  nodes(@Root() { nodes }: RunsUnderWay): NodeUnderWay[] {
    return nodes;
  }
}

@Resolver(() => PinnedRunsType)
export class PinnedRunsFieldsResolver {
  @FieldResolver(() => VersionType, { description: 'The version, as it is now.' })
  async version(
    @Root() { versionId }: PinnedRuns,
    @Ctx() { loaders }: RunContext,
  ): Promise<Version> {
    return (await loaders.versions.byId(versionId))!;
  }
}

@Resolver(() => NodeUnderWayType)
export class NodeUnderWayFieldsResolver {
  @FieldResolver(() => [RunType], { description: 'Some of the runs, 5 at most.' })
  async examples(
    @Root() { exampleIds }: NodeUnderWay,
    @Ctx() { loaders }: RunContext,
  ): Promise<Run[]> {
    const runs = await Promise.all(exampleIds.map((id) => loaders.runs.byId(id)));
    // one may be deleted meanwhile
    return runs.filter((run) => run !== undefined);
  }
}

function triggerOf({ id, type, name, config }: DefinitionNode): TriggerType {
  return { key: id, type, name, config };
}
