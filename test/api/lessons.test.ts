import { isInterfaceType, isObjectType, buildSchema } from 'graphql';
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalDefinition } from '../../src/graph/canonical-form';
import { canonicalJson } from '../../src/graph/canonical-json';
import { digestOf } from '../../src/graph/digest';
import { type Version } from '../../src/version/version';
import { VersionStore } from '../../src/version/version.store';
import { type DefinitionDraft, greets, incomplete } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';
import { arbitraryDefinition } from '../unit/graph/arbitrary-definition';

/** Faults that other systems shipped: each test is named after what must hold here. */
describe.each(databases)('lessons of other systems on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const save = (workflow: SeededWorkflow, greeting: string, input: object = {}): Promise<Answer> =>
    workflow.attempt(
      'saveDraft',
      { expectedRevision: 1, definition: greets(greeting), ...input },
      'draft { revision }',
    );
  const textOf = async (digest: string): Promise<string> =>
    (
      await fetch(`${app.url}/definitions/${digest}`, {
        headers: { authorization: `Bearer ${app.client.token}` },
      })
    ).text();

  test('of two savers on one revision one wins, and the other is told with nothing overwritten', async () => {
    const workflow = await seed.workflow();
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => save(workflow, name)));
    const losers = answers.flatMap(({ userErrors }) => userErrors);
    expect(losers.map(({ code }) => code)).toEqual(Array(3).fill('DRAFT_CONFLICT'));
    const winner = ['a', 'b', 'c', 'd'][answers.findIndex((answer) => !answer.userErrors[0])]!;
    const { definition, revision } = await workflow.version('draft', 'definition revision');
    expect([JSON.stringify(definition), revision]).toEqual([canonicalJson(greets(winner)), 2]);
  });

  test('the check of a revision is part of the statement that writes', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greets('two'));
    const database = await app.database.open();
    const store = new VersionStore(database);
    const draft = (await store.byNumber(undefined, workflow.id, 0))!;
    const move = (expected: number, version: Version) =>
      database.transaction((transaction) =>
        store.moveRevision(transaction, version, expected, { ...version, revision: 9 }),
      );
    expect(await move(1, draft)).toBe(false);
    await workflow.save();
    const sealed = (await store.byNumber(undefined, workflow.id, 1))!;
    expect(await move(1, sealed)).toBe(false);
    expect(await workflow.version('draft', 'revision')).toEqual({ revision: 2 });
    await database.close();
  });

  test('saves of one editor in flight succeed, and each answers the next expectedRevision', async () => {
    const workflow = await seed.workflow();
    const greetings = ['a', 'b', 'c', 'd', 'e'];
    const answers = await Promise.all(
      greetings.map((greeting) => save(workflow, greeting, { clientId: 'tab' })),
    );
    expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
    const revisions = answers.map(({ draft }) => draft.revision).sort();
    expect(revisions).toEqual([2, 3, 4, 5, 6]);
    await workflow.mutate('saveDraft', { expectedRevision: 6, definition: greets('next') });
  });

  test('the first save has a base: a fresh draft is at revision 1', async () => {
    const workflow = await seed.workflow({ definition: undefined });
    expect(await workflow.version('draft', 'revision')).toEqual({ revision: 1 });
    expect((await save(workflow, 'first')).userErrors).toEqual([]);
  });

  test('saveVersion takes what the user has seen, and refuses what moved since', async () => {
    const workflow = await seed.workflow();
    await save(workflow, 'sneaked in');
    const seen = { expectedRevision: 1, activate: true };
    expect((await workflow.refusal('saveVersion', seen)).code).toBe('VERSION_CONFLICT');
    expect(await workflow.read('latestVersion { id } activeVersion { id }')).toEqual({
      latestVersion: null,
      activeVersion: null,
    });
  });

  test('activateVersion takes what the user has seen, and refuses what moved since', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three']);
    await workflow.activate(1, 2);
    const seen = { version: 3, expectedCurrentVersion: 1 };
    expect((await workflow.refusal('activateVersion', seen)).code).toBe('VERSION_CONFLICT');
    expect(await workflow.live()).toBe('v2');
  });

  test('a stale full canvas of a hidden tab is merged field by field, and overwrites nothing', async () => {
    const workflow = await seed.workflow();
    await workflow.edit({ ...greets('one'), settings: { region: 'eu' } });
    const { userErrors } = await save(workflow, 'hidden tab', { clientId: 'hidden' });
    expect(userErrors).toEqual([]);
    const { digest } = await workflow.version('draft', 'digest');
    expect(await textOf(digest)).toBe(
      canonicalJson({ ...greets('hidden tab'), settings: { region: 'eu' } }),
    );
  });

  test('a stale save that clashes overwrites nothing, and is not lost', async () => {
    const workflow = await seed.workflow();
    await workflow.edit(greets('newer'));
    const { userErrors } = await save(workflow, 'hidden tab', { clientId: 'hidden' });
    expect(userErrors.map(({ code }) => code)).toEqual(['DRAFT_CONFLICT']);
    const { digest } = await workflow.version('draft', 'digest');
    expect(await textOf(digest)).toBe(canonicalJson(greets('newer')));
    expect(await textOf(userErrors[0]!.rejectedSave.digest)).toBe(
      canonicalJson(greets('hidden tab')),
    );
  });

  test('a refused activation leaves the version that serves, and its channel, as they were', async () => {
    const workflow = await seed.workflowWith(['good']);
    await workflow.activate(1);
    await workflow.save(incomplete());
    const state = 'activeVersion { number } channel { activationSequence } events { totalCount }';
    const before = await workflow.read(state);
    for (const version of [2, 'draft', 9]) await workflow.refusal('activateVersion', { version });
    await workflow.refusal('routeChannel', { routes: [{ version: 1 }, { version: 2 }] });
    expect(await workflow.read(state)).toEqual(before);
  });

  test('a restore keeps every secret reference, and writes no mask over it', async () => {
    const config = { path: 'in', secret: '{{secrets.HOOK}}' };
    const http = {
      method: 'GET',
      url: 'https://example.com',
      headers: { authorization: 'Bearer {{secrets.API}}' },
    };
    const definition = {
      nodes: [
        { id: 'hook', type: 'trigger.webhook', name: 'Hook', config },
        { id: 'call', type: 'http', name: 'Call', config: http },
      ],
      edges: [{ id: 'e', source: 'hook', target: 'call' }],
    };
    const workflow = await seed.workflow({ definition });
    await workflow.save();
    const expectedRevision = await workflow.edit(greets('other'));
    await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision });
    expect(await workflow.version('draft', 'nodes { key config }')).toEqual({
      nodes: [
        { key: 'call', config: http },
        { key: 'hook', config },
      ],
    });
  });

  test('what is saved comes back whole after version and restore, byte for byte', async () => {
    const workflow = await seed.workflow({ definition: undefined });
    await fc.assert(
      fc.asyncProperty(arbitraryDefinition, async (drawn) => {
        const content = canonicalDefinition(drawn);
        await workflow.edit(JSON.parse(content) as DefinitionDraft);
        const version = await workflow.save(undefined, { allowUnchanged: true });
        const expectedRevision = await workflow.edit(greets(`between ${version}`));
        await workflow.mutate('createDraftFromVersion', { version, expectedRevision });
        const { digest } = await workflow.version('draft', 'digest');
        expect(digest).toBe(digestOf(content));
        expect(await textOf(digest)).toBe(content);
      }),
      { numRuns: 25 },
    );
  });

  test('version numbers come from the workflow: a rollback or restore never turns them back', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three']);
    await workflow.activate(1, 3);
    await workflow.mutate('rollback');
    await workflow.mutate('createDraftFromVersion', { version: 1, expectedRevision: 3 });
    expect(await workflow.read('nextVersionNumber')).toEqual({ nextVersionNumber: 4 });
    expect(await workflow.save(greets('four'))).toBe(4);
  });

  test('exactly one version is the latest and at most one active, whatever happens', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three']);
    const flags = async () => {
      const { versions } = await workflow.read(
        'versions(includeArchived: true) { edges { node { isLatest isActive } } }',
      );
      const count = (flag: string) => versions.edges.filter(({ node }) => node[flag]).length;
      return [count('isLatest'), count('isActive')];
    };
    expect(await flags()).toEqual([1, 0]);
    await workflow.activate(1, 2);
    expect(await flags()).toEqual([1, 1]);
    await workflow.mutate('archiveVersion', { version: 1 });
    await workflow.mutate('routeChannel', { routes: [{ version: 2 }, { version: 3 }] });
    expect(await flags()).toEqual([1, 0]);
    await workflow.activate(3);
    expect(await flags()).toEqual([1, 1]);
  });

  test('moving a node makes no version, no conflict, no other digest', async () => {
    const workflow = await seed.workflowWith(['one']);
    const [before, expectedRevision] = [await workflow.version('draft', 'digest revision'), 1];
    const moved = greets('one');
    moved.nodes = moved.nodes.map((node, x) => ({ ...node, position: { x, y: 7 } }));
    await workflow.mutate('saveDraft', { expectedRevision, definition: moved });
    await workflow.mutate('saveLayout', { layout: { positions: { greet: { x: 9, y: 9 } } } });
    expect(await workflow.version('draft', 'digest revision')).toEqual(before);
    expect(await workflow.mutate('saveVersion', {}, 'created')).toMatchObject({ created: false });
    expect((await save(workflow, 'still based on 1')).userErrors).toEqual([]);
  });

  test('saving without a change makes no version', async () => {
    const workflow = await seed.workflowWith(['one', 'two']);
    await workflow.edit(greets('three'));
    await workflow.edit(greets('two'));
    expect(await workflow.mutate('saveVersion', {}, 'created version { number }')).toMatchObject({
      created: false,
      version: { number: 2 },
    });
  });

  test('nothing without a trigger is activated, unless its node types are unknown', async () => {
    const empty = await seed.workflow({ definition: undefined });
    await empty.save();
    expect((await empty.refusal('activateVersion', { version: 1 })).code).toBe('VALIDATION_FAILED');
    const foreign = { nodes: [{ id: 'a', type: 'n8n.cron', name: 'A', config: {} }], edges: [] };
    const unknown = await seed.workflow({ definition: foreign });
    await unknown.save();
    await unknown.activate(1);
    expect(await unknown.live()).toBe('v1');
  });

  test('a version that the record refers to cannot be deleted, so no record loses its version', async () => {
    const workflow = await seed.workflowWith(['one', 'two', 'three']);
    await workflow.activate(1, 2);
    for (const version of [1, 2])
      expect((await workflow.refusal('deleteVersion', { version })).code).toBe('VERSION_IN_USE');
    const { activations } = await workflow.read(
      'activations { edges { node { version { number } } } }',
    );
    expect(activations.edges.map(({ node }) => node.version.number)).toEqual([2, 1]);
  });

  test('compacting history never loses what an activation refers to', async () => {
    const workflow = await seed.workflowWith(['one'], { sealing: 'NEVER' });
    await workflow.activate(1);
    for (let revision = 1; revision < 4; revision++) {
      const definition = greets(`edit ${revision}`);
      await workflow.mutate('updateVersion', {
        version: 1,
        expectedRevision: revision,
        definition,
      });
    }
    await workflow.mutate('updateWorkflow', { retention: { keepRevisions: 0 } });
    await workflow.mutate('pruneRevisions');
    const { routes } = await workflow.read('routes: activeRoutes { digest }');
    const digest = (routes as unknown as { digest: string }[])[0]!.digest;
    expect(await textOf(digest)).toBe(canonicalJson(greets('one')));
  });

  test('two operators who roll back at once do not restore the fault', async () => {
    const workflow = await seed.workflowWith(['old', 'good', 'fault']);
    await workflow.activate(1, 2, 3);
    const answers = await Promise.all([workflow.attempt('rollback'), workflow.attempt('rollback')]);
    expect(answers.flatMap(({ userErrors }) => userErrors)).toMatchObject([
      { code: 'ROLLBACK_AMBIGUOUS', candidates: [{ sequence: 3 }, { sequence: 1 }] },
    ]);
    expect(await workflow.live()).toBe('v2');
  });

  test('transactions of requests that come at once do not run into each other', async () => {
    const workflows = await Promise.all(Array.from({ length: 8 }, () => seed.workflow()));
    const outcomes = await Promise.all(
      workflows.flatMap((workflow, index) => [
        workflow.attempt('saveVersion', { activate: true }),
        // refused half-way, so that its rollback would take others with it
        seed.attempt('createWorkflow', { name: 'Refused', key: workflows[index]!.key }),
      ]),
    );
    expect(outcomes.map(({ userErrors }) => userErrors[0]?.code ?? 'done')).toEqual(
      workflows.flatMap(() => ['done', 'KEY_TAKEN']),
    );
    for (const workflow of workflows)
      expect([await workflow.live(), (await workflow.events()).length]).toEqual(['v1', 4]);
  });

  test('unknown members are refused by name and not ignored with success', async () => {
    const workflow = await seed.workflow();
    const [node] = greets('x').nodes;
    const definition = { nodes: [{ ...node, retries: 3 }], edges: [] };
    const { message } = await workflow.refusal('saveDraft', { expectedRevision: 1, definition });
    expect(message).toContain('/nodes/0/retries');
  });
});

test('id is global everywhere: what has one is a Node, an Event or an Actor; inside a graph it is key', () => {
  const schema = buildSchema(readFileSync(join(__dirname, '../../schema.graphql'), 'utf8'));
  const others = Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .filter((type) => 'id' in type.getFields())
    .filter((type) => !type.getInterfaces().some(({ name }) => ['Node', 'Event'].includes(name)))
    .map(({ name }) => name);
  expect(others.sort()).toEqual(['Actor', 'Event', 'Node']);
  for (const name of ['GraphNode', 'GraphEdge']) {
    const type = schema.getType(name);
    expect(isObjectType(type) && 'key' in type.getFields()).toBe(true);
  }
});
