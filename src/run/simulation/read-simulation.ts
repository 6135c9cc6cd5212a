import type { Definition, DefinitionNode, JsonObject, JsonValue } from '../../graph/definition';
import { MAX_NODES } from '../../graph/limits';
import { invalidInput, type Refusal } from '../../platform/refusal';
import { isOfType } from '../execution/node-functions';
import { jsonText } from '../run.rules';
import { edgesOfWay } from './mocked-branch';
import { MAX_SIMULATION_CHARACTERS, type Mock } from './simulation';

/** A mock as a caller gives it. */
export interface MockInput {
  nodeKey: string;
  output?: unknown;
  error?: { code: string; message: string } | null;
}

const MAX_ERROR_CHARACTERS = 10_000;

/**
 * Mocks by node key.
 *
 * @throws Refusal INVALID_INPUT for a node that is not there or comes twice, for neither an output nor an
 * error or both, for what is not JSON or too large, and for a branch that has no such way.
 */
export function readMocks(inputs: readonly MockInput[], definition: Definition): Map<string, Mock> {
  const nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  const mocks = new Map<string, Mock>();
  let characters = 0;
  for (const [place, input] of inputs.entries()) {
    const refuse = (message: string, field: string): Refusal =>
      invalidInput(message, ['mocks', String(place), field]);
    const { nodeKey, output, error } = input;
    if (!nodes.has(nodeKey)) throw refuse(`There is no node ${nodeKey}.`, 'nodeKey');
    if (mocks.has(nodeKey)) throw refuse(`${nodeKey} has a mock already.`, 'nodeKey');
    if ((output === undefined) === (error == null))
      throw refuse('A mock gives an output or an error.', 'output');
    if (error != null) {
      if (error.code === '' || error.code.length + error.message.length > MAX_ERROR_CHARACTERS)
        throw refuse(
          `An error has a code, and at most ${MAX_ERROR_CHARACTERS} characters.`,
          'error',
        );
      mocks.set(nodeKey, { error: { code: error.code, message: error.message } });
      continue;
    }
    const text = jsonText(output, 'output') ?? 'null';
    characters += text.length;
    if (characters > MAX_SIMULATION_CHARACTERS)
      throw refuse(`Mocks have at most ${MAX_SIMULATION_CHARACTERS} characters.`, 'output');
    const value = JSON.parse(text) as JsonValue;
    if (!isOutputOf(nodes.get(nodeKey)!, value, definition)) {
      const message = `The output of a branch is { "branch": … } with one of its ways, or null.`;
      throw refuse(message, 'output');
    }
    mocks.set(nodeKey, { output: value });
  }
  return mocks;
}

/** @throws Refusal INVALID_INPUT unless they are values of declared variables by name. */
export function readOverrides(variables: unknown, definition: Definition): JsonObject {
  if (variables == null) return {};
  const values = JSON.parse(jsonText(variables, 'variables') ?? '{}') as JsonValue;
  if (!isOfType(values, 'object')) throw invalidInput('variables is an object.', ['variables']);
  for (const [name, value] of Object.entries(values as JsonObject)) {
    const declared = definition.variables?.find((variable) => variable.name === name);
    if (!declared) throw invalidInput(`There is no variable ${name}.`, ['variables', name]);
    if (!isOfType(value, declared.type))
      throw invalidInput(`${name} is of type ${declared.type}.`, ['variables', name]);
  }
  return values as JsonObject;
}

/** How many steps to make at most. @throws Refusal INVALID_INPUT for fewer than none. */
export function readSteps(steps: number | null | undefined): number {
  const wanted = steps ?? MAX_NODES;
  if (wanted < 0) throw invalidInput('steps is not negative.', ['steps']);
  return wanted;
}

/** Whether a node can give this: a branch gives the way that is taken. */
function isOutputOf(
  { id, type, disabled }: DefinitionNode,
  output: JsonValue,
  definition: Definition,
): boolean {
  if (type !== 'branch' || disabled === true) return true;
  if (typeof output !== 'object' || output === null || Array.isArray(output)) return false;
  const { branch } = output;
  if (branch !== null && typeof branch !== 'string') return false;
  return edgesOfWay(definition, id, branch) !== undefined;
}
