import { Field, InputType, registerEnumType } from 'type-graphql';
import { DateTimeScalar } from '../../platform/graphql/scalars';
import { type WantedWindow } from './stats-window';

export enum StatsIntervalEnum {
  HOUR = 'HOUR',
  DAY = 'DAY',
}
registerEnumType(StatsIntervalEnum, {
  name: 'StatsInterval',
  description: 'How long each period of figures is.',
  valuesConfig: {
    HOUR: { description: 'An hour of UTC.' },
    DAY: { description: 'A day of the time zone, from midnight to midnight.' },
  },
});

@InputType('StatsWindow', {
  description:
    'The time to look at. It is widened to whole hours, or by day to whole days; what is absent is usual: the last 30 days, or by hour the last 24 hours.',
})
export class StatsWindowInput implements WantedWindow {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only runs that ended then or later, at most 400 days before to, by hour 31.',
  })
  from?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Only runs that ended before this; now if absent.',
  })
  to?: Date | null;

  @Field(() => StatsIntervalEnum, {
    nullable: true,
    description: 'Into which periods it is cut; days if absent.',
  })
  interval?: StatsIntervalEnum | null;

  @Field(() => String, {
    nullable: true,
    description:
      'IANA time zone whose days are meant; UTC if absent. An hour counts for the day in which it begins.',
  })
  timeZone?: string | null;
}
