import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { settled } from '../concurrency/tables';
import { createWorkflow, definitionOf, succeed } from '../concurrency/operations';

const FEW = 10;
const MANY = 100;

const METADATA = `number label name description status isActive isLatest isArchived createdAt
  createdBy { id name } sealedAt origin revision digest parent { number }
  routes { weight holdsPresentDigest channel { key } }`;

/** Metadata of a hundred versions and two whole definitions. */
const HISTORY = `query ($id: ID!) { workflow(id: $id) { id name
  versions(first: 100) { edges { node { id number label name description status createdAt createdBy { name } revision digest } } }
  newest: version(ref: 10) { number definition } oldest: version(ref: 1) { number definition } } }`;

/** Twenty workflows, each with its active version and its last five. */
const LIST = `query { workflows(first: 20, orderBy: NAME_ASC) { edges { node {
  id key name description createdAt updatedAt updatedBy { name }
  activeVersion { id number label name createdAt }
  versions(first: 5) { edges { node { id number label name status createdAt createdBy { name } } } } } } } }`;

/** As much as a page of a frontend shows. */
const WHOLE_HISTORY = `query ($id: ID!) { workflow(id: $id) {
  id key name status nextVersionNumber eventCursor hasUnsavedChanges draft { revision digest }
  versions(first: 100) { edges { cursor node { id ${METADATA} } } pageInfo { hasNextPage endCursor } totalCount }
  activeVersion { id ${METADATA} } latestVersion { id ${METADATA} }
} }`;
const WHOLE_LIST = `query { workflows(first: 20) {
  totalCount pageInfo { hasNextPage endCursor }
  edges { node { id key name status updatedAt updatedBy { name } hasUnsavedChanges
    activeVersion { id ${METADATA} } versions(first: 5) { edges { node { id ${METADATA} } } } } }
} }`;

/** What changed from version to version, in numbers and a line. */
const CHANGES = `query ($id: ID!) { workflow(id: $id) {
  versions(first: 100) { edges { node { number label changes { headline severity nodesChanged nodesMoved } } } } } }`;

/** Two versions compared, all of it. */
const DIFF = `query ($id: ID!) { diff(workflowId: $id, from: 2, to: 9) {
  from { ... on Version { number } } to { ... on Version { number } } identical severity summary { headline nodesMoved }
  nodes { kind severity reason before { key position { x } } after { key position { x } } fields { path kind before after text { lines { text } } } }
  edges { kind after { key } } inputs { path } variables { path } settings { path } layout { key } patch text } }`;

/** Who last changed what twenty versions hold. */
const BLAME = `query ($id: ID!) { workflow(id: $id) { versions(first: 20) { edges { node {
  blame { key version { number } revision { number } changedBy { name } changedAt } } } } } }`;

const PAYLOAD = 'userErrors { code message }';
const MUTATIONS = {
  saveDraft: `mutation ($input: SaveDraftInput!) { saveDraft(input: $input) {
    changed draft { id number revision digest } workflow { id } ${PAYLOAD} } }`,
  saveVersion: `mutation ($input: SaveVersionInput!) { saveVersion(input: $input) {
    created version { id number label digest status createdAt } workflow { id nextVersionNumber } ${PAYLOAD} } }`,
  activateVersion: `mutation ($input: ActivateVersionInput!) { activateVersion(input: $input) {
    changed activation { id sequence kind } gained { id number } lost { id number } channel { key } workflow { id } ${PAYLOAD} } }`,
  rollback: `mutation ($input: RollbackInput!) { rollback(input: $input) {
    changed activation { id sequence kind } gained { id number } lost { id number } channel { key } workflow { id } ${PAYLOAD} } }`,
};

const HELD = [
  'BEGIN',
  'workflow by id, workspace_id',
  'channel by workflow_id, key',
  'route by activation_id',
  'version by workspace_id, id',
];
const RELEASED = [
  'INSERT INTO activation',
  'INSERT INTO route',
  'UPDATE channel',
  'version by workspace_id, id',
  'DELETE FROM armed_trigger',
  'INSERT INTO event_counter',
  'INSERT INTO event',
  'COMMIT',
];

/** What each write takes, in order. */
const WRITES: Record<string, [keyof typeof MUTATIONS, object, string[]]> = {
  saveDraft: [
    'saveDraft',
    { expectedRevision: 1, definition: definitionOf('new') },
    [
      'BEGIN',
      'workflow by id, workspace_id',
      'version by workflow_id, number',
      'INSERT INTO definition',
      'UPDATE version',
      'INSERT INTO revision',
      'version_blame by version_id',
      'INSERT INTO version_blame',
      'INSERT INTO diff_summary',
      'UPDATE workflow',
      'INSERT INTO event_counter',
      'INSERT INTO event',
      'COMMIT',
    ],
  ],
  'saveVersion of a definition': [
    'saveVersion',
    { definition: definitionOf('new') },
    [
      'BEGIN',
      'workflow by id, workspace_id',
      'version by workflow_id, number',
      'UPDATE workflow',
      'INSERT INTO definition',
      'INSERT INTO version',
      'INSERT INTO revision',
      'version_blame by version_id',
      'INSERT INTO version_blame',
      'INSERT INTO diff_summary',
      'INSERT INTO event_counter',
      'INSERT INTO event',
      'INSERT INTO event',
      'COMMIT',
    ],
  ],
  'saveVersion of the draft': [
    'saveVersion',
    {},
    [
      'BEGIN',
      'workflow by id, workspace_id',
      'version by workflow_id, number',
      'version by workflow_id, number',
      'revision by version_id',
      'UPDATE workflow',
      'version by id',
      'INSERT INTO definition',
      'INSERT INTO version',
      'INSERT INTO revision',
      'version_blame by version_id',
      'INSERT INTO version_blame',
      'INSERT INTO version_blame',
      'INSERT INTO merge_parent',
      'INSERT INTO version_layout',
      'UPDATE version',
      'DELETE FROM merge_parent',
      'INSERT INTO event_counter',
      'INSERT INTO event',
      'INSERT INTO event',
      'COMMIT',
    ],
  ],
  activateVersion: [
    'activateVersion',
    { version: 2 },
    [...HELD, 'version by workflow_id, number', 'revision by version_id, number', ...RELEASED],
  ],
  rollback: [
    'rollback',
    {},
    [
      ...HELD,
      'activation by channel_id, sequence',
      'route by activation_id',
      'version by workspace_id, id',
      ...RELEASED,
    ],
  ],
  'rollback to a target': [
    'rollback',
    { targetVersion: 2 },
    [
      ...HELD,
      'version by workflow_id, number',
      'route, activation by channel_id, version_id',
      ...RELEASED,
    ],
  ],
};

describe.each(databases)('statements of a request on $name', (kind) => {
  let app: TestApp;
  let database: TestDatabase;
  let seen: string[] = [];
  beforeEach(async () => {
    database = await kind.create();
    app = await start();
  });
  afterEach(async () => {
    await app.close();
    await database.remove();
  });

  function start(): Promise<TestApp> {
    return createTestApp({
      database,
      pollInterval: NEVER,
      statementObserver: (sql) => void seen.push(sql),
    });
  }

  /** Begins anew with nothing in memory: what is read, is read by statements. */
  async function restart(): Promise<void> {
    await app.close();
    app = await start();
    // signs in once, so that this is not counted with the request
    await app.client.request('{ viewer { scopes } }');
  }

  /** The statements of one request; of one that writes, up to its commit: what wakes subscribers comes after. */
  async function statementsOf(document: string, variables?: object): Promise<string[]> {
    await sequenced();
    seen = [];
    const answer = await app.client.send<Record<string, { userErrors?: unknown[] }>>(
      document,
      variables as Record<string, unknown>,
    );
    expect(answer.errors).toBeUndefined();
    const [payload] = Object.values(answer.data!);
    expect(payload!.userErrors ?? []).toEqual([]);
    const commit = seen.indexOf('COMMIT');
    return commit < 0 ? [...seen] : seen.slice(0, commit + 1);
  }

  /** Waits until nothing of earlier requests is under way: on PostgreSQL events get their places after the commit. */
  async function sequenced(): Promise<void> {
    const reader = await database.open();
    await settled(reader);
    await reader.close();
  }

  async function workflowWith(versions: number, name = `With ${versions}`): Promise<string> {
    const workflowId = await createWorkflow(app.client, name);
    for (let number = 1; number <= versions; number++)
      await succeed(app.client, 'saveVersion', {
        workflowId,
        definition: definitionOf(`${name} ${number}`),
      });
    for (const version of [1, 2, 1])
      await succeed(app.client, 'activateVersion', { workflowId, version });
    return workflowId;
  }

  test('history takes the same four for 10 and for 100 versions, and reads the two definitions at once', async () => {
    const statements: string[][] = [];
    for (const count of [FEW, MANY]) {
      const id = await workflowWith(count);
      await restart();
      statements.push(shapes(await statementsOf(HISTORY, { id })));
    }
    expect(statements[1]).toEqual(statements[0]);
    expect(statements[0]!.sort()).toEqual([
      'content of definition by workspace_id, digest',
      'version by number, workspace_id',
      'version by workspace_id, workflow_id, number',
      'workflow by workspace_id, id',
    ]);
  });

  test('the list takes the same four for 3 and for 20 workflows, and reads no definition', async () => {
    const statements: string[][] = [];
    for (let count = 1; count <= 20; count++) {
      await workflowWith(count === 20 ? 20 : 6, `List ${count}`);
      if (count !== 3 && count !== 20) continue;
      await restart();
      statements.push(shapes(await statementsOf(LIST)));
    }
    expect(statements[1]).toEqual(statements[0]);
    expect(statements[0]!.sort()).toEqual([
      'channel, route by workflow_id',
      'version by number, workspace_id',
      'version by workspace_id, id',
      'workflow by workspace_id',
    ]);
  });

  test('a whole page of a history or a list takes a bounded number, whatever the counts, and reads no definition', async () => {
    const seenOf: Record<string, string[]> = { history: [], list: [] };
    for (const count of [FEW, MANY]) {
      const id = await workflowWith(count);
      for (let other = 0; other < count / 5; other++) await workflowWith(6, `${count}-${other}`);
      await restart();
      for (const [name, document] of [
        ['history', WHOLE_HISTORY],
        ['list', WHOLE_LIST],
      ] as const) {
        const statements = shapes(
          await statementsOf(document, name === 'history' ? { id } : undefined),
        );
        expect(statements.length).toBeLessThanOrEqual(14);
        // which loads meet in one statement is a matter of timing, what is loaded is not
        const kinds = [...new Set(statements)].sort();
        expect(kinds.join()).not.toContain('content');
        if (count === FEW) seenOf[name] = kinds;
        else expect(kinds).toEqual(seenOf[name]);
      }
    }
  });

  test('what a hundred versions changed takes the same five as of ten, and reads no definition', async () => {
    const statements: string[][] = [];
    for (const count of [FEW, MANY]) {
      const id = await workflowWith(count);
      await restart();
      statements.push(shapes(await statementsOf(CHANGES, { id })));
    }
    expect(statements[1]).toEqual(statements[0]);
    expect(statements[0]!.sort()).toEqual([
      'diff_summary by workspace_id, to_digest, from_digest',
      'version by id',
      'version by number, workspace_id',
      'version_layout by version_id',
      'workflow by workspace_id, id',
    ]);
  });

  test('a diff takes the same few however long the history, and reads its two definitions at once', async () => {
    const statements: string[][] = [];
    for (const count of [FEW, MANY]) {
      const id = await workflowWith(count);
      await restart();
      statements.push(shapes(await statementsOf(DIFF, { id })));
    }
    expect(statements[1]).toEqual(statements[0]);
    expect(statements[0]!.sort()).toEqual([
      'content of definition by workspace_id, digest',
      'version by workspace_id, workflow_id, number',
      'version_layout by version_id',
      'workflow by workspace_id, id',
    ]);
  });

  test('the blame of twenty versions takes one statement for texts, one for revisions, one for versions', async () => {
    const id = await workflowWith(20);
    await restart();
    const statements = shapes(await statementsOf(BLAME, { id }));
    expect(statements.sort()).toEqual([
      'revision by workspace_id, id',
      'version by number, workspace_id',
      'version by workspace_id, id',
      'version_blame by version_id',
      'workflow by workspace_id, id',
    ]);
  });

  test.each(
    Object.entries(WRITES).map(([title, [mutation, input, expected]]) => ({
      title,
      mutation,
      input,
      expected,
    })),
  )(
    '$title takes the same few after 10 and after 100 versions',
    async ({ mutation, input, expected }) => {
      const statements: string[][] = [];
      for (const count of [FEW, MANY]) {
        const workflowId = await workflowWith(count);
        const document = MUTATIONS[mutation];
        statements.push(shapes(await statementsOf(document, { input: { workflowId, ...input } })));
      }
      expect(statements[1]).toEqual(statements[0]);
      expect(statements[0]).toEqual(expected);
    },
  );
});

/** Statements as a reader compares them: what they do to which tables, and by which columns they look. */
function shapes(statements: string[]): string[] {
  return statements.map((sql) => {
    const text = sql.replace(/\s+/g, ' ');
    if (!/^(SELECT|WITH)/.test(text)) return text.replace(/ ?\(.*| SET .*| WHERE .*/, '');
    const [, selected, rest] = /^SELECT (.*?) FROM (.*)$/.exec(text)!;
    const tables = [...text.matchAll(/(?:FROM|JOIN) ([a-z_]+)\b(?!\()/g)].map(([, name]) => name);
    const columns = [...rest!.matchAll(/\b[a-z]\.([a-z_]+) (?:=|IN|>|<) ?[?(\d]/g)].map(
      ([, name]) => name,
    );
    const what = /COUNT\(/.test(selected!)
      ? 'count of '
      : /\.content\b/.test(selected!)
        ? 'content of '
        : '';
    return `${what}${unique(tables)} by ${unique(columns)}`;
  });
}

function unique(names: (string | undefined)[]): string {
  return [...new Set(names)].join(', ');
}
