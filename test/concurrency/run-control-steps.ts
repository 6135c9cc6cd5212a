import { contentOf } from './run-contents';
import { isHeld } from './run-model';
import { isClaimable, isEnded, type ModelRun, type RunWorkflow } from './run-workflow';
import { chosen, send, type StepDraw, type Walk } from './run-walk';
import { ofVersion } from './run-start-steps';

/** What a walk does to runs that there are. */
export const RUN_KINDS = [
  'claim',
  'claim',
  'claim',
  'claim',
  'claim',
  'heartbeat',
  'report',
  'report',
  'finish',
  'finish',
  'finish',
  'cancel',
  'retry',
  'retry',
  'replay',
  'replayOn',
  'signal',
  'signal',
  'release',
  'release',
  'release',
  'deleteRun',
  'sweep',
] as const;

type RunKind = (typeof RUN_KINDS)[number];

const LEASE_MS = 60_000;
const ERROR = { code: 'BROKEN', message: 'The walk has it fail.' };
const REPORTED = ['RUNNING', 'SUCCEEDED', 'FAILED'] as const;

/** Runs on which a step of a kind does something, if there are some; most others are refused. */
const FITTING: Partial<Record<RunKind, (run: ModelRun) => boolean>> = {
  heartbeat: ({ lease }) => lease !== null,
  report: (run) => run.lease !== null && !isEnded(run),
  finish: (run) => run.lease !== null && !isEnded(run),
  retry: ({ status }) => status === 'FAILED',
  signal: (run) => isAsking(run),
  release: (run) => isHeld(run),
  deleteRun: (run) => isEnded(run),
};

/** Acts on a run, or has some handed out. */
export async function actOnRun(
  walk: Walk,
  workflow: RunWorkflow,
  kind: RunKind,
  step: StepDraw,
): Promise<void> {
  if (kind === 'claim') return claim(walk, workflow, 1 + (step.pick % 2));
  if (kind === 'sweep') return walk.app.services.endRun.cancelOrphans();
  const fitting = walk.world.runs.filter(FITTING[kind] ?? (() => true));
  // now and then one that does not fit
  const runs = fitting.length > 0 && step.pick % 5 > 0 ? fitting : walk.world.runs;
  const run = runs[step.pick % Math.max(1, runs.length)];
  if (run) await act(walk, run, kind, step);
}

async function act(
  walk: Walk,
  run: ModelRun,
  kind: Exclude<RunKind, 'claim' | 'sweep'>,
  step: StepDraw,
): Promise<void> {
  const { world, nodes } = walk;
  const runId = run.id;
  switch (kind) {
    case 'heartbeat':
    case 'report':
    case 'finish':
      return work(walk, run, kind, step);
    case 'cancel': {
      const code = isEnded(run) ? 'RUN_FINISHED' : undefined;
      await send(walk, 'cancelRun', { runId }, [code]);
      if (code === undefined) world.end(run, 'CANCELED');
      return;
    }
    case 'retry': {
      const code = standing(run) ?? (run.status === 'FAILED' ? undefined : 'RUN_NOT_FAILED');
      await send(walk, 'retryRun', { runId }, [code]);
      if (code !== undefined) return;
      Object.assign(run, { status: 'QUEUED', claimableAt: world.now, lease: null, end: null });
      world.execute(run);
      return;
    }
    case 'replay':
    case 'replayOn':
      return replay(walk, run, kind === 'replay' ? undefined : step.version);
    case 'signal': {
      const code = isEnded(run) ? 'RUN_FINISHED' : isAsking(run) ? undefined : 'NOT_WAITING';
      const data = { approved: step.flag };
      await send(walk, 'signalRun', { runId, nodeKey: 'work', data }, [code]);
      if (code === undefined) world.end(run, 'SUCCEEDED');
      return;
    }
    case 'release':
      if (!isHeld(run)) return;
      nodes.release(runId, step.flag);
      world.end(run, step.flag ? 'FAILED' : 'SUCCEEDED');
      return;
    case 'deleteRun': {
      const code = isEnded(run) ? undefined : 'RUN_NOT_FINISHED';
      await send(walk, 'deleteRun', { runId }, [code]);
      if (code === undefined) world.runs.splice(world.runs.indexOf(run), 1);
    }
  }
}

/** Hands out the runs that wait longest, those of lost leases among them. */
async function claim(walk: Walk, workflow: RunWorkflow, limit: number): Promise<void> {
  const { now } = walk.world;
  const due = workflow.runs
    .filter((run) => isClaimable(run, now))
    .sort((a, b) => a.claimableAt - b.claimableAt || (a.id < b.id ? -1 : 1))
    .slice(0, limit);
  const input = { workflowId: workflow.id, limit, leaseMs: LEASE_MS };
  const { payload } = await send(walk, 'claimRun', input, [undefined]);
  const claims = payload!.claims!;
  expect(claims.map((one) => one.run.id)).toEqual(due.map(({ id }) => id));
  due.forEach((run, place) => {
    const { leaseToken } = claims[place]!;
    expect(run.leases).not.toContain(leaseToken);
    Object.assign(run, { status: 'RUNNING', lease: leaseToken, claimableAt: now + LEASE_MS });
    run.leases.push(leaseToken);
    if (run.steps.at(-1) === 'RUNNING') run.steps[run.steps.length - 1] = 'INTERRUPTED';
  });
}

/** What an executor outside does, who may have lost the run. */
async function work(
  walk: Walk,
  run: ModelRun,
  kind: 'heartbeat' | 'report' | 'finish',
  { content, pick, flag }: StepDraw,
): Promise<void> {
  const { world } = walk;
  const leaseToken = (pick % 3 === 0 ? run.leases[0] : run.leases.at(-1)) ?? 'no lease';
  const lease = { runId: run.id, leaseToken };
  const isHolder = run.lease === leaseToken;
  const lost = isHolder && !isEnded(run) ? undefined : 'LEASE_LOST';
  if (kind === 'heartbeat') {
    await send(walk, 'heartbeatRun', { ...lease, leaseMs: LEASE_MS }, [lost]);
    if (!lost) run.claimableAt = world.now + LEASE_MS;
    return;
  }
  if (kind === 'finish') {
    const end = `${flag} ${content}`;
    const metrics = { cost: content };
    const input = { ...lease, metrics, ...(flag && { error: ERROR }) };
    // to repeat it is harmless
    const isRepeated = isHolder && run.end === end;
    await send(walk, 'finishRun', input, [isRepeated ? undefined : lost]);
    if (lost) return;
    run.end = end;
    world.end(run, flag ? 'FAILED' : 'SUCCEEDED');
    return;
  }
  const status = REPORTED[content % REPORTED.length]!;
  const report = { ...lease, nodeKey: 'work', status };
  const input = { ...report, ...(status === 'FAILED' && { error: ERROR }) };
  const last = run.steps.at(-1);
  const isNext = last !== undefined && (status === 'RUNNING' || last === 'INTERRUPTED');
  const isSame = last === undefined || last === 'RUNNING' || isNext || last === status;
  await send(walk, 'reportStep', input, [lost ?? (isSame ? undefined : 'STEP_FINISHED')]);
  if (lost || !isSame) return;
  if (last === undefined || (last !== 'RUNNING' && isNext)) run.steps.push(status);
  else run.steps[run.steps.length - 1] = status;
}

async function replay(walk: Walk, origin: ModelRun, version: number | undefined): Promise<void> {
  const { world } = walk;
  const { workflow, mode, executor, hasName } = origin;
  const candidates = version === undefined ? [origin] : ofVersion(workflow, version);
  const start = { mode, executor, hasName };
  const refusal =
    typeof candidates === 'string'
      ? candidates
      : workflow.startRefusal(candidates[0]!.content, start);
  const code = refusal ?? (workflow.isLimited(start) ? 'LIMIT_HIT' : undefined);
  const input = { runId: origin.id, ...(version !== undefined && { version }) };
  const { payload } = await send(walk, 'replayRun', input, [code]);
  if (code === 'LIMIT_HIT') workflow.pause();
  if (code !== undefined) return;
  const [candidate] = candidates as ModelRun[];
  const wanted = { version: candidate!.version, content: candidate!.content };
  const run = world.add(workflow, chosen(walk, [wanted], payload!.run!), start);
  run.id = payload!.run!.id;
  workflow.counted(start);
  world.execute(run);
}

/** Why a run of that mode may not go on now. */
function standing({ workflow, mode }: ModelRun): string | undefined {
  if (workflow.isArchived) return 'WORKFLOW_ARCHIVED';
  return workflow.isPaused && mode === 'LIVE' ? 'WORKFLOW_PAUSED' : undefined;
}

function isAsking(run: ModelRun): boolean {
  const { work: does } = contentOf(run.content);
  return run.executor === 'BUILT_IN' && run.status === 'WAITING' && does === 'ASKS';
}
