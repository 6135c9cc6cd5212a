import { type Definition } from '../../../src/graph/definition';
import { type ExecutionState, stateOf } from '../../../src/run/execution-state';
import { StepError } from '../../../src/run/execution/step-error';
import { type AttemptCall } from '../../../src/run/make-attempt';
import { type Run } from '../../../src/run/run';
import { type ExecutionParts, RunExecution } from '../../../src/run/run-execution';
import { type Progress } from '../../../src/run/decide-progress';
import { type Written } from '../../../src/run/write-progress';
import { FixedClock } from '../../support/fixed-clock';

const DEFINITION: Definition = {
  nodes: [
    { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    {
      id: 'off',
      type: 'erase',
      name: 'Off',
      config: {},
      disabled: true,
      retry: { attempts: 2, backoffMs: 0 },
    },
  ],
  edges: [{ id: 'e1', source: 'start', target: 'off' }],
};

function newState(): ExecutionState {
  const run = { id: 'run', triggerKey: 'start' } as Run;
  return stateOf(run, { input: {}, payload: {}, version: 1 }, DEFINITION, [], {});
}

/** Writes nowhere; waits are over at once. */
async function write(_state: unknown, _lease: unknown, progress: Progress): Promise<Written> {
  if (progress.outcome === 'SUCCEEDED') return { kind: 'FINISHED' };
  const woken = progress.retries.map(({ attempt }) => ({ nodeKey: attempt.node.id, wake: null }));
  return { kind: 'WRITTEN', waiting: [], refused: [], woken };
}

test('a disabled node whose passing failed is passed over again, never started', async () => {
  const calls: string[] = [];
  const make = async ({ attempt: { node, attempt }, how }: AttemptCall) => {
    calls.push(`${node.id} ${how} ${attempt}`);
    if (node.id === 'off' && attempt === 1)
      throw new StepError('NODE_FAILED', 'The realm of the conditions has ended.', {}, true);
    const taken = node.id === 'start' ? ['e1'] : [];
    return { kind: 'DONE' as const, output: null, variables: {}, taken };
  };
  let steps = 0;
  const parts = {
    writer: { write },
    attempts: { make: (_state: unknown, call: AttemptCall) => make(call) },
    woken: async () => [],
    expiresAt: () => '',
    clock: new FixedClock(),
    ids: { next: () => `step${++steps}` },
    pollInterval: 1,
  } as unknown as ExecutionParts;
  const lease = { runId: 'run', leaseToken: 'token' };
  expect(await new RunExecution(newState(), lease, parts).go()).toBe('FINISHED');
  expect(calls).toEqual(['start START 1', 'off PASS 1', 'off PASS 2']);
});
