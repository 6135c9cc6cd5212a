import { SecretUnreadable } from '../access/secret.errors';
import { type JsonValue } from '../graph/definition';
import { type Logger } from '../platform/logger';
import { type AttemptCall, callNode } from './call-node';
import { type RunState, type StoredWake } from './execution-state';
import { type StepResult } from './execution/execute-node';
import { type NodeFunction, type NodeServices, type Wake } from './execution/node-function';
import { ServerFault, StepError } from './execution/step-error';
import { type RunStore } from './run.store';

/** What nodes use of the world, the secrets of all workspaces among it. */
export type ExecutionServices = Omit<NodeServices, 'secretOf'> & {
  secretOf: (workspaceId: string, name: string) => Promise<string | undefined>;
};

/** Calls the functions of nodes for runs of all workspaces. */
export class AttemptMaker {
  constructor(
    private readonly functions: ReadonlyMap<string, NodeFunction>,
    private readonly services: ExecutionServices,
    private readonly runs: RunStore,
    private readonly logger: Logger,
  ) {}

  /** @throws StepError where the node failed; anything else is a fault, or the reason of the signal. */
  async make(workspaceId: string, state: RunState, call: AttemptCall): Promise<StepResult> {
    try {
      return await callNode(state, call, {
        functions: this.functions,
        services: { ...this.services, secretOf: (name) => this.secretOf(workspaceId, name) },
      });
    } catch (error) {
      // the step does not tell what code of an installation says, since that may hold anything
      if (error instanceof StepError && error.cause !== undefined) {
        const { nodeKey } = error.place;
        const { id: runId } = state.facts.run;
        this.logger.warn({ error: error.cause, runId, nodeKey }, 'the function of a node failed');
      }
      throw error;
    }
  }

  /** What a stored wake tells the function of a node; null is one by time. */
  async wakeOf(workspaceId: string, wake: StoredWake | null): Promise<Wake> {
    if (wake === null) return { kind: 'TIME' };
    if (wake.kind === 'SIGNAL') return { kind: 'SIGNAL', data: wake.data, by: { ...wake.by } };
    if (wake.failure !== undefined)
      return { kind: 'CHILD', succeeded: false, message: wake.failure };
    const [child] = await this.runs.byIds(workspaceId, [wake.runId]);
    if (!child) return { kind: 'CHILD', succeeded: false, message: 'it was deleted.' };
    if (child.status !== 'SUCCEEDED') {
      const why = child.error?.message ?? `it was ${child.status.toLowerCase()}.`;
      return { kind: 'CHILD', succeeded: false, message: why };
    }
    const [content] = await this.runs.contents([child.id]);
    const output = content?.output == null ? null : (JSON.parse(content.output) as JsonValue);
    return { kind: 'CHILD', succeeded: true, output };
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
}
