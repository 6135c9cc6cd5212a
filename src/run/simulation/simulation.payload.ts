import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../../platform/graphql/user-error';
import { type SimulatedVersion } from './simulate-run';
import { SimulationType } from './simulation.type';

@ObjectType({ simpleResolvers: true, description: 'What a simulation answers.' })
export class SimulationPayload extends Payload {
  @Field(() => SimulationType, {
    nullable: true,
    description: 'What came of it; null for a request that makes no sense.',
  })
  simulation?: SimulatedVersion;
}
