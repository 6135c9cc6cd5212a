import { Arg, Ctx, Extensions, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { type Problem } from '../graph/problems';
import { CarriesUserErrors, Payload } from '../platform/graphql/user-error';
import { DigestScalar, JsonScalar } from '../platform/graphql/scalars';
import { notFound } from '../platform/refusal';
import { ProblemType } from './graph.type';
import { type VersionContext } from './version-context';

@ObjectType('DefinitionValidation', {
  simpleResolvers: true,
  description: 'What saving a definition would say of it; nothing is written.',
})
@Extensions({ scope: 'workflows:read' })
export class DefinitionValidationType extends Payload {
  @Field(() => DigestScalar, {
    nullable: true,
    description: 'Its digest; null where it is no definition, and userErrors says why.',
  })
  digest?: string;

  @Field(() => [ProblemType], {
    nullable: true,
    description:
      'What is incomplete or looks wrong in it, but for what its calls of other workflows lead to: that is told when it is saved.',
  })
  problems?: Problem[];
}

@Resolver()
export class ValidateDefinitionResolver {
  @Query(() => DefinitionValidationType, {
    description:
      'Checks a definition that is not saved, such as a file of a pull request. Nothing is kept.',
  })
  @Extensions({ scope: 'workflows:read', cost: 20 })
  @CarriesUserErrors()
  async validateDefinition(
    @Ctx() { services, loaders }: VersionContext,
    @Arg('definition', () => JsonScalar, {
      description: "The definition, or a graph in React Flow's shape.",
    })
    definition: unknown,
    @Arg('workflowId', () => ID, {
      nullable: true,
      description: 'The workflow that it is for, to find a node that would run it again.',
    })
    workflowId?: string | null,
  ): Promise<Omit<DefinitionValidationType, 'userErrors'>> {
    if (workflowId != null && !(await loaders.workflows.byId(workflowId)))
      throw notFound('The workflow', ['workflowId']);
    return services.definitions.prepare(definition, workflowId ?? undefined);
  }
}
