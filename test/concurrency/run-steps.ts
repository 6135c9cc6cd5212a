import fc from 'fast-check';
import { checkRuns } from './run-checks';
import { isCall, PLAIN_CONTENTS } from './run-contents';
import { actOnRun, RUN_KINDS } from './run-control-steps';
import { type RunWorld } from './run-model';
import { release, RELEASE_KINDS } from './run-release-steps';
import { fireHook, lookAtSchedules, RUN_STARTS, startRuns } from './run-start-steps';
import { type StepDraw, type Walk } from './run-walk';
import { isClaimable, type RunWorkflow } from './run-workflow';

type Kind =
  | (typeof RELEASE_KINDS)[number]
  | (typeof RUN_KINDS)[number]
  | (typeof RUN_STARTS)[number]
  | 'hook'
  | 'advance';

export interface RunStep extends StepDraw {
  kind: Kind;
}

const runStep = fc.record<RunStep>({
  kind: fc.constantFrom<Kind[]>(
    ...RELEASE_KINDS,
    ...RUN_KINDS,
    ...RUN_KINDS,
    ...RUN_STARTS,
    ...Array<Kind>(4).fill('hook'),
    ...Array<Kind>(5).fill('advance'),
  ),
  workflow: fc.integer({ min: 0, max: 1 }),
  version: fc.integer({ min: 1, max: 5 }),
  content: fc.integer({ min: 0, max: PLAIN_CONTENTS - 1 }),
  pick: fc.nat({ max: 1000 }),
  flag: fc.boolean(),
});

/** Steps of a walk; the first of them give each workflow versions, one of which is live. */
export function runSteps(most: number): fc.Arbitrary<RunStep[]> {
  // the one that is called first, so that calls of it lead somewhere
  const beginning = [1, 0].flatMap((workflow) =>
    (['saveDefinition', 'saveDefinition', 'activate'] as const).map((kind) =>
      runStep.map((step) => ({ ...step, kind, workflow, version: 1 })),
    ),
  );
  const rest = fc.array(runStep, { minLength: most / 2, maxLength: most, size: 'max' });
  return fc.tuple(fc.tuple(...beginning), rest).map(([first, later]) => [...first, ...later]);
}

const PAUSES = [10_000, 61_000, 100_000, 60 * 60_000];

/** Takes one step, on the server and in the model. */
export async function take(walk: Walk, drawn: RunStep): Promise<void> {
  const { app, world } = walk;
  const step = aimed(world, drawn);
  const workflow = world.workflows[step.workflow]!;
  app.clock.advance(1000);
  if (step.kind === 'advance') app.clock.advance(PAUSES[step.content % PAUSES.length]!);
  world.now = Date.parse(app.clock.now());
  await wakeSleepers(walk);
  if (step.kind === 'advance') await lookAtSchedules(walk);
  else if (step.kind === 'hook') await fireHook(walk, step);
  else if (isOf(RUN_STARTS, step.kind)) await startRuns(walk, workflow, step.kind, step);
  else if (isOf(RUN_KINDS, step.kind)) await actOnRun(walk, workflow, step.kind, step);
  else await release(walk, workflow, step.kind, step);
  for (const each of world.workflows) each.note();
}

/** Workflows on which a step of a kind does something, if there are some. */
const FITTING: Partial<Record<Kind, (workflow: RunWorkflow) => boolean>> = {
  ...Object.fromEntries(RUN_STARTS.map((kind) => [kind, isStartable])),
  startStaging: (workflow) => isStanding(workflow) && workflow.staging.length > 0,
  claim: ({ runs, world }) => runs.some((run) => isClaimable(run, world.now)),
  unarchive: ({ isArchived }) => isArchived,
  resume: ({ isPaused }) => isPaused,
  movePins: ({ draft }) => isCall(draft.content),
};

function isStanding({ isArchived, isPaused }: RunWorkflow): boolean {
  return !isArchived && !isPaused;
}

function isStartable(workflow: RunWorkflow): boolean {
  return isStanding(workflow) && workflow.routes.length > 0;
}

/** The step, aimed at a workflow and a version that fit it, but now and then as it was drawn. */
function aimed({ workflows }: RunWorld, step: RunStep): RunStep {
  if (step.pick % 5 === 0) return step;
  const isFitting = FITTING[step.kind] ?? (() => true);
  const fits = workflows.map(isFitting);
  const workflow = fits[step.workflow] || !fits.includes(true) ? step.workflow : 1 - step.workflow;
  const versions = [...workflows[workflow]!.versions.keys()];
  const version = versions[(step.version - 1) % Math.max(1, versions.length)];
  return { ...step, workflow, version: version ?? step.version };
}

function isOf<Kinds extends readonly string[]>(kinds: Kinds, kind: string): kind is Kinds[number] {
  return kinds.includes(kind);
}

/** Has runs go on whose delay is over: the walk keeps the time, so no timer does. */
async function wakeSleepers(walk: Walk): Promise<void> {
  const { app, world } = walk;
  const due = world.runs.filter(({ wakeAt }) => wakeAt !== null && wakeAt <= world.now);
  for (const run of due) {
    await app.services.executor.execute(run.id);
    world.end(run, 'SUCCEEDED');
  }
  if (due.length > 0) await checkRuns(walk);
}
