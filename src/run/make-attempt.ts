import { SecretUnreadable } from '../access/secret.errors';
import { type JsonValue } from '../graph/definition';
import { type Logger } from '../platform/logger';
import { type Attempt, type ExecutionState } from './execution-state';
import { passNode, resumeNode, startNode, type StepResult } from './execution/execute-node';
import {
  type NodeContext,
  type NodeFunction,
  type NodeServices,
  type Wake,
} from './execution/node-function';
import { passedOnFrom } from './execution/plan-steps';
import { ServerFault, StepError } from './execution/step-error';
import { stepKey } from './execution/step-key';
import { type RunStore } from './run.store';
import { type StoredWake } from './wake-steps';

/** What is to be done with an attempt. */
export interface AttemptCall {
  attempt: Attempt;
  /** PASS: the node is disabled. RESUME: it waited. */
  how: 'START' | 'PASS' | 'RESUME';
  /** What a waiting one was woken by; null by time. */
  wake: StoredWake | null;
  signal: AbortSignal;
  recordInput: (input: JsonValue) => void;
}

/** What nodes use of the world, the secrets of all workspaces among it. */
export type ExecutionServices = Omit<NodeServices, 'secretOf'> & {
  secretOf: (workspaceId: string, name: string) => Promise<string | undefined>;
};

/** Calls the functions of nodes. */
export class AttemptMaker {
  constructor(
    private readonly functions: ReadonlyMap<string, NodeFunction>,
    private readonly services: ExecutionServices,
    private readonly runs: RunStore,
    private readonly logger: Logger,
  ) {}

  /** @throws StepError where the node failed; anything else is a fault, or the reason of the signal. */
  async make(state: ExecutionState, call: AttemptCall): Promise<StepResult> {
    try {
      return await this.call(state, call);
    } catch (error) {
      // the step does not tell what code of an installation says, since that may hold anything
      if (error instanceof StepError && error.cause !== undefined) {
        const { nodeKey } = error.place;
        const { id: runId } = state.run;
        this.logger.warn({ error: error.cause, runId, nodeKey }, 'the function of a node failed');
      }
      throw error;
    }
  }

  private async call(state: ExecutionState, call: AttemptCall): Promise<StepResult> {
    const context = this.contextOf(state, call);
    if (call.how === 'PASS')
      return passNode(context, passedOnFrom(state.definition, state.states, call.attempt.node.id));
    if (call.how === 'START') return startNode(this.functions, context);
    return resumeNode(this.functions, context, await this.wakeOf(state, call));
  }

  private contextOf(
    { run, facts, definition, triggerKey, nodes, outputs, variables }: ExecutionState,
    { attempt, signal, recordInput }: AttemptCall,
  ): NodeContext {
    const { input, payload, version } = facts;
    const { workspaceId, workflowId } = run;
    return {
      definition,
      node: attempt.node,
      // copies: what runs beside this step must not change what it sees
      scope: {
        input,
        steps: { ...outputs },
        vars: { ...variables },
        trigger: { key: triggerKey, type: nodes.get(triggerKey)!.type, payload },
        run: { id: run.id, workflow: workflowId, version },
      },
      payload,
      stepKey: stepKey(run.id, attempt.node.id),
      signal,
      services: {
        ...this.services,
        secretOf: (name) => this.secretOf(workspaceId, name),
      },
      recordInput,
    };
  }

  private async secretOf(workspaceId: string, name: string): Promise<string | undefined> {
    try {
      return await this.services.secretOf(workspaceId, name);
    } catch (error) {
      if (error instanceof SecretUnreadable)
        throw new StepError('SECRET_UNREADABLE', error.message);
      throw new ServerFault(error);
    }
  }

  private async wakeOf(state: ExecutionState, { wake }: AttemptCall): Promise<Wake> {
    if (wake === null) return { kind: 'TIME' };
    if (wake.kind === 'SIGNAL') return { kind: 'SIGNAL', data: wake.data, by: { ...wake.by } };
    const [child] = await this.runs.byIds(state.run.workspaceId, [wake.runId]);
    if (!child) return { kind: 'CHILD', succeeded: false, message: 'it was deleted.' };
    if (child.status !== 'SUCCEEDED') {
      const why = child.error?.message ?? `it was ${child.status.toLowerCase()}.`;
      return { kind: 'CHILD', succeeded: false, message: why };
    }
    const [content] = await this.runs.contents([child.id]);
    const output = content?.output == null ? null : (JSON.parse(content.output) as JsonValue);
    return { kind: 'CHILD', succeeded: true, output };
  }
}
