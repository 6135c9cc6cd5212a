import { Extensions, Field, Int, ObjectType } from 'type-graphql';
import { type JsonObject, type JsonValue } from '../../graph/definition';
import { DateTimeScalar, DigestScalar, JsonScalar } from '../../platform/graphql/scalars';
import { type Version } from '../../version/version';
import { VersionType } from '../../version/version.type';
import {
  type OutputSource,
  type SimulatedError,
  type SimulatedStep,
  type SimulationRefusal,
  type SimulationStatus,
} from './simulation';
import {
  OutputSourceEnum,
  SimulatedStepStatusEnum,
  SimulationStatusEnum,
} from './simulation-enums.type';

@ObjectType('SimulatedError', {
  simpleResolvers: true,
  description: 'Why a step of a simulation failed.',
})
export class SimulatedErrorType implements SimulatedError {
  @Field(() => String, { description: 'For programs; listed in docs/simulation.md.' })
  code!: string;

  @Field(() => String, { description: 'For people.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'Key of the node at which it failed.' })
  nodeKey?: string;

  @Field(() => String, { nullable: true, description: 'Key of the edge whose condition failed.' })
  edgeKey?: string;

  @Field(() => String, {
    nullable: true,
    description: 'JSON Pointer from the node or edge to the text at fault.',
  })
  path?: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Where in that text, in UTF-16 code units from 0.',
  })
  position?: number;
}

@ObjectType('SimulatedStep', {
  simpleResolvers: true,
  description: 'What a node did in a simulation.',
})
export class SimulatedStepType implements SimulatedStep {
  @Field(() => String, { description: 'Key of the node.' })
  nodeKey!: string;

  @Field(() => String, { description: 'Name of the node.' })
  name!: string;

  @Field(() => String, { description: 'Type of the node.' })
  type!: string;

  @Field(() => SimulatedStepStatusEnum, { description: 'What became of it.' })
  status!: SimulatedStep['status'];

  @Field(() => OutputSourceEnum, {
    nullable: true,
    description: 'Where its output, or its error if a mock says so, comes from.',
  })
  source?: OutputSource;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'What it is given, of http, approval and workflow nodes: the request, the prompt, the input. Secrets are references; null where it is larger than 100,000 characters.',
  })
  input?: JsonValue;

  @Field(() => JsonScalar, { nullable: true, description: 'What it gave.' })
  output?: JsonValue;

  @Field(() => SimulatedErrorType, { nullable: true, description: 'Why it failed.' })
  error?: SimulatedError;

  @Field(() => JsonScalar, { description: 'New values of variables, by name.' })
  variables!: JsonObject;

  @Field(() => [String], { description: 'Keys of the leaving edges on which it goes on.' })
  takenEdges!: string[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When a run would go on that came to this delay now; a simulation does not wait.',
  })
  resumedAt?: string;

  @Field(() => [String], { description: 'What a run would do otherwise, for people.' })
  notes!: string[];
}

@ObjectType('SimulationRefusal', {
  simpleResolvers: true,
  description: 'Why a content, or its input, cannot be simulated.',
})
export class SimulationRefusalType implements SimulationRefusal {
  @Field(() => String, {
    description:
      'GRAPH_CYCLIC, CONTAINER, TRIGGER_MISSING, or RUN_INPUT_INVALID for each fault of the input.',
  })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Key of the node, if it is of one.' })
  nodeKey?: string;

  @Field(() => String, { nullable: true, description: 'Key of the edge, if it is of one.' })
  edgeKey?: string;

  @Field(() => String, { nullable: true, description: 'JSON Pointer of a fault, in the input.' })
  path?: string;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}

@ObjectType('Simulation', {
  simpleResolvers: true,
  description: 'What a run would do, as far as that can be told without asking anything outside.',
})
// what it tells is of the definition, beside what the request gave
@Extensions({ scope: ['workflows:read', 'runs:read'] })
export class SimulationType {
  @Field(() => VersionType, {
    nullable: true,
    description: 'The version; null where a definition was given.',
  })
  version?: Version;

  @Field(() => DigestScalar, { description: 'Digest of what was simulated.' })
  digest!: string;

  @Field(() => SimulationStatusEnum, { description: 'How it ended.' })
  status!: SimulationStatus;

  @Field(() => SimulatedErrorType, { nullable: true, description: 'Why it is FAILED.' })
  error?: SimulatedError;

  @Field(() => [SimulationRefusalType], { description: 'Why it is REFUSED.' })
  refusals!: SimulationRefusal[];

  @Field(() => [SimulatedStepType], {
    description:
      'What was done now, in order: not what was done before the state that it went on from.',
  })
  trace!: SimulatedStep[];

  @Field(() => [String], {
    description: 'Keys of the nodes that can start now; the first of them comes first.',
  })
  next!: string[];

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'What the run would give: the output of the node where it ended, of several an object of them by key. Null unless it SUCCEEDED.',
  })
  output?: JsonValue;

  @Field(() => JsonScalar, { description: 'Values of its variables, by name.' })
  variables!: JsonObject;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'Give it as continueFrom to go on; the server keeps nothing. Null where there is nothing to go on with. What is in it may change.',
  })
  state?: JsonObject;
}
