import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { Node, registerNode } from '../platform/graphql/node';
import { DateTimeScalar, DigestScalar } from '../platform/graphql/scalars';
import { UserError } from '../platform/graphql/user-error';
import { type Activation, type ActivationKind } from './channel';

export enum ChannelModeEnum {
  NONE = 'NONE',
  VERSION = 'VERSION',
  SPLIT = 'SPLIT',
}
registerEnumType(ChannelModeEnum, {
  name: 'ChannelMode',
  description: 'How a channel routes.',
  valuesConfig: {
    NONE: { description: 'Nowhere: starts on it are refused.' },
    VERSION: { description: 'Wholly to one version.' },
    SPLIT: { description: 'To several, by weight.' },
  },
});

enum ActivationKindEnum {
  ACTIVATE = 'ACTIVATE',
  ROLLBACK = 'ROLLBACK',
  DEACTIVATE = 'DEACTIVATE',
  ROUTE = 'ROUTE',
}
registerEnumType(ActivationKindEnum, {
  name: 'ActivationKind',
  description: 'By which act a channel was routed.',
  valuesConfig: {
    ACTIVATE: { description: 'Wholly to a version.' },
    ROLLBACK: { description: 'Back to what was live before.' },
    DEACTIVATE: { description: 'Nowhere.' },
    ROUTE: { description: 'By weights.' },
  },
});

@ObjectType('Route', { simpleResolvers: true, description: 'One way of a channel.' })
@Extensions({ scope: 'workflows:read' })
export class RouteType {
  @Field(() => Int, {
    nullable: true,
    description: 'The revision that was routed; null for the draft.',
  })
  revision!: number | null;

  @Field(() => DigestScalar, {
    nullable: true,
    description:
      'The digest that was routed; null for the draft, whose digest is taken at each start.',
  })
  digest!: string | null;

  @Field(() => Int, { description: 'Relative to the other routes.' })
  weight!: number;

  @Field(() => String, { nullable: true, description: 'A name of the variant.' })
  label!: string | null;
}

@ObjectType('VersionRoute', {
  simpleResolvers: true,
  description: 'A present route to a version, seen from the version.',
})
@Extensions({ scope: 'workflows:read' })
export class VersionRouteType {
  @Field(() => Int, { description: 'Relative to the other routes of the channel.' })
  weight!: number;

  @Field(() => String, { nullable: true, description: 'A name of the variant.' })
  label!: string | null;

  @Field(() => Boolean, {
    description:
      "Whether it holds the version's present digest; an edited version goes live only by activating it again.",
  })
  holdsPresentDigest!: boolean;
}

@ObjectType('Channel', {
  implements: Node,
  simpleResolvers: true,
  description: 'A named way to start runs. Its routing is that of its last activation.',
})
@Extensions({ scope: 'workflows:read' })
export class ChannelType extends Node {
  @Field(() => String, { description: 'Unique in its workflow; `live` is always there.' })
  key!: string;

  @Field(() => Int, {
    description:
      'Sequence of its last activation, 0 before the first; the expectedActivation of the next.',
  })
  activationSequence!: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who made it.' })
  createdBy!: ActorType;
}

@ObjectType('Activation', {
  implements: Node,
  simpleResolvers: true,
  description:
    "An entry of a channel's append-only history: who routed it where, from what, when and why.",
})
@Extensions({ scope: 'workflows:read' })
export class ActivationType extends Node {
  @Field(() => Int, { description: 'From 1, per channel, without gaps.' })
  sequence!: number;

  @Field(() => ActivationKindEnum, { description: 'By which act.' })
  kind!: ActivationKind;

  @Field(() => String, { nullable: true, description: 'Why, as the actor put it.' })
  note!: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  activatedAt!: string;

  @Field(() => ActorType, { description: 'Who.' })
  actor!: ActorType;
}

@ObjectType('RollbackAmbiguous', {
  implements: UserError,
  simpleResolvers: true,
  description:
    'The present activation is itself a rollback, so it is not clear what to go back to.',
})
export class RollbackAmbiguousType extends UserError {
  @Field(() => [ActivationType], {
    description:
      'Whose routings could be meant: what the rollback left, and what came before what it restored.',
  })
  candidates!: Activation[];
}

registerNode('ch', 'Channel');
registerNode('act', 'Activation');
export const ActivationConnectionType = connectionType('Activation', () => ActivationType);
