import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Seed, type SeededWorkflow } from './seed';

const FINISHED = new Set(['SUCCEEDED', 'FAILED', 'CANCELED']);
const PATIENCE_MS = 15_000;

/** Starts a run that the server executes; answers its id. */
export async function startBuiltIn(workflow: SeededWorkflow, input: object = {}): Promise<string> {
  const given = { executor: 'BUILT_IN', ...input };
  return (await workflow.mutate('startRun', given, 'run { id }')).run.id;
}

/** Fields of a run once `isReached` says yes to its status and steps. */
export async function runWhen(
  seed: Seed,
  id: string,
  isReached: (run: Answer) => boolean,
  fields = '',
): Promise<Answer> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const run = await seed.run(
      id,
      `id status output error { code message nodeKey } waitingFor { id nodeKey } ${fields}`,
    );
    if (isReached(run)) return run;
    if (Date.now() > until) throw new Error(`The run got no further than ${JSON.stringify(run)}`);
    await pause(10);
  }
}

/** Fields of a run once it is finished. */
export function finishedRun(seed: Seed, id: string, fields = ''): Promise<Answer> {
  return runWhen(seed, id, ({ status }) => FINISHED.has(status), fields);
}

/** Starts a run and answers fields of it once it is finished. */
export async function executed(
  workflow: SeededWorkflow,
  input: object = {},
  fields = '',
): Promise<Answer> {
  return finishedRun(workflow.seed, await startBuiltIn(workflow, input), fields);
}

/** A definition of nodes by `[id, type, config, more]` and edges by `source -> target`. */
export function graph(
  nodes: [id: string, type: string, config?: object, more?: object][],
  edges: (string | [string, object])[],
  more: object = {},
): { nodes: Record<string, unknown>[]; edges: Record<string, unknown>[] } {
  return {
    nodes: nodes.map(([id, type, config = {}, rest = {}]) => ({
      id,
      type,
      name: id,
      config,
      ...rest,
    })),
    edges: edges.map((edge) => {
      const [ends, rest] = typeof edge === 'string' ? [edge, {}] : edge;
      const [source, target] = ends.split(' -> ');
      return { id: ends, source, target, ...rest };
    }),
    ...more,
  };
}
