import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import { DateTimeScalar, DigestScalar } from '../../platform/graphql/scalars';
import { type ArmedTriggerKind } from './armed-trigger';

enum ArmedTriggerKindEnum {
  SCHEDULE = 'SCHEDULE',
  WEBHOOK = 'WEBHOOK',
}
registerEnumType(ArmedTriggerKindEnum, {
  name: 'ArmedTriggerKind',
  description: 'What makes a trigger fire.',
  valuesConfig: {
    SCHEDULE: { description: 'The clock.' },
    WEBHOOK: { description: 'A request to its path.' },
  },
});

@ObjectType('TickRefusal', { simpleResolvers: true, description: 'Why a tick started no run.' })
@Extensions({ scope: 'runs:read' })
export class TickRefusalType {
  @Field(() => String, { description: 'For programs: a code of a user error.' })
  code!: string;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}

@ObjectType('ScheduleTick', {
  simpleResolvers: true,
  description: 'A moment of a schedule that came, and what came of it. Kept for 30 days.',
})
@Extensions({ scope: 'runs:read' })
export class ScheduleTickType {
  @Field(() => DateTimeScalar, { description: 'When it was due.' })
  tickAt!: string;
}

@ObjectType('ArmedTrigger', {
  simpleResolvers: true,
  description:
    'A trigger that starts runs, as it was when live was routed to it: of the one version, or of the first route of a split.',
})
@Extensions({ scope: 'workflows:read' })
export class ArmedTriggerType {
  @Field(() => String, { description: 'Key of its node.' })
  nodeKey!: string;

  @Field(() => ArmedTriggerKindEnum, { description: 'What makes it fire.' })
  kind!: ArmedTriggerKind;

  @Field(() => DigestScalar, { description: 'Digest of the definition that it is from.' })
  digest!: string;

  @Field(() => String, { description: 'Key of the channel on which its runs start.' })
  channelKey!: string;

  @Field(() => String, { nullable: true, description: 'Of a schedule: its cron expression.' })
  cron!: string | null;

  @Field(() => String, { nullable: true, description: 'Of a schedule: its IANA time zone.' })
  timeZone!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Of a schedule: when it fires next; null while the workflow is paused, and where it never will.',
  })
  nextTickAt!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of a webhook: its path in the workspace, kept while the workflow is paused.',
  })
  path!: string | null;
}
