import type { JsonObject, JsonValue } from '../../graph/definition';
import { decideEdges } from './decide-edges';
import type { NodeContext, NodeFunction, NodeResult, Wake } from './node-function';
import { withinTime } from './retry';
import { ServerFault, StepError } from './step-error';

/** What comes of an attempt: what the function says, and where the run goes on if it is done. */
export type StepResult =
  | {
      kind: 'DONE';
      output: JsonValue;
      variables: JsonObject;
      /** Ids of the leaving edges on which the run goes on; to be stored in the same write as the output. */
      taken: string[];
    }
  | Exclude<NodeResult, { kind: 'DONE' }>;

type Functions = ReadonlyMap<string, NodeFunction>;

/**
 * Makes one attempt at a step, within the node's `timeoutMs`.
 *
 * @throws StepError that names the node, or the reason of the context's signal if that is aborted. What
 * else a function throws becomes `NODE_FAILED`, which can be tried again.
 */
export function startNode(functions: Functions, context: NodeContext): Promise<StepResult> {
  return attempt(functions, context, (nodeFunction, within) => nodeFunction.start(within));
}

/** Goes on with a step that waited. Throws what {@link startNode} throws. */
export function resumeNode(
  functions: Functions,
  context: NodeContext,
  wake: Wake,
): Promise<StepResult> {
  return attempt(functions, context, (nodeFunction, within) => {
    if (nodeFunction.resume === undefined) {
      throw new StepError('NODE_FAILED', `Nodes of the type ${within.node.type} never wait.`);
    }
    return nodeFunction.resume(within, wake);
  });
}

/**
 * Passes over a disabled node: its output is what it is passed on, `null` if that put out nothing, and
 * its edges are decided. Throws what {@link startNode} throws.
 *
 * @param from id of the node whose output is passed on, see `passedOnFrom`.
 */
export function passNode(context: NodeContext, from: string | undefined): Promise<StepResult> {
  const output = (from === undefined ? undefined : context.scope.outputOf(from)) ?? null;
  return named(context, () => withEdges(context, { kind: 'DONE', output }));
}

function attempt(
  functions: Functions,
  context: NodeContext,
  call: (nodeFunction: NodeFunction, context: NodeContext) => Promise<NodeResult> | NodeResult,
): Promise<StepResult> {
  return named(context, async () => {
    const nodeFunction = functions.get(context.node.type);
    if (nodeFunction === undefined) {
      throw new StepError(
        'NODE_TYPE_UNKNOWN',
        `The node type ${context.node.type} is not known here.`,
      );
    }
    return withinTime(context.node.timeoutMs, context.signal, async (signal) =>
      withEdges(context, await call(nodeFunction, { ...context, signal })),
    );
  });
}

/** Conditions read the output and the variables of the step that they leave. */
async function withEdges(context: NodeContext, result: NodeResult): Promise<StepResult> {
  if (result.kind !== 'DONE') return result;
  const { definition, node, scope, services } = context;
  const { output, variables = {} } = result;
  const after = scope.after(node.id, output, variables);
  const { taken, branch } = await decideEdges(definition, node, (edge, condition) =>
    services.expressions.holds(condition, after, {
      nodeKey: node.id,
      edgeKey: edge.id,
      path: '/condition',
    }),
  );
  const isBranch = branch !== undefined && node.disabled !== true;
  return { kind: 'DONE', output: isBranch ? { branch } : output, variables, taken };
}

async function named<T>({ node, signal }: NodeContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof ServerFault) throw error;
    if (error instanceof StepError) throw error.at({ nodeKey: node.id });
    // What code of an installation says may hold anything, so the step does not tell it.
    const message = 'The function of the node failed.';
    throw new StepError('NODE_FAILED', message, { nodeKey: node.id }, true, { cause: error });
  }
}
