import { type AnsweredRun } from './operations';
import { contentOf, isCall, type ModelTrigger } from './run-contents';
import { type Candidate, type ModelStart, type RunWorkflow, tickAfter } from './run-workflow';

import { sendHook } from './run-doubles';
import { chosen, send, type StepDraw, type Walk } from './run-walk';

/** Ways in which a walk starts runs. */
export const RUN_STARTS = [
  'start',
  'start',
  'start',
  'startSticky',
  'startSticky',
  'startTest',
  'startVersion',
  'startActive',
  'startDigest',
  'startStaging',
  'startMany',
  'startOutside',
  'startOutside',
  'startOutside',
] as const;

/** What a start may run, or why it runs nothing. */
type Selection = string | Candidate[];

/**
 * Codes that a start may end with: which of several routes is drawn is the server's to say, so with
 * several candidates there may be several.
 */
function codesOf(
  workflow: RunWorkflow,
  selection: Selection,
  start: ModelStart,
): (string | undefined)[] {
  const standing = workflow.isArchived || (workflow.isPaused && start.mode === 'LIVE');
  if (standing) return [workflow.isArchived ? 'WORKFLOW_ARCHIVED' : 'WORKFLOW_PAUSED'];
  if (typeof selection === 'string') return [selection];
  const last = workflow.isLimited(start) ? 'LIMIT_HIT' : undefined;
  return selection.map(({ content }) => workflow.startRefusal(content, start) ?? last);
}

/** Starts runs, as a client does. */
export async function startRuns(
  walk: Walk,
  workflow: RunWorkflow,
  kind: (typeof RUN_STARTS)[number],
  step: StepDraw,
): Promise<void> {
  const { contents, world } = walk;
  const { version, content, pick, flag } = step;
  const start: ModelStart = { mode: 'LIVE', hasName: flag || pick % 3 > 0 };
  const input: Record<string, unknown> = { workflowId: workflow.id };
  let selection: Selection = orNoRoute(workflow.candidates('live'));
  let stickyKey: string | undefined;
  switch (kind) {
    case 'start':
      break;
    case 'startSticky':
      stickyKey = `caller ${pick % 4}`;
      break;
    case 'startTest':
      start.mode = 'TEST';
      selection = ofVersion(workflow, flag ? 0 : version);
      input['version'] = flag ? 'draft' : version;
      break;
    case 'startVersion':
      selection = ofVersion(workflow, version);
      input['version'] = version;
      if (flag) input['executor'] = start.executor = 'BUILT_IN';
      break;
    case 'startActive': {
      const [route, ...others] = workflow.candidates('live');
      if (others.length > 0) selection = 'INVALID_INPUT';
      else selection = route ? ofVersion(workflow, route.version) : 'NOT_FOUND';
      input['version'] = 'active';
      break;
    }
    case 'startDigest': {
      selection = ofDigest(workflow, content);
      input['digest'] = contents.digestOf(content);
      break;
    }
    case 'startStaging':
      selection = orNoRoute(workflow.candidates('staging'));
      input['channel'] = 'staging';
      break;
    case 'startMany':
      start.count = 2 + (pick % 2);
      break;
    case 'startOutside':
      start.executor = 'EXTERNAL';
      input['executor'] = 'EXTERNAL';
      break;
  }
  // what several callers get at once of one that is called hangs on who is faster
  const isRace = typeof selection !== 'string' && selection.some((one) => isCall(one.content));
  if (start.count && isRace) start.count = 1;
  input['mode'] = start.mode;
  const own = { input: start.hasName ? { name: 'Ada' } : {}, ...(stickyKey && { stickyKey }) };
  const codes = codesOf(workflow, selection, start);
  const { code, payload } = await (kind === 'startMany'
    ? send(walk, 'startRuns', { ...input, runs: Array(start.count).fill(own) }, codes)
    : send(walk, 'startRun', { ...input, ...own }, codes));
  if (code === 'LIMIT_HIT') workflow.pause();
  if (code !== undefined) return;
  const started = payload!.runs ?? [payload!.run!];
  const runs = started.map((answered) => {
    const candidate = chosen(walk, selection as Candidate[], answered);
    expect(workflow.startRefusal(candidate.content, start)).toBeUndefined();
    if (kind !== 'startDigest' && !('version' in input))
      expect(answered.selectedBy).toBe((selection as Candidate[]).length > 1 ? 'SPLIT' : 'CHANNEL');
    const run = world.add(workflow, candidate, start);
    run.id = answered.id;
    return run;
  });
  if (stickyKey) stick(walk, workflow, stickyKey, runs[0]!.version);
  workflow.counted(start);
  for (const run of runs) world.execute(run);
}

/** The same key gets the same route of the same routing. */
function stick({ sticky }: Walk, workflow: RunWorkflow, key: string, version: number): void {
  const routing = `${workflow.id} ${JSON.stringify(workflow.routes)} ${key}`;
  expect({ routing, version: sticky.get(routing) ?? version }).toEqual({ routing, version });
  sticky.set(routing, version);
}

/** What a run of an explicit version is of: its present content. */
export function ofVersion(workflow: RunWorkflow, version: number): Selection {
  const content = version === 0 ? workflow.draft.content : workflow.versions.get(version)?.content;
  return content === undefined ? 'NOT_FOUND' : [{ version, content }];
}

/** The newest version that ever held a content. */
function ofDigest(workflow: RunWorkflow, content: number): Selection {
  const holders = [...workflow.held].filter(([, held]) => held.has(content));
  if (holders.length === 0) return 'NOT_FOUND';
  return [{ version: Math.max(...holders.map(([number]) => number)), content }];
}

function orNoRoute(candidates: Candidate[]): Selection {
  return candidates.length === 0 ? 'NO_ROUTE' : candidates;
}

/** What a trigger that fires may run: the draws that have it, else the first route if that has it. */
function firedOf(workflow: RunWorkflow, trigger: ModelTrigger): Selection {
  const candidates = workflow.candidates(trigger.channel);
  const [first] = candidates;
  if (!first) return 'NO_ROUTE';
  const having = candidates.filter(({ content }) =>
    contentOf(content).triggers.some(({ kind }) => kind === trigger.kind),
  );
  // the first stands in for a draw without the trigger, and is refused where it has none either
  if (having.includes(first)) return having;
  return having.length === 0 ? 'TRIGGER_MISSING' : [...having, MISSING];
}

/** Stands for a draw that is refused. */
const MISSING: Candidate = { version: -1, content: -1 };

function firedCodes(
  workflow: RunWorkflow,
  selection: Selection,
  start: ModelStart,
): (string | undefined)[] {
  if (typeof selection === 'string') return codesOf(workflow, selection, start);
  return selection.flatMap((candidate) =>
    codesOf(workflow, candidate === MISSING ? 'TRIGGER_MISSING' : [candidate], start),
  );
}

/** Sends a request to a path, which some workflow may have. */
export async function fireHook(walk: Walk, { content, pick, flag }: StepDraw): Promise<void> {
  const { app, world, contents, secret, messages } = walk;
  const armed = world.workflows.flatMap((workflow) => workflow.armed);
  const paths = armed.flatMap(({ trigger }) => trigger.path ?? []);
  const path = paths[content % Math.max(1, paths.length)] ?? 'a';
  const owner = world.workflows.find(
    (workflow) =>
      !workflow.isArchived && workflow.armed.some(({ trigger }) => trigger.path === path),
  );
  const hook = owner?.armed.find(({ trigger }) => trigger.path === path)?.trigger;
  const start: ModelStart = { mode: 'LIVE', hasName: pick % 2 === 0 };
  const message = { id: `message ${pick % 5}`, isWrong: pick % 7 === 0 };
  const sent = sendHook(
    app,
    contents.pathOf(path),
    start.hasName ? { name: 'Ada' } : {},
    flag
      ? { secret: message.isWrong ? 'another' : (secret.value ?? 'none'), id: message.id }
      : undefined,
  );
  const { code, runId } = await sent;
  const told = { path, flag, message };
  if (!owner || !hook) return expect({ ...told, code }).toEqual({ ...told, code: 'NOT_FOUND' });
  if (hook.isSigned) {
    const fault = !secret.value
      ? 'SERVICE_UNAVAILABLE'
      : !flag || message.isWrong
        ? 'UNAUTHENTICATED'
        : undefined;
    if (fault) return expect({ ...told, code }).toEqual({ ...told, code: fault });
    const known = messages.get(`${owner.id} ${message.id}`);
    if (known) return expect({ ...told, runId }).toEqual({ ...told, runId: known });
  }
  const selection = firedOf(owner, hook);
  const codes = firedCodes(owner, selection, start);
  if (!codes.includes(code)) expect({ ...told, code }).toEqual({ ...told, code: codes });
  if (code === 'LIMIT_HIT') owner.pause();
  if (runId === undefined) return;
  if (hook.isSigned) messages.set(`${owner.id} ${message.id}`, runId);
  await fired(walk, owner, selection as Candidate[], start, runId);
}

/** Has the schedules looked at, after what is due in the model was read. */
export async function lookAtSchedules(walk: Walk): Promise<void> {
  const { app, world } = walk;
  await app.services.schedules.look();
  for (const workflow of world.workflows) {
    for (const armed of workflow.armed) {
      const { trigger, nextTickAt } = armed;
      if (nextTickAt === null || nextTickAt > world.now) continue;
      const tickAt = tickAfter(trigger.every!, world.now) - trigger.every!;
      armed.nextTickAt = tickAfter(trigger.every!, world.now);
      const start: ModelStart = { mode: 'LIVE', hasName: false };
      const selection = firedOf(workflow, trigger);
      const codes = firedCodes(workflow, selection, start);
      const tick = await lastTick(walk, workflow);
      const code = tick.refusal?.code;
      const told = { tickAt: new Date(tickAt).toISOString() };
      expect({ tickAt: tick.tickAt, code }).toEqual({
        ...told,
        code: codes.includes(code) ? code : codes,
      });
      if (code === 'LIMIT_HIT') workflow.pause();
      if (code === undefined)
        await fired(walk, workflow, selection as Candidate[], start, tick.run!.id);
    }
  }
}

interface Tick {
  tickAt: string;
  run: { id: string } | null;
  refusal: { code: string } | null;
}

async function lastTick({ app }: Walk, { id }: RunWorkflow): Promise<Tick> {
  const fields = 'nodeKey lastTick { tickAt run { id } refusal { code } }';
  const answer = await app.client.request<{
    workflow: { armedTriggers: { nodeKey: string; lastTick: Tick }[] };
  }>(`{ workflow(id: "${id}") { armedTriggers { ${fields} } } }`);
  return answer.workflow.armedTriggers.find(({ nodeKey }) => nodeKey === 'tick')!.lastTick;
}

async function fired(
  walk: Walk,
  workflow: RunWorkflow,
  candidates: Candidate[],
  start: ModelStart,
  runId: string,
): Promise<void> {
  const { run } = await walk.app.client.request<{ run: AnsweredRun }>(
    `{ run(id: "${runId}") { version { number } digest } }`,
  );
  const candidate = chosen(walk, candidates, run);
  expect(workflow.startRefusal(candidate.content, start)).toBeUndefined();
  const added = walk.world.add(workflow, candidate, start);
  added.id = runId;
  workflow.counted(start);
  walk.world.execute(added);
}
