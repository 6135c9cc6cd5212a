import { Ctx, Extensions, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { type JsonObject, type JsonValue } from '../graph/definition';
import { JsonScalar } from '../platform/graphql/scalars';
import { type VersionContext } from './version-context';

@ObjectType('NodeType', {
  simpleResolvers: true,
  description:
    'A type of node that this server knows. Others may be used too; only external executors run them.',
})
@Extensions({ scope: 'workflows:read' })
export class NodeTypeType {
  @Field(() => String, { description: 'What a node says in its type.' })
  type!: string;

  @Field(() => String, { description: 'A name to show.' })
  title!: string;

  @Field(() => String, { description: 'What it does.' })
  description!: string;

  @Field(() => String, { description: 'Heading under which an editor lists it.' })
  category!: string;

  @Field(() => Boolean, { description: 'Whether a run can start at it.' })
  isTrigger!: boolean;

  @Field(() => Boolean, {
    description: 'Whether it affects or asks something beyond the run; simulations mock it.',
  })
  reachesOutside!: boolean;

  @Field(() => JsonScalar, { description: 'JSON Schema (2020-12) of its config.' })
  configSchema!: JsonObject;

  @Field(() => JsonScalar, { nullable: true, description: 'An output that it could have.' })
  example!: JsonValue;
}

@Resolver()
export class NodeTypesResolver {
  @Query(() => [NodeTypeType], { description: 'The types of node that this server knows.' })
  @Extensions({ scope: 'workflows:read' })
  nodeTypes(@Ctx() { services }: VersionContext): NodeTypeType[] {
    return services.definitions.registry.all();
  }
}
