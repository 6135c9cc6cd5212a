import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Channel, type Route } from '../channel/channel';
import { ChannelType, RouteType } from '../channel/channel.type';
import { type DiffSummary, type Severity } from '../graph/diff/definition-diff';
import { DigestScalar } from '../platform/graphql/scalars';
import { Payload } from '../platform/graphql/user-error';
import { DiffSummaryType, SeverityValue } from '../version/diff-summary.type';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { type ActivationImpact, type PinnedRuns, type ReplacedRoute } from './activation-impact';
import { type NodeUnderWay, type TriggerChange } from './activation-impact.rules';

enum TriggerChangeKind {
  ARMED = 'ARMED',
  DISARMED = 'DISARMED',
  CHANGED = 'CHANGED',
}
registerEnumType(TriggerChangeKind, {
  name: 'TriggerChangeKind',
  description: 'What an activation does to a schedule or webhook.',
  valuesConfig: {
    ARMED: { description: 'It starts runs from then on.' },
    DISARMED: { description: 'It starts none from then on.' },
    CHANGED: { description: 'It starts runs at other times, at another path, or otherwise.' },
  },
});

enum NodeUnderWayKind {
  REMOVED = 'REMOVED',
  CHANGED = 'CHANGED',
}
registerEnumType(NodeUnderWayKind, {
  name: 'NodeUnderWayKind',
  description: 'What the new content has of a node at which runs are.',
  valuesConfig: {
    REMOVED: { description: 'It has no such node.' },
    CHANGED: { description: 'It has the node with other fields.' },
  },
});

/** An impact as its fields read it; of a request that makes no sense there is nothing. */
export type ForeseenActivation = Partial<ActivationImpact>;

@ObjectType('ReplacedRoute', {
  simpleResolvers: true,
  description: 'A route of the channel that the activation would replace.',
})
export class ReplacedRouteType implements ReplacedRoute {
  @Field(() => RouteType, { description: 'The route as it is now.' })
  route!: Route;

  @Field(() => DiffSummaryType, {
    description:
      'What the version changes of what the route holds; of the draft, of what it holds now.',
  })
  changes!: DiffSummary;
}

@ObjectType('TriggerChange', {
  simpleResolvers: true,
  description: 'What the activation would do to a schedule or webhook.',
})
export class TriggerChangeType {
  @Field(() => TriggerChangeKind, { description: 'What.' })
  kind!: TriggerChange['kind'];
}

@ObjectType('NodeUnderWay', {
  simpleResolvers: true,
  description:
    'A node at which runs are, working or waiting, and which the version lacks or has otherwise.',
})
export class NodeUnderWayType implements Omit<NodeUnderWay, 'exampleIds'> {
  @Field(() => String, { description: 'Key of the node, as the runs have it.' })
  nodeKey!: string;

  @Field(() => String, { description: 'Name of the node, as the runs have it.' })
  name!: string;

  @Field(() => String, { description: 'Type of the node, as the runs have it.' })
  type!: string;

  @Field(() => NodeUnderWayKind, { description: 'What the version has of it.' })
  kind!: NodeUnderWay['kind'];

  @Field(() => Int, { description: 'How many of the runs are there.' })
  runs!: number;
}

@ObjectType('PinnedRuns', {
  simpleResolvers: true,
  description: 'Runs under way that are pinned to one content of a version.',
})
export class PinnedRunsType implements Omit<PinnedRuns, 'versionId'> {
  @Field(() => DigestScalar, { description: 'Digest of what they run.' })
  digest!: string;

  @Field(() => Int, { description: 'How many nobody has taken yet.' })
  queued!: number;

  @Field(() => Int, { description: 'How many are being executed.' })
  running!: number;

  @Field(() => Int, { description: 'How many wait, for an approval for instance.' })
  waiting!: number;
}

@ObjectType('RunsUnderWay', {
  simpleResolvers: true,
  description:
    'Runs of a channel that are not finished. Nothing happens to them: each finishes on what it started with.',
})
// it tells of versions as well
@Extensions({ scope: ['workflows:read', 'runs:read'] })
export class RunsUnderWayType {
  @Field(() => Int, { description: 'How many there are, 1,000 at most.' })
  count!: number;

  @Field(() => Boolean, {
    description: 'Whether there are more than 1,000; the others are not told of.',
  })
  isCapped!: boolean;
}

@ObjectType('ActivationImpact', {
  simpleResolvers: true,
  description:
    'What activateVersion would do now; nothing is written. Its userErrors tell of a request that makes no sense, its refusals of an activation that would be refused.',
})
@Extensions({ scope: ['workflows:read', 'runs:read'] })
export class ActivationImpactType extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow.' })
  workflow?: Workflow;

  @Field(() => VersionType, { nullable: true, description: 'The version to activate.' })
  version?: Version;

  @Field(() => ChannelType, { nullable: true, description: 'The channel, as it is now.' })
  channel?: Channel;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False where the channel is routed so already: then nothing would be written.',
  })
  changed?: boolean;

  @Field(() => SeverityValue, {
    nullable: true,
    description: 'The most severe of all changes to what is routed; null where nothing is.',
  })
  severity?: Severity;

  @Field(() => [ReplacedRouteType], {
    nullable: true,
    description: 'The present routes, and what the version changes of each.',
  })
  replaced?: ReplacedRoute[];

  @Field(() => [VersionType], {
    nullable: true,
    description: 'Versions that the channel would route to and does not now.',
  })
  gained?: Version[];

  @Field(() => [VersionType], {
    nullable: true,
    description: 'Versions that the channel routes to now and would not then.',
  })
  lost?: Version[];

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether armed triggers fire at present: not while the workflow is paused or archived.',
  })
  triggersFire?: boolean;
}
