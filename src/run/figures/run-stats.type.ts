import { Extensions, Field, Float, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { type RateDifference } from '../execution/rate-difference';
import { type DurationSummary, type MeasureFigures } from './figures';
import { StatsIntervalEnum } from './stats-window.input';

/** What figures count for in the cost of an operation: they are added up from many rows. */
export const STATS_COST = 20;

@ObjectType('RunDurations', {
  simpleResolvers: true,
  description:
    'How long runs took from when they were first handed out to their end, in milliseconds. Percentiles are within 1 % of the duration of a run.',
})
@Extensions({ scope: 'runs:read' })
export class RunDurationsType implements DurationSummary {
  @Field(() => Float, { description: 'The median: half of the runs took no longer.' })
  p50!: number;

  @Field(() => Float, { description: '95 % of the runs took no longer.' })
  p95!: number;

  @Field(() => Float, { description: '99 % of the runs took no longer.' })
  p99!: number;

  @Field(() => Float, { description: 'The mean.' })
  mean!: number;
}

@ObjectType('MetricFigures', {
  simpleResolvers: true,
  description: 'What runs measured under one name.',
})
@Extensions({ scope: 'runs:read' })
export class MetricFiguresType implements MeasureFigures {
  @Field(() => String, { description: 'The name.' })
  name!: string;

  @Field(() => Int, { description: 'How many runs measured it.' })
  count!: number;

  @Field(() => Float, { description: 'Their sum.' })
  sum!: number;

  @Field(() => Float, { description: 'Their mean.' })
  mean!: number;

  @Field(() => Float, {
    description: 'The smallest; that of a failed run counts also once the run is retried.',
  })
  min!: number;

  @Field(() => Float, {
    description: 'The largest; that of a failed run counts also once the run is retried.',
  })
  max!: number;
}

@ObjectType('RunFigures', {
  simpleResolvers: true,
  description: 'Figures of runs that have ended. Test runs are not among them.',
})
@Extensions({ scope: 'runs:read' })
export class RunFiguresType {
  @Field(() => Int, { description: 'How many have ended, however they did.' })
  runs!: number;

  @Field(() => Int, { description: 'How many ended with an output.' })
  succeeded!: number;

  @Field(() => Int, { description: 'How many ended with an error.' })
  failed!: number;

  @Field(() => Int, { description: 'How many somebody ended.' })
  canceled!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'succeeded / (succeeded + failed), from 0 to 1; null where that is 0 / 0.',
  })
  successRate!: number | null;
}

@ObjectType('RunFiguresPoint', {
  simpleResolvers: true,
  description: 'Figures of one hour or day.',
})
@Extensions({ scope: 'runs:read' })
export class RunFiguresPointType {
  @Field(() => DateTimeScalar, { description: 'First moment of the hour or day.' })
  startsAt!: string;

  @Field(() => RunFiguresType, { description: 'Of what ended in it.' })
  figures!: RunFiguresType;
}

@ObjectType('VersionFigures', {
  simpleResolvers: true,
  description: 'Figures of the runs of one version.',
})
@Extensions({ scope: 'runs:read' })
export class VersionFiguresType {
  @Field(() => RunFiguresType, { description: 'Of its runs.' })
  figures!: RunFiguresType;
}

@ObjectType('ChannelFigures', {
  simpleResolvers: true,
  description: 'Figures of the runs that were started on one channel, or on none.',
})
@Extensions({ scope: 'runs:read' })
export class ChannelFiguresType {
  @Field(() => RunFiguresType, { description: 'Of its runs.' })
  figures!: RunFiguresType;
}

@ObjectType('VariantFigures', {
  simpleResolvers: true,
  description:
    'Figures of one way of a split: of the runs that the split drew for it, not of those whose version was asked for.',
})
@Extensions({ scope: 'runs:read' })
export class VariantFiguresType {
  @Field(() => String, { description: 'Its label, or without one its version: v3, Draft.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Label of the route, if it has one.' })
  label!: string | null;

  @Field(() => RunFiguresType, { description: 'Of its runs.' })
  figures!: RunFiguresType;
}

@ObjectType('RateDifference', {
  simpleResolvers: true,
  description:
    'How much higher one success rate is than another, with its 95 % confidence interval. Right for one look: who looks again and again until it is significant finds differences that are not there.',
})
@Extensions({ scope: 'runs:read' })
export class RateDifferenceType implements RateDifference {
  @Field(() => Float, { description: 'From -1 to 1: 0.05 is five percentage points more.' })
  difference!: number;

  @Field(() => Float, { description: 'Lower end of the interval.' })
  lower!: number;

  @Field(() => Float, { description: 'Upper end of the interval.' })
  upper!: number;

  @Field(() => Boolean, {
    description: 'Whether the interval leaves out 0, so that chance alone hardly explains it.',
  })
  isSignificant!: boolean;
}

@ObjectType('ComparedVariant', {
  simpleResolvers: true,
  description: 'A variant beside the baseline.',
})
@Extensions({ scope: 'runs:read' })
export class ComparedVariantType {
  @Field(() => VariantFiguresType, { description: 'The variant.' })
  variant!: VariantFiguresType;

  @Field(() => Boolean, { description: 'Whether it is the one that the others are compared with.' })
  isBaseline!: boolean;

  @Field(() => RateDifferenceType, {
    nullable: true,
    description:
      "Its success rate less that of the baseline; null for the baseline, and where none of its or the baseline's runs has succeeded or failed.",
  })
  difference!: RateDifferenceType | null;
}

@ObjectType('VariantComparison', {
  simpleResolvers: true,
  description: 'The variants of a split beside each other.',
})
@Extensions({ scope: 'runs:read' })
export class VariantComparisonType {
  @Field(() => [ComparedVariantType], { description: 'The baseline, then the others.' })
  variants!: ComparedVariantType[];
}

@ObjectType('RunStats', {
  simpleResolvers: true,
  description:
    'Figures of the runs that ended in a window of time. They are kept as runs end; runs under way are not among them.',
})
@Extensions({ scope: 'runs:read' })
export class RunStatsType {
  @Field(() => DateTimeScalar, { description: 'First moment of the window.' })
  from!: string;

  @Field(() => DateTimeScalar, { description: 'First moment behind the window.' })
  to!: string;

  @Field(() => StatsIntervalEnum, { description: 'Into which periods it is cut.' })
  interval!: StatsIntervalEnum;

  @Field(() => String, { description: 'The time zone whose days are meant.' })
  timeZone!: string;
}
