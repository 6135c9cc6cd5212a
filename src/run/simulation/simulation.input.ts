import { Field, ID, InputType, Int } from 'type-graphql';
import { JsonScalar } from '../../platform/graphql/scalars';
import { type VersionRef } from '../../version/version-ref';
import { VersionRefScalar } from '../../version/version-ref.scalar';
import { WorkflowInput } from '../../workflow/workflow.input';
import { type MockInput } from './read-simulation';
import { type SimulationRequest } from './simulate-run';

@InputType({ description: 'An error with which a mocked node fails.' })
export class MockErrorInput {
  @Field(() => String, { description: 'For programs.' })
  code!: string;

  @Field(() => String, { description: 'For people.' })
  message!: string;
}

@InputType({
  description: 'What a node gives in a simulation, instead of what it is: an output or an error.',
})
export class SimulationMockInput implements MockInput {
  @Field(() => String, { description: 'Key of the node.' })
  nodeKey!: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'What it gives, also null. Of a branch { "branch": … }: the way that is taken, whatever its conditions.',
  })
  output?: unknown;

  @Field(() => MockErrorInput, { nullable: true, description: 'How it fails instead.' })
  error?: MockErrorInput | null;
}

@InputType({ description: 'What to simulate, and what stands in for the outside.' })
export class SimulateInput extends WorkflowInput implements SimulationRequest {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'The version; the draft if neither this nor a definition is given.',
  })
  version?: VersionRef | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Content that is not saved, in any shape that saveDraft takes.',
  })
  definition?: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: "Of the run, as the definition's inputs describe it; {} if absent, 1 MB at most.",
  })
  input?: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      'Key of the trigger that fires; if absent the one at which a run of this input would begin.',
  })
  triggerKey?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'What the trigger is given. If absent the input for a manual one, a request with the input as its body for a webhook, else the example of its type.',
  })
  triggerPayload?: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'Values of variables by name; others have their defaults, or with continueFrom what they had.',
  })
  variables?: unknown;

  @Field(() => [SimulationMockInput], {
    nullable: true,
    description: 'What nodes give; it wins over all else. At most one for each node.',
  })
  mocks?: SimulationMockInput[] | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'A run of the workflow: what its steps gave stands in for nodes of the same keys that have no mock and cannot be executed.',
  })
  recordedRunId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Stop after so many steps, of which 0 only tells what comes first; all if absent.',
  })
  steps?: number | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'The state that an earlier simulation answered. Input and trigger are those of the state; mocks and recordedRunId are to be given again.',
  })
  continueFrom?: unknown;
}
