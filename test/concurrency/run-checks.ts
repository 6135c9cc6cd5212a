import { isHeld } from './run-model';
import { type ModelRun, type RunWorkflow } from './run-workflow';
import { type Walk } from './run-walk';

/** How long the built-in executor may take to get as far as the model, in milliseconds. */
const PATIENCE = 10_000;

interface RunRow {
  id: string;
  workflowId: string;
  version: number;
  digest: string;
  mode: string;
  executor: string;
  status: string;
  parentRun: string | null;
  variables: string;
  lease: string | null;
  lastStep: string | null;
}

const RUNS = `SELECT r.id AS "id", r.workflow_id AS "workflowId", v.number AS "version", r.digest AS "digest",
    r.mode AS "mode", r.executor AS "executor", r.status AS "status", r.parent_run AS "parentRun",
    r.variables AS "variables", r.lease_token AS "lease",
    (SELECT s.status FROM step s WHERE s.run_id = r.id AND s.node_key = 'work'
     ORDER BY s.attempt DESC LIMIT 1) AS "lastStep"
  FROM run r JOIN version v ON v.id = r.version_id WHERE r.workflow_id IN (?, ?) ORDER BY r.id`;

/** Waits until runs are as far as the model says, and checks that they are what it says. */
export async function checkRuns(walk: Walk): Promise<void> {
  const { database, nodes, world } = walk;
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const ids = world.workflows.map(({ id }) => id);
    const rows = await database.query<RunRow>(RUNS, ids);
    name(world.runs, rows);
    const expected = world.runs.map((run) => expectedRow(walk, run)).sort(byId);
    const present = rows.map(presentRow);
    const isThere = JSON.stringify(present) === JSON.stringify(expected);
    // a run is shown as running before its node is under way
    const held = world.runs.filter(isHeld);
    if ((isThere && held.every(({ id }) => nodes.holds(id))) || Date.now() > deadline)
      return expect(present).toEqual(expected);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** Finds the rows of runs that others called: the model knows that they are, but not their ids. */
function name(runs: readonly ModelRun[], rows: readonly RunRow[]): void {
  const known = new Set(runs.map(({ id }) => id));
  for (const run of runs) {
    if (run.id !== '') continue;
    const row = rows.find(({ id, parentRun }) => !known.has(id) && parentRun === run.parent!.id);
    if (!row) continue;
    run.id = row.id;
    known.add(row.id);
  }
}

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);

function expectedRow({ contents }: Walk, run: ModelRun): RunRow {
  const { id, workflow, version, content, mode, executor, status, parent, count } = run;
  return {
    ...{ id, workflowId: workflow.id, version, digest: contents.digestOf(content) },
    ...{ mode, executor, status, parentRun: parent?.id ?? null },
    variables: contents.hasVariable(content) ? `{"count":${count}}` : '{}',
    // the lease of the built-in executor is its own affair
    lease: executor === 'EXTERNAL' ? run.lease : null,
    lastStep: executor === 'EXTERNAL' ? (run.steps.at(-1) ?? null) : null,
  };
}

function presentRow({ lease, lastStep, ...row }: RunRow): RunRow {
  const isOutside = row.executor === 'EXTERNAL';
  return { ...row, lease: isOutside ? lease : null, lastStep: isOutside ? lastStep : null };
}

const STATE = `query ($id: ID!) { workflow(id: $id) {
  status nextVersionNumber draft { revision digest }
  activeRoutes { version { number } digest }
  channel(key: "staging") { routes { version { number } digest } }
  armedTriggers { nodeKey kind digest path channelKey isSigned nextTickAt }
  versions(first: 100, includeArchived: true, orderBy: NUMBER_ASC) { edges { node {
    number digest isArchived } } }
} }`;

/** Checks that a workflow, its routing and what is armed are what the model says. */
export async function checkWorkflow(walk: Walk, workflow: RunWorkflow): Promise<void> {
  const { app, contents } = walk;
  const answer = await app.client.request<{ workflow: unknown }>(STATE, { id: workflow.id });
  const routesOf = (channel: 'live' | 'staging') =>
    workflow.candidates(channel).map(({ version, content }) => ({
      version: { number: version },
      // of the draft that which it holds at each start
      digest: version === 0 ? null : contents.digestOf(content),
    }));
  expect(answer.workflow).toEqual({
    status: workflow.status,
    nextVersionNumber: workflow.next,
    draft: {
      revision: workflow.draft.revision,
      digest: contents.digestOf(workflow.draft.content),
    },
    activeRoutes: routesOf('live'),
    channel: { routes: routesOf('staging') },
    armedTriggers: workflow.isArchived ? [] : armedOf(walk, workflow),
    versions: {
      edges: [...workflow.versions].map(([number, { content, isArchived }]) => ({
        node: { number, digest: contents.digestOf(content), isArchived },
      })),
    },
  });
}

function armedOf({ contents }: Walk, { armed }: RunWorkflow): object[] {
  return armed
    .map(({ trigger, content, nextTickAt }) => ({
      nodeKey: trigger.nodeKey,
      kind: trigger.kind,
      digest: contents.digestOf(content),
      path: trigger.path === undefined ? null : contents.pathOf(trigger.path),
      channelKey: trigger.channel,
      isSigned: trigger.isSigned ?? false,
      nextTickAt: nextTickAt === null ? null : new Date(nextTickAt).toISOString(),
    }))
    .sort((a, b) => (a.nodeKey < b.nodeKey ? -1 : 1));
}
