import type { Caller } from '../../access/caller';
import type { Definition, DefinitionNode, JsonValue } from '../../graph/definition';
import type { Clock } from '../../platform/clock';
import { invalidInput, notFound } from '../../platform/refusal';
import type { DefinitionService } from '../../version/definition.service';
import { DRAFT_NUMBER, type Version } from '../../version/version';
import type { VersionRef } from '../../version/version-ref';
import type { VersionService } from '../../version/version.service';
import type { Workflow } from '../../workflow/workflow';
import type { ExpressionEvaluator } from '../execution/expression';
import type { NodeFunction } from '../execution/node-function';
import { runOutput } from '../execution/run-output';
import { initialVariables, jsonText, keepsVariables } from '../run.rules';
import { readMocks, readOverrides, readSteps, type MockInput } from './read-simulation';
import type { PersistentVariableStore } from '../persistent-variable.store';
import type { RecordedOutputsStore } from './recorded-outputs.store';
import { isExecutable } from './simulate-node';
import {
  MAX_SIMULATION_CHARACTERS,
  MOST_SIMULATION_MS,
  MOST_SIMULATIONS,
  type Mock,
  type Simulation,
  type SimulationRefusal,
} from './simulation';
import * as refusals from './simulation-refusals';
import { readState, type SimulationState, writeState } from './simulation-state';
import { SimulationTurns } from './simulation-turns';
import { SimulationWalk } from './simulation-walk';

/** What to simulate, with what instead of the outside. */
export interface SimulationRequest {
  version?: VersionRef | null;
  /** Content that is not saved, instead of a version's. */
  definition?: unknown;
  input?: unknown;
  triggerKey?: string | null;
  triggerPayload?: unknown;
  /** Values of variables, by name. */
  variables?: unknown;
  mocks?: readonly MockInput[] | null;
  recordedRunId?: string | null;
  /** How many steps to make at most; all if absent. */
  steps?: number | null;
  /** The state of an earlier simulation. */
  continueFrom?: unknown;
}

/** A simulation with the version that it is of; none where a definition was given. */
export interface SimulatedVersion extends Simulation {
  version: Version | undefined;
}

interface Content {
  version: Version | undefined;
  digest: string;
  definition: Definition;
}

/**
 * Simulates runs: what only computes is executed, the rest is stood in for. Reads what it needs and
 * writes nothing: it makes no run, no event and no request, reveals no secret and keeps no variable.
 */
export class SimulateRun {
  private readonly turns = new SimulationTurns(MOST_SIMULATIONS);

  constructor(
    private readonly versions: VersionService,
    private readonly definitions: DefinitionService,
    private readonly recordedOutputs: RecordedOutputsStore,
    private readonly keptVariables: PersistentVariableStore,
    private readonly functions: ReadonlyMap<string, NodeFunction>,
    private readonly expressions: ExpressionEvaluator,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal for a request that makes no sense; what cannot be simulated is in the answer. */
  async simulate(
    caller: Caller,
    workflow: Workflow,
    request: SimulationRequest,
  ): Promise<SimulatedVersion> {
    const content = await this.contentOf(workflow, request);
    const { version, digest, definition } = content;
    const cannot = refusals.contentRefusals(definition);
    if (cannot.length > 0) return refused(content, cannot);
    const mocks = readMocks(request.mocks ?? [], definition);
    const steps = readSteps(request.steps);
    const kept = keepsVariables(definition)
      ? await this.keptVariables.of(undefined, workflow.id)
      : new Map<string, string>();
    const begun = this.begin(request, content, kept);
    if (!('steps' in begun)) return refused(content, begun.refusals);
    const recorded = await this.recordedOf(
      caller,
      workflow,
      request.recordedRunId,
      definition,
      mocks,
    );
    const { registry } = this.definitions;
    const signal = AbortSignal.timeout(MOST_SIMULATION_MS);
    const run = { id: 'simulation', workflow: workflow.id, version: version?.number ?? null };
    const walk = new SimulationWalk(
      {
        ...{ definition, signal, run, expressions: this.expressions },
        standIns: { registry, functions: this.functions, mocks, recorded },
      },
      begun,
    );
    const outcome = await this.turns.take(() => walk.advance(steps));
    const isDone = outcome.status === 'SUCCEEDED';
    return {
      ...outcome,
      ...{ version, digest, definition, refusals: [], variables: begun.variables },
      ...(isDone ? { output: outputOf(definition, begun) } : { state: writeState(begun, digest) }),
    };
  }

  private async contentOf(workflow: Workflow, request: SimulationRequest): Promise<Content> {
    if (request.definition != null) {
      if (request.version != null)
        throw invalidInput('Give a version or a definition, not both.', ['definition']);
      const { definition, digest } = this.definitions.prepare(request.definition, workflow.id);
      return { version: undefined, digest, definition };
    }
    const ref = request.version ?? { number: DRAFT_NUMBER };
    const version = await this.versions.resolve(undefined, workflow, ref);
    const { workspaceId, digest } = version;
    return { version, digest, definition: await this.definitions.parsed(workspaceId, digest) };
  }

  /** Where to begin or to go on, or why that cannot be. */
  private begin(
    request: SimulationRequest,
    { definition, digest }: Content,
    kept: ReadonlyMap<string, string>,
  ): SimulationState | { refusals: SimulationRefusal[] } {
    const overrides = readOverrides(request.variables, definition);
    if (request.continueFrom != null) {
      for (const field of ['input', 'triggerKey', 'triggerPayload'] as const)
        if (request[field] != null)
          throw invalidInput(`With continueFrom, ${field} is that of the state.`, [field]);
      const state = readState(request.continueFrom, definition, digest);
      return { ...state, variables: { ...state.variables, ...overrides } };
    }
    const { registry } = this.definitions;
    const input = plainJson(request.input ?? {}, 'input');
    const trigger = this.triggerOf(definition, request.triggerKey);
    const found = refusals.inputRefusals(definition, input);
    if (!trigger) return { refusals: [refusals.triggerMissing(), ...found] };
    if (found.length > 0) return { refusals: found };
    const payload =
      request.triggerPayload == null
        ? refusals.defaultPayload(trigger, input, registry)
        : plainJson(request.triggerPayload, 'triggerPayload');
    const variables = {
      ...(initialVariables(definition, kept) as Record<string, JsonValue>),
      ...overrides,
    };
    return {
      ...{ input, payload, variables, startedAt: this.clock.now(), triggerKey: trigger.id },
      ...{ steps: new Map(), outputs: new Map() },
    };
  }

  private triggerOf(
    definition: Definition,
    wanted: string | null | undefined,
  ): DefinitionNode | undefined {
    const { registry } = this.definitions;
    const key = wanted ?? refusals.defaultTrigger(definition, registry);
    const node = definition.nodes.find(({ id }) => id === key);
    if (wanted != null && !(node && refusals.canBegin(node, registry))) {
      throw invalidInput(`${wanted} is not an enabled trigger of the definition.`, ['triggerKey']);
    }
    return node;
  }

  /** What the run gave at nodes that are neither executed nor mocked. */
  private async recordedOf(
    { workspaceId }: Caller,
    workflow: Workflow,
    runId: string | null | undefined,
    definition: Definition,
    mocks: ReadonlyMap<string, Mock>,
  ): Promise<Map<string, JsonValue>> {
    if (runId == null) return new Map();
    if (!(await this.recordedOutputs.hasRun(workspaceId, workflow.id, runId)))
      throw notFound('This run of the workflow', ['recordedRunId']);
    const known = { registry: this.definitions.registry, functions: this.functions };
    const keys = definition.nodes
      .filter((node) => !mocks.has(node.id) && !isExecutable(node, known))
      .map(({ id }) => id);
    if ((await this.recordedOutputs.characters(runId, keys)) > MAX_SIMULATION_CHARACTERS) {
      const message = `The outputs of this run have more than ${MAX_SIMULATION_CHARACTERS} characters; mock the larger ones.`;
      throw invalidInput(message, ['recordedRunId']);
    }
    const outputs = await this.recordedOutputs.outputs(runId, keys);
    return new Map(
      outputs.map(({ nodeKey, output }) => [nodeKey, JSON.parse(output ?? 'null') as JsonValue]),
    );
  }
}

function outputOf(definition: Definition, { steps, outputs }: SimulationState): JsonValue {
  return runOutput(
    definition,
    (nodeKey) => steps.get(nodeKey),
    (nodeKey) => outputs.get(nodeKey),
  );
}

function refused(content: Content, found: SimulationRefusal[]): SimulatedVersion {
  return {
    ...content,
    ...{ status: 'REFUSED', refusals: found, trace: [], next: [], variables: {} },
  };
}

/** @throws Refusal INVALID_INPUT for what is too large, too deep, or not JSON. */
function plainJson(value: unknown, field: string): JsonValue {
  return JSON.parse(jsonText(value, field) ?? 'null') as JsonValue;
}
