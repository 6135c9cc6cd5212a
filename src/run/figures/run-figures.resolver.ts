import { Arg, Ctx, Extensions, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { type Channel } from '../../channel/channel';
import { ChannelType } from '../../channel/channel.type';
import { type Version } from '../../version/version';
import { VersionType } from '../../version/version.type';
import { type RunContext } from '../run-context';
import { type DurationSummary, type Figures, type MeasureFigures } from './figures';
import { type FiguresPart } from './run-stats';
import {
  ChannelFiguresType,
  MetricFiguresType,
  RunDurationsType,
  RunFiguresType,
  VariantComparisonType,
  VariantFiguresType,
  VersionFiguresType,
} from './run-stats.type';
import { type Variant, type VariantComparison } from './variants';

/** Figures that take more than counts, found where they are selected. */
@Resolver(() => RunFiguresType)
export class RunFiguresResolver {
  @FieldResolver(() => RunDurationsType, {
    nullable: true,
    description:
      'How long they took: those that succeeded or failed after they were handed out; null where none did.',
  })
  @Extensions({ cost: 0 })
  durationMs(@Root() figures: Figures): DurationSummary | null {
    return figures.durationSummary();
  }

  @FieldResolver(() => [MetricFiguresType], {
    description: 'What those that succeeded or failed measured, by name.',
  })
  metrics(
    @Root() figures: Figures,
    @Arg('names', () => [String], {
      nullable: true,
      description: 'Only those of these names; all if absent.',
    })
    names?: string[] | null,
  ): MeasureFigures[] {
    return figures.measures(names);
  }
}

@Resolver(() => VersionFiguresType)
export class VersionFiguresResolver {
  @FieldResolver(() => Int, {
    description: 'Number of the version, 0 for the draft; also once the version is deleted.',
  })
  number(@Root() { of }: FiguresPart): number {
    return of.versionNumber;
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version; null once it is deleted.',
  })
  async version(
    @Root() { of }: FiguresPart,
    @Ctx() { loaders }: RunContext,
  ): Promise<Version | undefined> {
    return loaders.versions.byId(of.versionId);
  }
}

@Resolver(() => ChannelFiguresType)
export class ChannelFiguresResolver {
  @FieldResolver(() => ChannelType, {
    nullable: true,
    description: 'The channel; null for runs that were started on none.',
  })
  async channel(
    @Root() { of }: FiguresPart,
    @Ctx() { loaders }: RunContext,
  ): Promise<Channel | undefined> {
    return of.channelId === '' ? undefined : loaders.channels.byId(of.channelId);
  }
}

@Resolver(() => VariantFiguresType)
export class VariantFiguresResolver {
  @FieldResolver(() => ChannelType, { description: 'The channel that was split.' })
  async channel(@Root() { channelId }: Variant, @Ctx() { loaders }: RunContext): Promise<Channel> {
    return (await loaders.channels.byId(channelId))!;
  }

  @FieldResolver(() => [VersionType], {
    description:
      'What it led to, by number: more than one where its label was given to another version. Deleted ones are left out.',
  })
  async versions(
    @Root() { versionIds }: Variant,
    @Ctx() { loaders }: RunContext,
  ): Promise<Version[]> {
    const versions = await Promise.all(versionIds.map((id) => loaders.versions.byId(id)));
    return versions.filter((version) => version !== undefined);
  }
}

@Resolver(() => VariantComparisonType)
export class VariantComparisonResolver {
  @FieldResolver(() => ChannelType, { description: 'The channel that was split.' })
  async channel(
    @Root() { channelId }: VariantComparison,
    @Ctx() { loaders }: RunContext,
  ): Promise<Channel> {
    return (await loaders.channels.byId(channelId))!;
  }
}
