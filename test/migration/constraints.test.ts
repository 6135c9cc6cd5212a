import { type DataSource } from 'typeorm';
import { createTestApp } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { greets } from '../support/builders';
import { Seed } from '../support/seed';
import { schedule, triggeredBy, webhook } from '../support/triggers';
import { openSource } from './open-source';

type Row = Record<string, string | number | null>;

const NOWHERE = 'nowhere';
const DIGEST = `sha256:${'0'.repeat(64)}`;

/** Copies of rows that are there, each changed in one way that must not be. */
const REFUSED: [promise: string, table: string, changes: Row][] = [
  ['a workspace has a key of its own', 'workspace', { id: 'ws_copy' }],
  ['a token is known by its hash', 'api_token', { id: 'tok_copy' }],
  [
    'a token belongs to a workspace',
    'api_token',
    { id: 'tok_copy', hash: 'x', workspace_id: NOWHERE },
  ],
  ['a secret has a name of its own in its workspace', 'secret', {}],
  ['a secret belongs to a workspace', 'secret', { workspace_id: NOWHERE }],
  ['a replaced secret names who did it', 'secret', { name: 'COPY', updated_at: '2026-01-01' }],
  ['content is stored once per workspace', 'definition', {}],
  ['content belongs to a workspace', 'definition', { workspace_id: NOWHERE }],
  ['there is one installation', 'installation', { id: 2 }],

  ['a workflow has a key of its own in its workspace', 'workflow', { id: 'wf_copy' }],
  ['a workflow belongs to a workspace', 'workflow', { id: 'wf_copy', workspace_id: NOWHERE }],
  ['sealing is one of three', 'workflow', { id: 'wf_copy', key: 'copy', sealing: 'SOMETIMES' }],
  [
    'version numbers begin with 1',
    'workflow',
    { id: 'wf_copy', key: 'copy', next_version_number: 0 },
  ],

  ['a version number is used once', 'version', { id: 'ver_copy' }],
  ['a version number is not negative', 'version', { id: 'ver_copy', number: -1 }],
  ['a revision counts from 1', 'version', { id: 'ver_copy', number: 9, revision: 0 }],
  ['an origin is a known one', 'version', { id: 'ver_copy', number: 9, origin: NOWHERE }],
  ['a version has content', 'version', { id: 'ver_copy', number: 9, digest: DIGEST }],
  ['a version belongs to a workflow', 'version', { id: 'ver_copy', workflow_id: NOWHERE }],
  ['a parent is a version', 'version', { id: 'ver_copy', number: 9, parent_id: NOWHERE }],
  [
    'content of a version is of its workspace',
    'version',
    { id: 'ver_copy', number: 9, workspace_id: NOWHERE },
  ],
  ['a layout is of a version', 'version_layout', { version_id: NOWHERE }],
  ['a version has one layout', 'version_layout', {}],

  ['a revision number is used once', 'revision', { id: 'rev_copy' }],
  ['a revision number counts from 1', 'revision', { id: 'rev_copy', number: 0 }],
  ['a revision is of a known kind', 'revision', { id: 'rev_copy', number: 9, kind: NOWHERE }],
  ['a revision is of a version', 'revision', { id: 'rev_copy', version_id: NOWHERE }],
  ['a revision has content', 'revision', { id: 'rev_copy', number: 9, digest: DIGEST }],
  ['a rejected save has content', 'rejected_save', { id: 'rej_copy', digest: DIGEST }],
  ['a rejected save is of a version', 'rejected_save', { id: 'rej_copy', version_id: NOWHERE }],

  ['an activation sequence is used once per channel', 'activation', { id: 'act_copy' }],
  ['an activation sequence counts from 1', 'activation', { id: 'act_copy', sequence: 0 }],
  [
    'an activation is of a known kind',
    'activation',
    { id: 'act_copy', sequence: 9, kind: NOWHERE },
  ],
  [
    'an activation is of a workflow',
    'activation',
    { id: 'act_copy', sequence: 9, workflow_id: NOWHERE },
  ],
  ['a channel has a key of its own in its workflow', 'channel', { id: 'ch_copy' }],
  ['a channel is of a workflow', 'channel', { id: 'ch_copy', workflow_id: NOWHERE }],
  [
    'a routing is that of an activation',
    'channel',
    { id: 'ch_copy', key: 'copy', activation_id: NOWHERE },
  ],
  [
    'activations are counted from 0',
    'channel',
    { id: 'ch_copy', key: 'copy', activation_sequence: -1 },
  ],
  ['a place among routes is taken once', 'route', {}],
  ['a weight is positive', 'route', { position: 9, weight: 0 }],
  ['a route is of an activation', 'route', { activation_id: NOWHERE }],
  ['a route leads to a version', 'route', { position: 9, version_id: NOWHERE }],

  ['a run is of a workflow', 'run', { id: 'run_copy', workflow_id: NOWHERE }],
  ['a run is pinned to a version', 'run', { id: 'run_copy', version_id: NOWHERE }],
  ['a run is pinned to content', 'run', { id: 'run_copy', digest: DIGEST }],
  ['content of a run is of its workspace', 'run', { id: 'run_copy', workspace_id: NOWHERE }],
  ['a run repeats a run', 'run', { id: 'run_copy', replay_of: NOWHERE }],
  ['a run has a known status', 'run', { id: 'run_copy', status: NOWHERE }],
  ['a run that has ended has an end', 'run', { id: 'run_copy', status: 'FAILED' }],
  ['a run that goes on has none', 'run', { id: 'run_copy', finished_at: '2026-01-01' }],
  ['an attempt at a node is recorded once', 'step', { id: 'step_copy', position: 9 }],
  ['a place among steps is taken once', 'step', { id: 'step_copy', attempt: 9 }],
  ['an attempt counts from 1', 'step', { id: 'step_copy', attempt: 0, position: 9 }],
  ['a step is of a run', 'step', { id: 'step_copy', run_id: NOWHERE }],
  [
    'a step that has ended has an end',
    'step',
    { id: 'step_copy', attempt: 9, position: 9, status: 'FAILED' },
  ],
  ['a number of progress is used once per run', 'run_progress', {}],
  ['progress is of a run', 'run_progress', { run_id: NOWHERE }],
  ['a workflow counts its runs in one row', 'run_tally', {}],
  ['what ended in an hour is one row', 'run_rollup', {}],
  ['figures are of a workflow', 'run_rollup', { workflow_id: NOWHERE }],
  ['figures are of an hour or a day', 'run_rollup', { grain: NOWHERE }],
  ['figures count from 0', 'run_rollup', { variant: 'copy', failed: -1 }],
  ['a split drew a version or not', 'run_rollup', { is_drawn: 2 }],

  ['a pin is recorded once', 'subworkflow_pin', {}],
  ['a pin is of stored content', 'subworkflow_pin', { digest: DIGEST }],

  ['a trigger is armed once', 'armed_trigger', { path: 'free' }],
  ['a path leads to one webhook of a workspace', 'armed_trigger', { node_key: 'copy' }],
  ['an armed trigger is of a workflow', 'armed_trigger', { workflow_id: NOWHERE, path: 'free' }],
  ['a webhook has a path', 'armed_trigger', { node_key: 'copy', path: null }],
  [
    'a webhook has no ticks',
    'armed_trigger',
    { node_key: 'copy', path: 'free', next_tick_at: '2026' },
  ],
  ['a schedule has no path', 'armed_trigger', { node_key: 'copy', path: 'free', kind: 'SCHEDULE' }],
  ['a tick is taken once', 'schedule_tick', {}],
  ['a tick is of a workflow', 'schedule_tick', { workflow_id: NOWHERE }],
  [
    'a refused tick says why',
    'schedule_tick',
    { tick_at: '2026', outcome: 'REFUSED', run_id: null },
  ],
  [
    'a refused tick has no run',
    'schedule_tick',
    { tick_at: '2026', outcome: 'REFUSED', refusal_code: 'X', refusal_message: 'X' },
  ],

  ['an event sequence is used once per workflow', 'event', { position: 999 }],
  ['an event position is used once per workspace', 'event', { sequence: 999 }],
  ['an event sequence counts from 1', 'event', { sequence: 0, position: 999 }],
  ['a workflow counts its events in one row', 'event_counter', {}],
  ['an idempotency key is used once', 'idempotency_key', {}],
];

/** What must not go while something refers to it. */
const KEPT: [promise: string, statement: string][] = [
  ['a version that a route leads to', 'DELETE FROM version WHERE number = 1'],
  ['content that a version has', 'DELETE FROM definition'],
  ['a workflow that has versions', 'DELETE FROM workflow'],
  ['a workspace that has workflows', 'DELETE FROM workspace'],
  ['an activation that a channel routes by', 'DELETE FROM activation'],
];

describe.each(databases)('constraints on $name', ({ create }) => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await create();
    const app = await createTestApp({ database });
    const workflow = await new Seed(app.client).workflow({ idempotencyKey: 'once' });
    await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 1, y: 2 } } } });
    await workflow.save();
    await workflow.activate(1);
    await workflow.edit(greets('two'));
    await workflow.refusal('saveDraft', { expectedRevision: 1, definition: greets('stale') });
    await workflow.events();
    await workflow.start();
    const lease = await workflow.claim();
    const report = { ...lease, nodeKey: 'greet', status: 'RUNNING' };
    await workflow.seed.mutate('reportStep', report);
    await workflow.seed.mutate('setSecret', { name: 'TOKEN', value: 'one' });
    await workflow.edit({
      nodes: [{ id: 'call', type: 'workflow', name: 'Call', config: { workflowId: workflow.id } }],
      edges: [],
    });
    await workflow.finish();
    const triggers = triggeredBy(schedule('minutely'), webhook('hook', 'taken'));
    await workflow.save(triggers, { activate: true });
    app.clock.advance(60_000);
    await app.services.schedules.look();
    await app.close();
    source = await openSource(database);
  });
  afterAll(async () => {
    await source.destroy();
    await database.remove();
  });

  /** Inserts a copy of the table's first row with changes. */
  const copy = async (table: string, changes: Row): Promise<void> => {
    const orders: Record<string, string> = {
      version: 'ORDER BY number DESC',
      // the webhook before the schedule
      armed_trigger: 'ORDER BY kind DESC',
    };
    const order = orders[table] ?? '';
    const [row] = await source.query<Row[]>(`SELECT * FROM ${table} ${order} LIMIT 1`);
    const entries = Object.entries({ ...row!, ...changes });
    const values = entries.map(([, value]) =>
      typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value),
    );
    const columns = entries.map(([column]) => column);
    await source.query(`INSERT INTO ${table} (${columns.join()}) VALUES (${values.join()})`);
  };
  const violation = /constraint/i;

  test.each(REFUSED)('%s (%s)', async (_promise, table, changes) => {
    await expect(copy(table, changes)).rejects.toThrow(violation);
  });

  test.each(KEPT)('%s stays', async (_promise, statement) => {
    await expect(source.query(statement)).rejects.toThrow(violation);
  });

  test('what breaks none of them is taken', async () => {
    await copy('workflow', { id: 'wf_copy', key: 'copy' });
    await copy('version', { id: 'ver_copy', number: 9 });
    await copy('revision', { id: 'rev_copy', number: 9 });
    await copy('activation', { id: 'act_copy', sequence: 9 });
    await copy('channel', { id: 'ch_copy', key: 'copy' });
    await copy('route', { position: 9 });
    await copy('run', { id: 'run_copy' });
    await copy('step', { id: 'step_copy', attempt: 9, position: 9 });
    await copy('armed_trigger', { node_key: 'copy', path: 'free' });
    await copy('armed_trigger', { node_key: 'released', released_at: '2026-01-01' });
    await copy('schedule_tick', { tick_at: '2026-01-01' });
    await copy('event', { sequence: 999, position: 999 });
    await copy('event', { sequence: 1000, position: null });
    await copy('event', { sequence: 1001, position: null });
  });

  test('a version takes its revisions, layout and rejected saves with it', async () => {
    await copy('version', { id: 'ver_gone', number: 10 });
    await copy('revision', { id: 'rev_gone', version_id: 'ver_gone' });
    await copy('version_layout', { version_id: 'ver_gone' });
    await copy('rejected_save', { id: 'rej_gone', version_id: 'ver_gone' });
    await source.query(`DELETE FROM version WHERE id = 'ver_gone'`);
    for (const table of ['revision', 'version_layout', 'rejected_save'])
      expect(await source.query(`SELECT * FROM ${table} WHERE version_id = 'ver_gone'`)).toEqual(
        [],
      );
  });
});
