import type { DefinitionNode, JsonObject, JsonValue } from '../../graph/definition';
import type { NodeTypeRegistry } from '../../graph/node-type-registry';
import { passNode, resumeNode, startNode, type StepResult } from '../execution/execute-node';
import type { NodeContext, NodeFunction } from '../execution/node-function';
import { withinTime } from '../execution/retry';
import { StepError } from '../execution/step-error';
import { givenInput } from './given-input';
import { edgesOfWay } from './mocked-branch';
import {
  MAX_SHOWN_INPUT_CHARACTERS,
  simulatedError,
  type Mock,
  type OutputSource,
  type SimulatedError,
  type SimulatedStep,
} from './simulation';

/** What stands in for the outside, and who knows what does. */
export interface StandIns {
  registry: NodeTypeRegistry;
  functions: ReadonlyMap<string, NodeFunction>;
  mocks: ReadonlyMap<string, Mock>;
  /** Outputs of an earlier run by node key. */
  recorded: ReadonlyMap<string, JsonValue>;
  /** The node at which the simulation began. */
  triggerKey: string;
}

type Done = Extract<StepResult, { kind: 'DONE' }>;

/**
 * Simulates one node: nothing outside is asked or changed. A mock wins; else what only computes is
 * executed, and what reaches outside gives what it gave in the earlier run, or the example of its type.
 *
 * @throws the reason of the context's signal if that is aborted, and nothing else.
 */
export async function simulateNode(
  standIns: StandIns,
  context: NodeContext,
  passedOnFrom: string | undefined,
): Promise<SimulatedStep> {
  const step = emptyStep(context.node);
  try {
    if (context.node.disabled === true) return await passOver(standIns, context, passedOnFrom);
    const mock = standIns.mocks.get(context.node.id);
    if (mock !== undefined) await useMock(step, mock, context);
    else if (isExecutable(context.node, standIns)) await execute(step, standIns, context);
    else await standIn(step, standIns, context);
  } catch (error) {
    if (context.signal.aborted) throw context.signal.reason;
    fail(step, errorOf(error), context.node);
  }
  return step;
}

/** A step of a node on which nothing has been done yet. */
export function emptyStep({ id, name, type }: DefinitionNode): SimulatedStep {
  return {
    ...{ nodeKey: id, name, type, status: 'SKIPPED' },
    ...{ variables: {}, takenEdges: [], notes: [] },
  };
}

/** Makes a step a failed one, which has neither output nor effect. */
export function fail(step: SimulatedStep, error: SimulatedError, node: DefinitionNode): void {
  Object.assign(step, {
    status: 'FAILED',
    error,
    output: undefined,
    variables: {},
    takenEdges: [],
  });
  const attempts = node.retry?.attempts ?? 1;
  if (attempts > 1) step.notes.push(`A run may try ${attempts} times; a simulation tries once.`);
}

/** Whether a node only computes, and can be executed here. */
export function isExecutable(
  { type }: DefinitionNode,
  { registry, functions }: Pick<StandIns, 'registry' | 'functions'>,
): boolean {
  return registry.get(type)?.reachesOutside === false && functions.has(type);
}

async function passOver(
  { mocks }: StandIns,
  context: NodeContext,
  from: string | undefined,
): Promise<SimulatedStep> {
  const step = emptyStep(context.node);
  settle(step, (await passNode(context, from)) as Done);
  step.status = 'SKIPPED';
  step.notes.push('The node is disabled; it passes on what it is given.');
  if (mocks.has(context.node.id)) step.notes.push('Its mock was not used.');
  return step;
}

async function useMock(step: SimulatedStep, mock: Mock, context: NodeContext): Promise<void> {
  const { definition, node } = context;
  try {
    await showInput(step, context);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    // who gives a mock wants to get past the node
    step.notes.push(`Without the mock it would fail: ${error.message}`);
  }
  step.source = 'MOCK';
  if ('error' in mock) return fail(step, { ...mock.error, nodeKey: node.id }, node);
  if (node.type !== 'branch') return deliver(step, mock.output, 'MOCK', context);
  const way = (mock.output as JsonObject)['branch'] as string | null;
  const taken = edgesOfWay(definition, node.id, way) ?? [];
  settle(step, { kind: 'DONE', output: { branch: way }, variables: {}, taken });
}

async function execute(
  step: SimulatedStep,
  standIns: StandIns,
  context: NodeContext,
): Promise<void> {
  let result = await startNode(standIns.functions, context);
  if (result.kind === 'WAIT' && 'until' in result) {
    const { until } = result;
    step.resumedAt = until;
    step.notes.push(`A run would wait until ${until}.`);
    const services = { ...context.services, clock: { now: () => until } };
    result = await resumeNode(standIns.functions, { ...context, services }, { kind: 'TIME' });
  }
  // it waits for somebody although its type does not say that it reaches outside
  if (result.kind !== 'DONE') return standIn(step, standIns, context);
  step.source = 'EXECUTED';
  settle(step, result);
}

async function standIn(
  step: SimulatedStep,
  { registry, recorded, triggerKey }: StandIns,
  context: NodeContext,
): Promise<void> {
  const { node, payload } = context;
  await showInput(step, context);
  const known = recorded.get(node.id);
  if (known !== undefined) return deliver(step, known, 'RECORDED', context);
  if (node.id === triggerKey) return deliver(step, payload, 'EXECUTED', context);
  const example = registry.get(node.type)?.example;
  if (example !== undefined) return deliver(step, example, 'EXAMPLE', context);
  const message = `Nothing is known of what nodes of the type ${node.type} give; give a mock for ${node.id}.`;
  fail(step, simulatedError('NO_OUTPUT', message, node.id), node);
}

/** The output as if the node itself had given it: its edges are decided as ever. */
async function deliver(
  step: SimulatedStep,
  output: JsonValue,
  source: OutputSource,
  context: NodeContext,
): Promise<void> {
  const given: NodeFunction = { start: () => ({ kind: 'DONE', output }) };
  const result = await startNode(new Map([[context.node.type, given]]), context);
  step.source = source;
  settle(step, result as Done);
}

function settle(step: SimulatedStep, { output, variables, taken }: Done): void {
  Object.assign(step, { status: 'SUCCEEDED', output, variables, takenEdges: taken });
}

/** @throws StepError where the node itself would fail before it reaches anything. */
async function showInput(step: SimulatedStep, context: NodeContext): Promise<void> {
  const input = await rendered(context);
  if (input === undefined) return;
  if (JSON.stringify(input).length <= MAX_SHOWN_INPUT_CHARACTERS) step.input = input;
  else step.notes.push('What it is given is too large to be shown.');
}

/** A config that does not fit its schema fails here as it would in the function of the node. */
async function rendered(context: NodeContext): Promise<JsonValue | undefined> {
  const { id } = context.node;
  try {
    return await withinTime(undefined, context.signal, () => givenInput(context));
  } catch (error) {
    if (context.signal.aborted) throw error;
    if (error instanceof StepError) throw error.at({ nodeKey: id });
    const message = 'What the node is given cannot be made of its config.';
    throw new StepError('CONFIG_INVALID', message, { nodeKey: id }, false, { cause: error });
  }
}

function errorOf(error: unknown): SimulatedError {
  if (!(error instanceof StepError)) throw error;
  return { code: error.code, message: error.message, ...error.place };
}
