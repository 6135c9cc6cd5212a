import fc from 'fast-check';
import { type Database } from '../../src/platform/database/database';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { FixedClock } from '../support/fixed-clock';
import { createWorkflow, succeed } from './operations';
import { checkRuns, checkWorkflow } from './run-checks';
import { WalkContents } from './run-contents';
import { RunHistory } from './run-history';
import { RunWorld } from './run-model';
import { type RunStep, runSteps, take } from './run-steps';
import { HeldNodes, WalkIds } from './run-doubles';
import { type Walk } from './run-walk';

/** Walks on each database, if there is time for them; `MODEL_RUNS=1000` takes the time. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 25);
const STEPS = 80;
/** Milliseconds after which no more walks begin, unless their number was asked for. */
const MOST_TIME = process.env['MODEL_RUNS'] ? 2 ** 31 - 1 : 25_000;

jest.setTimeout(60_000 + RUNS * 10_000);

const walks = fc.record({
  draw: fc.nat(),
  steps: runSteps(STEPS),
});

describe.each(databases)('a random walk over runs of two workflows on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  const ids = new WalkIds();
  const nodes = new HeldNodes();
  let count = 0;
  beforeAll(async () => {
    const clock = new FixedClock();
    const settings = { clock, ids, nodeTypes: nodes.types, pollInterval: NEVER };
    app = await createTestApp({ kind, ...settings });
    database = await app.database.open();
  });
  afterAll(async () => {
    nodes.releaseAll();
    await database.close();
    await app.close();
  });

  async function begin(draw: number): Promise<Walk> {
    ids.begin(draw);
    const world = new RunWorld();
    world.now = Date.parse(app.clock.now());
    const name = `walk-${++count}`;
    world.caller.sealing = 'NEVER';
    const created: string[] = [];
    for (const workflow of world.workflows) {
      const { sealing } = workflow;
      // the content that the model begins with hangs on nothing else
      const definition = new WalkContents(name, '').sent(0);
      const key = `${name}-${created.length}`;
      workflow.id = await createWorkflow(app.client, key, { definition, sealing });
      await succeed(app.client, 'createChannel', { workflowId: workflow.id, key: 'staging' });
      workflow.note();
      created.push(workflow.id);
    }
    const contents = new WalkContents(name, world.called.id);
    const secret = { value: null };
    return {
      app,
      database,
      nodes,
      world,
      contents,
      secret,
      messages: new Map(),
      sticky: new Map(),
    };
  }

  /** Has nothing of a walk go on while the next one goes. */
  async function end({ world, secret }: Walk): Promise<void> {
    for (const { id, isArchived } of world.workflows)
      if (!isArchived) await succeed(app.client, 'archiveWorkflow', { workflowId: id });
    if (secret.value !== null) await succeed(app.client, 'deleteSecret', { name: 'SIGNING' });
    nodes.releaseAll();
  }

  async function check(walk: Walk, history: RunHistory): Promise<void> {
    await checkRuns(walk);
    for (const workflow of walk.world.workflows) await checkWorkflow(walk, workflow);
    await history.observe();
    for (const { id } of walk.world.workflows) await history.checkFigures(app.client, id);
  }

  test('starts, ends and refuses them as the model says, and breaks no rule', async () => {
    const deadline = Date.now() + MOST_TIME;
    await fc.assert(
      fc.asyncProperty(walks, async ({ draw, steps }) => {
        if (Date.now() > deadline) return;
        const walk = await begin(draw);
        const [caller, called] = walk.world.workflows;
        const history = new RunHistory(database, [caller!.id, called!.id]);
        const taken: RunStep[] = [];
        try {
          for (const step of steps) {
            taken.push(step);
            await take(walk, step);
            await check(walk, history);
          }
        } catch (error) {
          throw told(error, taken);
        }
        await end(walk);
        // a walk may forget its secret, nothing else goes wrong
        expect(app.log.filter((line) => !line.includes('a webhook was refused'))).toEqual([]);
      }),
      // shrinking a walk over a server takes minutes: ask for it with the seed that is printed
      {
        numRuns: RUNS,
        endOnFailure: process.env['MODEL_SHRINK'] !== 'true',
      },
    );
  });
});

/** The error with the last steps that led to it. */
function told(error: unknown, taken: readonly RunStep[]): Error {
  const failure = error instanceof Error ? error : new Error(String(error));
  const last = taken.slice(-5).map((step) => JSON.stringify(step));
  failure.message = `After ${taken.length} steps, the last of them\n${last.join('\n')}\n${failure.message}`;
  return failure;
}
