import { type Mutation } from './operations';
import { CALLS } from './run-contents';
import { send, type StepDraw, type Walk } from './run-walk';
import { type ModelLimits, type RunWorkflow } from './run-workflow';
import { type Verdict } from './workflow-model';

/** Mutations of workflows, versions and channels. */
export const RELEASE_KINDS = [
  'saveDraft',
  'saveDraft',
  'saveVersion',
  'saveDefinition',
  'saveDefinition',
  'saveDefinition',
  'editVersion',
  'movePins',
  'restore',
  'activate',
  'activate',
  'activate',
  'split',
  'split',
  'rollback',
  'rollbackTo',
  'deactivate',
  'stage',
  'archiveVersion',
  'unarchiveVersion',
  'deleteVersion',
  'archive',
  'unarchive',
  'unarchive',
  'pause',
  'resume',
  'resume',
  'limit',
  'limit',
  'secret',
  'secret',
] as const;

const LIMITS: ModelLimits[] = [
  {},
  { maxConcurrentRuns: 2 },
  { maxRunsPerDay: 5 },
  { coolDownMs: 5000 },
  { pauseAfterFailures: 2 },
];
/** Changes a workflow, its versions or where its channels route to. */
export async function release(
  walk: Walk,
  workflow: RunWorkflow,
  kind: (typeof RELEASE_KINDS)[number],
  { version, content, flag }: StepDraw,
): Promise<void> {
  const { contents } = walk;
  const workflowId = workflow.id;
  const settle = (mutation: Mutation, input: object, verdict: Verdict): Promise<void> =>
    settled(walk, mutation, { workflowId, ...input }, verdict);
  const expectedRevision = workflow.draft.revision;
  // only the first workflow calls, and only the second is called
  const wanted = workflow === walk.world.caller && flag ? CALLS : content;
  const definition = contents.sent(wanted);
  switch (kind) {
    case 'saveDraft': {
      const saved = workflow.pinned(wanted, workflow.draft.content);
      return settle(
        'saveDraft',
        { expectedRevision, definition },
        workflow.saveDraft(saved, false),
      );
    }
    case 'saveVersion':
      return settle('saveVersion', {}, workflow.saveVersion(undefined, false));
    case 'saveDefinition': {
      // beside each other, so that some have no child
      const [parent] = workflow.versions.keys();
      const saved = workflow.pinned(wanted, workflow.versions.get(parent ?? 0)?.content);
      const input = { definition, ...(parent !== undefined && { parent }) };
      return settle('saveVersion', input, workflow.saveBeside(saved, parent ?? null));
    }
    case 'editVersion': {
      const present = workflow.versions.get(version);
      const saved = workflow.pinned(wanted, present?.content);
      const input = { version, expectedRevision: present?.revision ?? 1, definition };
      return settle('updateVersion', input, workflow.editVersion(version, saved));
    }
    case 'movePins':
      return settle(
        'moveSubworkflowPins',
        { expectedRevision },
        { done: () => workflow.movePins() },
      );
    case 'restore':
      return settle(
        'createDraftFromVersion',
        { version, expectedRevision },
        workflow.restore(version),
      );
    case 'activate':
      return settle('activateVersion', { version }, workflow.activate(version));
    case 'split': {
      // the draft is 0; labels keep the draws apart from ids
      const other = version === workflow.latest ? version - 1 : workflow.latest;
      const numbers = [version, flag && content % 3 === 0 ? 0 : other];
      const routes = numbers.map((number, place) => ({
        version: number === 0 ? 'draft' : number,
        weight: place + 1,
        label: 'ab'[place],
      }));
      return settle('routeChannel', { routes }, workflow.split(numbers));
    }
    case 'rollback':
      return rollBack(walk, workflow);
    case 'rollbackTo':
      return settle('rollback', { targetVersion: version }, workflow.rollbackTo(version));
    case 'deactivate':
      return settle('deactivate', {}, workflow.deactivate());
    case 'stage':
      return settle('activateVersion', { version, channel: 'staging' }, workflow.stage(version));
    case 'archiveVersion':
      return settle('archiveVersion', { version }, workflow.archiveVersion(version));
    case 'unarchiveVersion':
      return settle('unarchiveVersion', { version }, workflow.unarchiveVersion(version));
    case 'deleteVersion':
      return settle('deleteVersion', { version }, workflow.deleteVersion(version));
    case 'archive':
      return settle('archiveWorkflow', {}, workflow.archive());
    case 'unarchive':
      return settle('unarchiveWorkflow', {}, workflow.unarchive());
    case 'pause':
      return settle('pauseWorkflow', { reason: 'Walk.' }, { done: () => workflow.pause() });
    case 'resume':
      return settle('resumeWorkflow', {}, workflow.resume());
    case 'limit': {
      const limits = LIMITS[content % LIMITS.length]!;
      return settle('updateWorkflow', { limits }, { done: () => (workflow.limits = limits) });
    }
    case 'secret':
      return keepSecret(walk, flag, content);
  }
}

async function settled(
  walk: Walk,
  mutation: Mutation,
  input: object,
  verdict: Verdict,
): Promise<void> {
  await send(walk, mutation, input, [typeof verdict === 'string' ? verdict : undefined]);
  if (typeof verdict !== 'string') verdict.done();
}

async function keepSecret(walk: Walk, isSet: boolean, content: number): Promise<void> {
  const name = 'SIGNING';
  const { secret } = walk;
  if (isSet) {
    const value = `the secret ${content} of this walk`;
    await send(walk, 'setSecret', { name, value }, [undefined]);
    secret.value = value;
  } else {
    await send(walk, 'deleteSecret', { name }, [secret.value === null ? 'NOT_FOUND' : undefined]);
    secret.value = null;
  }
}

/** A plain rollback is the server's to decide: refused, or back to a routing that stood before. */
async function rollBack(walk: Walk, workflow: RunWorkflow): Promise<void> {
  const { app, contents } = walk;
  const refusals = [
    'NOTHING_TO_ROLL_BACK',
    'ROLLBACK_AMBIGUOUS',
    'VERSION_ARCHIVED',
    'WEBHOOK_PATH_TAKEN',
  ];
  const workflowId = workflow.id;
  const { code } = await send(walk, 'rollback', { workflowId }, [undefined, ...refusals]);
  if (code !== undefined) return;
  const answer = await app.client.request<{ workflow: { activeRoutes: ActiveRoute[] } }>(
    `{ workflow(id: "${workflowId}") { activeRoutes { version { number } digest weight } } }`,
  );
  const routes = answer.workflow.activeRoutes.map(({ version: { number }, digest, weight }) => ({
    version: number,
    content: number === 0 ? -1 : contents.byDigest(digest),
    weight,
  }));
  expect(workflow.routings).toContainEqual(routes);
  expect(workflow.takesPaths(routes)).toBe(false);
  workflow.route(routes);
}

interface ActiveRoute {
  version: { number: number };
  digest: string;
  weight: number;
}
