import { Arg, Ctx, Extensions, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { type Channel, LIVE } from '../../channel/channel';
import { ChannelType } from '../../channel/channel.type';
import { type Version } from '../../version/version';
import { VersionType } from '../../version/version.type';
import { type Workflow } from '../../workflow/workflow';
import { WorkflowType } from '../../workflow/workflow.type';
import { type RunContext } from '../run-context';
import { type Figures } from './figures';
import { type FiguresPart, type FiguresPoint, largest, type RunStats } from './run-stats';
import {
  ChannelFiguresType,
  RunFiguresPointType,
  RunFiguresType,
  RunStatsType,
  STATS_COST,
  VariantComparisonType,
  VariantFiguresType,
  VersionFiguresType,
} from './run-stats.type';
import { StatsWindowInput } from './stats-window.input';
import { compareVariants, type Variant, type VariantComparison, variantsOf } from './variants';

const WINDOW = { nullable: true, description: 'Which time; the last 30 days by day if absent.' };
const FIRST = { nullable: true, description: 'How many; 20 if absent, 100 at most.' };

/** What figures add to a workflow. */
@Resolver(() => WorkflowType)
export class WorkflowStatsResolver {
  @FieldResolver(() => RunStatsType, { description: 'Figures of its runs.' })
  @Extensions({ cost: STATS_COST })
  async stats(
    @Root() { id }: Workflow,
    @Ctx() { loaders }: RunContext,
    @Arg('window', () => StatsWindowInput, WINDOW) window?: StatsWindowInput | null,
  ): Promise<RunStats> {
    return loaders.runStats.of({ kind: 'workflow', id, workflowId: id }, window);
  }
}

/** What figures add to a version. */
@Resolver(() => VersionType)
export class VersionStatsResolver {
  @FieldResolver(() => RunStatsType, { description: 'Figures of the runs that were pinned to it.' })
  @Extensions({ cost: STATS_COST })
  async stats(
    @Root() { id, workflowId }: Version,
    @Ctx() { loaders }: RunContext,
    @Arg('window', () => StatsWindowInput, WINDOW) window?: StatsWindowInput | null,
  ): Promise<RunStats> {
    return loaders.runStats.of({ kind: 'version', id, workflowId }, window);
  }
}

/** What figures add to a channel. */
@Resolver(() => ChannelType)
export class ChannelStatsResolver {
  @FieldResolver(() => RunStatsType, {
    description: 'Figures of the runs that were started on it.',
  })
  @Extensions({ cost: STATS_COST })
  async stats(
    @Root() { id, workflowId }: Channel,
    @Ctx() { loaders }: RunContext,
    @Arg('window', () => StatsWindowInput, WINDOW) window?: StatsWindowInput | null,
  ): Promise<RunStats> {
    return loaders.runStats.of({ kind: 'channel', id, workflowId }, window);
  }
}

@Resolver(() => RunStatsType)
export class RunStatsResolver {
  @FieldResolver(() => RunFiguresType, { description: 'Of the whole window.' })
  total(@Root() stats: RunStats): Figures {
    return stats.total();
  }

  @FieldResolver(() => [RunFiguresPointType], {
    description: 'Of each hour or day of it, oldest first, also of those without runs.',
  })
  series(@Root() stats: RunStats): FiguresPoint[] {
    return stats.series();
  }

  @FieldResolver(() => [VersionFiguresType], { description: 'By version, most runs first.' })
  byVersion(
    @Root() stats: RunStats,
    @Arg('first', () => Int, FIRST) first?: number | null,
  ): FiguresPart[] {
    return stats.byVersion(first);
  }

  @FieldResolver(() => [ChannelFiguresType], { description: 'By channel, most runs first.' })
  byChannel(
    @Root() stats: RunStats,
    @Arg('first', () => Int, FIRST) first?: number | null,
  ): FiguresPart[] {
    return stats.byChannel(first);
  }

  @FieldResolver(() => [VariantFiguresType], {
    description: 'By variant of a split, most runs first.',
  })
  byVariant(
    @Root() stats: RunStats,
    @Arg('first', () => Int, FIRST) first?: number | null,
  ): Variant[] {
    return largest(variantsOf(stats.rollups), first);
  }

  @FieldResolver(() => VariantComparisonType, {
    nullable: true,
    description:
      'The variants of a split beside each other; null where fewer than two of them had runs in the window, or none has the name of the baseline.',
  })
  async comparison(
    @Root() { owner, rollups }: RunStats,
    @Ctx() { loaders }: RunContext,
    @Arg('channel', () => String, {
      nullable: true,
      description: 'Key of the channel; if absent that whose figures these are, else live.',
    })
    key?: string | null,
    @Arg('baseline', () => String, {
      nullable: true,
      description:
        'Name of the variant that the others are compared with; if absent the one with the oldest version.',
    })
    baseline?: string | null,
  ): Promise<VariantComparison | undefined> {
    if (owner.kind === 'channel' && key == null)
      return compareVariants(rollups, owner.id, baseline);
    const channels = await loaders.channels.ofWorkflow(owner.workflowId);
    const channel = channels.find((one) => one.key === (key ?? LIVE));
    return channel && compareVariants(rollups, channel.id, baseline);
  }
}
