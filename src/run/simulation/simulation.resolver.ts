import { Arg, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { findProblems, type Problem } from '../../graph/problems';
import { ReturnsUserErrors } from '../../platform/graphql/user-error';
import { notFound } from '../../platform/refusal';
import { ProblemType } from '../../version/graph.type';
import { type RunContext } from '../run-context';
import { type Simulation } from './simulation';
import { SimulateInput } from './simulation.input';
import { SimulationPayload } from './simulation.payload';
import { SimulationType } from './simulation.type';

/** A simulation takes much more work than an object that is read; so many of these it counts for. */
const SIMULATION_COST = 500;

@Resolver(() => SimulationType)
export class SimulationResolver {
  @Mutation(() => SimulationPayload, {
    description:
      'Runs a version, or unsaved content, without any effect: nothing outside is asked, no run is made, nothing is kept. Nodes that only compute are executed; others give what a mock says, what they gave in an earlier run, or the example of their type.',
  })
  // it changes nothing, and tells what who may read definitions and runs can find out anyway
  @Extensions({ scope: 'runs:read', cost: SIMULATION_COST })
  @ReturnsUserErrors()
  async simulate(
    @Ctx() { services, loaders, caller }: RunContext,
    @Arg('input', () => SimulateInput, { description: 'What to simulate.' })
    { workflowId, ...request }: SimulateInput,
  ): Promise<SimulationPayload> {
    const workflow = await loaders.workflows.byId(workflowId);
    if (!workflow) throw notFound('This workflow', ['workflowId']);
    return { simulation: await services.simulateRun.simulate(caller, workflow, request) };
  }

  @FieldResolver(() => [ProblemType], {
    description: 'What is incomplete or looks wrong in what was simulated.',
  })
  problems(@Root() { definition }: Simulation, @Ctx() { services }: RunContext): Problem[] {
    return findProblems(definition, services.definitions.registry);
  }
}
