import type { JsonObject, JsonValue, VariableType } from '../../graph/definition';
import { httpNode } from './http-node';
import type { NodeContext, NodeFunction, NodeResult } from './node-function';
import { StepError } from './step-error';
import { renderTemplate } from './template';

const trigger: NodeFunction = {
  start({ payload, recordInput }) {
    recordInput?.(payload);
    return { kind: 'DONE', output: payload };
  },
};

const transform: NodeFunction = {
  async start(context) {
    return { kind: 'DONE', output: await evaluated(context, 'expression') };
  },
};

/** What it puts out, the branch that is chosen, is known when its edges are decided. */
const branch: NodeFunction = {
  start: () => ({ kind: 'DONE', output: { branch: null } }),
};

const setVariable: NodeFunction = {
  async start(context) {
    const { definition, node } = context;
    const name = textOf(context, 'name');
    const variable = definition.variables?.find((one) => one.name === name);
    if (variable === undefined) {
      throw new StepError('VARIABLE_UNDECLARED', `The variable ${name} is not declared.`, {
        nodeKey: node.id,
        path: '/config/name',
      });
    }
    const value = await evaluated(context, 'value');
    if (!isOfType(value, variable.type)) {
      throw new StepError(
        'VARIABLE_TYPE',
        `The value for ${name} is not of type ${variable.type}.`,
        {
          nodeKey: node.id,
          path: '/config/value',
        },
      );
    }
    return { kind: 'DONE', output: { name, value }, variables: { [name]: value } };
  },
};

const delay: NodeFunction = {
  async start(context) {
    const { node, services } = context;
    const now = services.clock.now();
    const { ms } = node.config;
    const time = typeof ms === 'number' ? Date.parse(now) + ms : await evaluated(context, 'until');
    const until = instantOf(time);
    if (until === undefined) {
      const path = typeof ms === 'number' ? '/config/ms' : '/config/until';
      const message = 'The node gives no time that it could wait for.';
      throw new StepError('EXPRESSION_FAILED', message, { nodeKey: node.id, path });
    }
    // What is over is not waited for.
    return until <= now ? resumed(context) : { kind: 'WAIT', until };
  },
  resume: (context) => resumed(context),
};

const approval: NodeFunction = {
  async start(context) {
    const { node, scope, services } = context;
    const { prompt } = node.config;
    const evaluate = (expression: string, place: object) =>
      services.expressions.evaluate(expression, scope, place);
    const place = { nodeKey: node.id, path: '/config/prompt' };
    const text = await renderTemplate(typeof prompt === 'string' ? prompt : '', evaluate, place);
    // Secrets stay references: people read this.
    return { kind: 'WAIT', signal: 'APPROVAL', prompt: text.toString() };
  },
  resume(_context, wake) {
    const data = wake.kind === 'SIGNAL' ? wake.data : null;
    if (
      typeof data !== 'object' ||
      data === null ||
      Array.isArray(data) ||
      typeof data['approved'] !== 'boolean'
    ) {
      throw new StepError('APPROVAL_INVALID', 'An approval says approved: true or false.');
    }
    // A rejection is an answer, not a failure: the edges say what follows from it.
    const by = wake.kind === 'SIGNAL' ? wake.by : undefined;
    return { kind: 'DONE', output: by ? { ...data, by } : data };
  },
};

const workflow: NodeFunction = {
  async start(context) {
    const { digest } = context.node.config;
    if (typeof digest !== 'string') {
      throw new StepError('SUBWORKFLOW_NOT_PINNED', 'The node names no definition to run.', {
        nodeKey: context.node.id,
        path: '/config/digest',
      });
    }
    const workflowId = textOf(context, 'workflowId');
    return { kind: 'CHILD', workflowId, digest, input: await evaluated(context, 'input') };
  },
  resume(_context, wake) {
    if (wake.kind === 'CHILD' && wake.succeeded) return { kind: 'DONE', output: wake.output };
    const why = wake.kind === 'CHILD' ? wake.message : 'it was not waited for';
    throw new StepError('CHILD_FAILED', `The run of the other workflow failed: ${why}`, {}, true);
  },
};

/** The functions of the built-in node types, by type. An installation adds its own to a copy. */
export const builtInNodeFunctions: ReadonlyMap<string, NodeFunction> = new Map([
  ['trigger.manual', trigger],
  ['trigger.schedule', trigger],
  ['trigger.webhook', trigger],
  ['transform', transform],
  ['branch', branch],
  ['set-variable', setVariable],
  ['http', httpNode],
  ['delay', delay],
  ['approval', approval],
  ['workflow', workflow],
]);

/** Whether a value can be a variable's. */
export function isOfType(value: JsonValue, type: VariableType): boolean {
  if (type === 'list') return Array.isArray(value);
  if (type === 'object')
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === (type === 'text' ? 'string' : type);
}

function resumed({ services }: NodeContext): NodeResult {
  const output: JsonObject = { resumedAt: services.clock.now() };
  return { kind: 'DONE', output };
}

/** A time as an expression gives it: RFC 3339, or milliseconds since 1970. Up to the year 9999. */
function instantOf(value: JsonValue): string | undefined {
  const time =
    typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : NaN;
  const instant = new Date(time);
  // Later years are written with a sign, and would not sort as text.
  const isUsable = instant.getTime() >= 0 && instant.getUTCFullYear() <= 9999;
  return isUsable ? instant.toISOString() : undefined;
}

function evaluated(context: NodeContext, member: string): Promise<JsonValue> {
  const { node, scope, services } = context;
  const place = { nodeKey: node.id, path: `/config/${member}` };
  return services.expressions.evaluate(textOf(context, member), scope, place);
}

function textOf({ node }: NodeContext, member: string): string {
  const text = node.config[member];
  if (typeof text !== 'string') {
    throw new StepError('CONFIG_INVALID', `The node has no ${member}.`, {
      nodeKey: node.id,
      path: `/config/${member}`,
    });
  }
  return text;
}
