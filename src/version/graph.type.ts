import { Extensions, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type JsonObject, type JsonValue } from '../graph/definition';
import { JsonScalar } from '../platform/graphql/scalars';

enum ProblemSeverity {
  ERROR = 'ERROR',
  WARNING = 'WARNING',
}
registerEnumType(ProblemSeverity, {
  name: 'ProblemSeverity',
  description: 'How bad a problem is.',
  valuesConfig: {
    ERROR: { description: 'Stops a release and a live start.' },
    WARNING: { description: 'Stops nothing.' },
  },
});

@ObjectType('Problem', {
  simpleResolvers: true,
  description: 'Something in a definition that is incomplete or looks wrong.',
})
export class ProblemType {
  @Field(() => ProblemSeverity, { description: 'How bad it is.' })
  severity!: 'ERROR' | 'WARNING';

  @Field(() => String, { description: 'What kind of problem, for programs.' })
  code!: string;

  @Field(() => String, { nullable: true, description: 'Key of the node, if it is of one.' })
  nodeKey?: string;

  @Field(() => String, { nullable: true, description: 'Key of the edge, if it is of one.' })
  edgeKey?: string;

  @Field(() => String, {
    nullable: true,
    description: 'JSON Pointer of the place within node, edge or definition.',
  })
  path?: string;

  @Field(() => String, { description: 'What is wrong, for people.' })
  message!: string;
}

@ObjectType('Position', {
  simpleResolvers: true,
  description: "A place on the canvas in React Flow's units.",
})
export class PositionType {
  @Field(() => Float, { description: 'To the right.' })
  x!: number;

  @Field(() => Float, { description: 'Downwards.' })
  y!: number;
}

@ObjectType('RetryPolicy', {
  simpleResolvers: true,
  description: 'How often a failed step is tried.',
})
export class RetryPolicyType {
  @Field(() => Int, { description: 'Tries in all, the first included.' })
  attempts!: number;

  @Field(() => Int, { description: 'Milliseconds before the next try.' })
  backoffMs!: number;
}

@ObjectType('GraphNode', {
  simpleResolvers: true,
  description: 'A step of a workflow as one version has it.',
})
@Extensions({ scope: 'workflows:read' })
export class GraphNodeType {
  @Field(() => String, {
    description: 'Unique within the graph; not a global id, since two versions share it.',
  })
  key!: string;

  @Field(() => String, { description: 'Its node type.' })
  type!: string;

  @Field(() => String, { description: 'What people read on the canvas.' })
  name!: string;

  @Field(() => JsonScalar, {
    description: "Free content, described by the node type's JSON Schema.",
  })
  config!: JsonObject;

  @Field(() => PositionType, {
    nullable: true,
    description: 'Where it stands on the canvas; null where nobody placed it.',
  })
  position?: PositionType;

  @Field(() => String, { nullable: true, description: 'Key of the container that it belongs to.' })
  parent?: string;

  @Field(() => Boolean, { description: 'Whether runs pass it over.' })
  disabled!: boolean;

  @Field(() => RetryPolicyType, {
    nullable: true,
    description: 'How often it is tried; null: once.',
  })
  retry?: RetryPolicyType;

  @Field(() => Int, {
    nullable: true,
    description: 'Longest time of one try in milliseconds; null: no bound of its own.',
  })
  timeoutMs?: number;
}

@ObjectType('GraphEdge', {
  simpleResolvers: true,
  description: 'A connection between two nodes as one version has it.',
})
@Extensions({ scope: 'workflows:read' })
export class GraphEdgeType {
  @Field(() => String, { description: 'Unique within the graph.' })
  key!: string;

  @Field(() => String, { description: 'Key of the node that it leaves.' })
  source!: string;

  @Field(() => String, { description: 'Key of the node that it enters.' })
  target!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Output of the source; of a branch its name.',
  })
  sourceHandle?: string;

  @Field(() => String, { nullable: true, description: 'Input of the target.' })
  targetHandle?: string;

  @Field(() => String, {
    nullable: true,
    description: 'JSONata; the edge is taken if it is truthy.',
  })
  condition?: string;

  @Field(() => Int, { description: 'Edges of a branch are tried in ascending priority.' })
  priority!: number;
}

@ObjectType('Graph', {
  simpleResolvers: true,
  description: "Definition and layout joined in React Flow's shape, ready for its props.",
})
@Extensions({ scope: 'workflows:read' })
export class GraphType {
  @Field(() => JsonScalar, {
    description: "React Flow's nodes; containers come before what is in them.",
  })
  nodes!: unknown;

  @Field(() => JsonScalar, { description: "React Flow's edges." })
  edges!: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The part of the canvas that is looked at.',
  })
  viewport?: unknown;
}

@ObjectType('Variable', {
  simpleResolvers: true,
  description: 'A variable that expressions read as vars.NAME.',
})
export class VariableType {
  @Field(() => String, { description: 'Unique within the definition.' })
  name!: string;

  @Field(() => String, { description: 'number, text, boolean, list or object.' })
  type!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value at first.' })
  default?: JsonValue;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string;

  @Field(() => String, { description: 'reset: anew for each run; persist: kept from run to run.' })
  lifetime!: string;
}

@ObjectType('Trigger', { simpleResolvers: true, description: 'A node that starts runs.' })
export class TriggerType {
  @Field(() => String, { description: 'Key of the node.' })
  key!: string;

  @Field(() => String, { description: 'Its node type.' })
  type!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => JsonScalar, { description: 'Its configuration.' })
  config!: JsonObject;
}
