import type { JsonValue } from '../../graph/definition';
import { renderRequest } from '../execution/http-node';
import type { NodeContext } from '../execution/node-function';
import { renderTemplate } from '../execution/template';

/** What is made of the config of a node before the node does anything with it. */
type Rendering = (context: NodeContext) => Promise<JsonValue>;

const RENDERINGS: ReadonlyMap<string, Rendering> = new Map<string, Rendering>([
  ['http', request],
  ['approval', prompt],
  ['workflow', childInput],
]);

/**
 * What a built-in node that reaches outside would be given: the request, the prompt, the input of the
 * other workflow. Secrets stay references. Undefined for other types, whose functions alone know.
 *
 * @throws StepError as the node itself would, such as for an expression that fails.
 */
export async function givenInput(context: NodeContext): Promise<JsonValue | undefined> {
  return RENDERINGS.get(context.node.type)?.(context);
}

async function request(context: NodeContext): Promise<JsonValue> {
  // texts with secrets become plain ones, with references
  return JSON.parse(JSON.stringify(await renderRequest(context))) as JsonValue;
}

async function prompt(context: NodeContext): Promise<JsonValue> {
  const { prompt: template } = context.node.config;
  if (typeof template !== 'string') return { prompt: '' };
  const text = await renderTemplate(
    template,
    (expression, place) => context.services.expressions.evaluate(expression, context.scope, place),
    { nodeKey: context.node.id, path: '/config/prompt' },
  );
  return { prompt: text.toString() };
}

async function childInput({ node, scope, services }: NodeContext): Promise<JsonValue> {
  const { workflowId = null, digest = null, input } = node.config;
  if (typeof input !== 'string') return { workflowId, digest, input: null };
  const place = { nodeKey: node.id, path: '/config/input' };
  return { workflowId, digest, input: await services.expressions.evaluate(input, scope, place) };
}
