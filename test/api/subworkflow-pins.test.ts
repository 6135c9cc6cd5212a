import { type DefinitionDraft, greets } from '../support/builders';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, SeededWorkflow } from '../support/seed';

interface Config {
  [member: string]: unknown;
  workflowId: string;
  digest?: string;
}

/** A complete definition that calls other workflows: `call`, `call2`, … */
function calls(...configs: Config[]): DefinitionDraft {
  const nodes = configs.map((config, place) => ({
    id: place === 0 ? 'call' : `call${place + 1}`,
    type: 'workflow',
    name: 'Call',
    config: { input: '{}', ...config },
  }));
  return {
    nodes: [{ id: 'start', type: 'trigger.manual', name: 'Start', config: {} }, ...nodes],
    edges: nodes.map(({ id }) => ({ id: `to-${id}`, source: 'start', target: id })),
  };
}

const UNKNOWN = `sha256:${'0'.repeat(64)}`;

describe.each(databases)('pins of calls on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let statements = 0;
  beforeAll(async () => {
    // not those that give events their places, which come when they come
    const isOfContent = (sql: string) =>
      /\b(version|revision|definition|route|subworkflow_pin)\b/.test(sql);
    const statementObserver = (sql: string) => void (statements += Number(isOfContent(sql)));
    app = await createTestApp({ kind, statementObserver });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  /** Digests that calls are pinned to, by node id; null where one is not pinned. */
  const pinsOf = async (workflow: SeededWorkflow, ref: string | number = 'draft') => {
    const { nodes } = (await workflow.version(ref, 'definition')).definition as {
      nodes: { id: string; type: string; config: { digest?: string } }[];
    };
    return Object.fromEntries(
      nodes
        .filter(({ type }) => type === 'workflow')
        .map(({ id, config }) => [id, config.digest ?? null]),
    );
  };
  const pinOf = async (workflow: SeededWorkflow, ref?: string | number) =>
    (await pinsOf(workflow, ref))['call'];
  const digestOf = async (workflow: SeededWorkflow, ref: string | number) =>
    (await workflow.version(ref, 'digest')).digest;
  const errorsOf = async (workflow: SeededWorkflow, ref: string | number = 'draft') =>
    (await workflow.version(ref, 'problems { severity code nodeKey }')).problems
      .filter(({ severity }) => severity === 'ERROR')
      .map(({ code, nodeKey }) => `${code} ${String(nodeKey)}`);
  const move = (workflow: SeededWorkflow, input: object) =>
    workflow.attempt('moveSubworkflowPins', input, 'changed draft { revision digest }');
  /** A workflow that calls `config` by its draft. */
  const calling = (config: Config) => seed.workflow({ definition: calls(config) });

  describe('a save', () => {
    test('pins by number, label, the latest and the active version, of disabled nodes too', async () => {
      const child = await seed.workflowWith(['one', 'two', 'three']);
      await child.activate(2);
      const workflowId = child.id;
      const definition = calls(
        { workflowId, version: 1 },
        { workflowId, version: 'v2' },
        { workflowId, version: 'latest' },
        { workflowId, version: 'active' },
        { workflowId },
      );
      definition.nodes[5]!['disabled'] = true;
      const parent = await seed.workflow();
      const fields = 'draft { definition problems { code } }';
      const input = { expectedRevision: 1, definition };
      const { draft } = await parent.mutate('saveDraft', input, fields);
      const [one, two, three] = [
        await digestOf(child, 1),
        await digestOf(child, 2),
        await digestOf(child, 3),
      ];
      const pins = { call: one, call2: two, call3: three, call4: two, call5: two };
      expect(await pinsOf(parent)).toEqual(pins);
      expect((draft['definition'] as DefinitionDraft).nodes[0]).toMatchObject({
        config: { digest: one },
      });
      expect(draft.problems).toEqual([]);
    });

    test('without a version pins the latest where none is active, or several are', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      expect(await pinOf(await calling({ workflowId: child.id }))).toBe(await digestOf(child, 2));
      const routes = [{ version: 1 }, { version: 2 }].map((route) => ({ ...route, weight: 1 }));
      await child.mutate('routeChannel', { routes });
      expect(await pinOf(await calling({ workflowId: child.id }))).toBe(await digestOf(child, 2));
      const parent = await calling({ workflowId: child.id, version: 'active' });
      expect(await errorsOf(parent)).toEqual(['SUBWORKFLOW_NOT_PINNED call']);
    });

    test('pins the active version to what is routed, whatever it holds since', async () => {
      const child = await seed.workflowWith(['one'], { sealing: 'NEVER' });
      await child.activate(1);
      const routed = await digestOf(child, 1);
      const edit = { version: 1, expectedRevision: 1, definition: greets('edited') };
      await child.mutate('updateVersion', edit);
      expect(await pinOf(await calling({ workflowId: child.id, version: 'active' }))).toBe(routed);
      const present = await digestOf(child, 1);
      expect(await pinOf(await calling({ workflowId: child.id, version: 1 }))).toBe(present);
    });

    test('pins the active version to what the draft holds, where that is live', async () => {
      const child = await seed.workflowWith(['one']);
      await child.edit(greets('draft'));
      await child.mutate('routeChannel', { routes: [{ version: 'draft' }] });
      const held = await digestOf(child, 'draft');
      expect(await pinOf(await calling({ workflowId: child.id }))).toBe(held);
    });

    test('pins in every way that content comes in', async () => {
      const child = await seed.workflowWith(['one']);
      const [pin, definition] = [await digestOf(child, 1), calls({ workflowId: child.id })];
      const parent = await seed.workflowWith(['parent'], { sealing: 'NEVER' });
      const revision = await parent.edit(greets('patched'));
      const patch = [{ op: 'add', path: '/nodes/-', value: definition.nodes[1] }];
      await parent.mutate('saveDraft', { expectedRevision: revision, patch });
      expect(await pinOf(parent)).toBe(pin);
      await parent.mutate('updateVersion', { version: 1, expectedRevision: 1, definition });
      expect(await pinOf(parent, 1)).toBe(pin);
      await parent.mutate('saveVersion', { definition, allowUnchanged: true });
      expect(await pinOf(parent, 2)).toBe(pin);
      const { workflow } = await seed.mutate(
        'forkWorkflow',
        { name: 'Fork', definition },
        'workflow { id key }',
      );
      const fork = new SeededWorkflow(seed, workflow.id, workflow.key);
      expect([await pinOf(fork, 1), await pinOf(fork)]).toEqual([pin, pin]);
      expect(await digestOf(fork, 1)).toBe(await digestOf(fork, 'draft'));
    });

    test('moves no pin of a client that does not send digests, nor makes a revision for it', async () => {
      const child = await seed.workflowWith(['one']);
      const definition = calls({ workflowId: child.id });
      const parent = await seed.workflow({ definition });
      const pin = await pinOf(parent);
      await child.save(greets('two'));
      const again = { expectedRevision: 1, definition };
      expect(await parent.mutate('saveDraft', again, 'changed')).toMatchObject({ changed: false });
      const renamed = structuredClone(definition);
      renamed.nodes[1]!['name'] = 'Renamed';
      await parent.edit(renamed);
      expect(await pinOf(parent)).toBe(pin);
      await parent.save();
      const direct = await parent.mutate('saveVersion', { definition: renamed }, 'created');
      expect(direct).toMatchObject({ created: false });
    });

    test('moves the pin with the version or workflow that is named, though the former digest is sent', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      const other = await seed.workflowWith(['other']);
      const parent = await calling({ workflowId: child.id, version: 1 });
      const digest = await digestOf(child, 1);
      await parent.edit(calls({ workflowId: child.id, version: 2, digest }));
      expect(await pinOf(parent)).toBe(await digestOf(child, 2));
      const path = '/nodes/0/config/workflowId';
      const patch = [
        { op: 'replace', path, value: other.id },
        { op: 'remove', path: '/nodes/0/config/version' },
      ];
      await parent.mutate('saveDraft', { expectedRevision: 2, patch });
      expect(await pinOf(parent)).toBe(await digestOf(other, 1));
      // taken back in the editor, with the digest that it was taken from
      await parent.edit(calls({ workflowId: child.id, version: 1, digest }));
      expect(await pinOf(parent)).toBe(digest);
    });

    test('takes away a pin that belonged to another version than the one that is not there', async () => {
      const child = await seed.workflowWith(['one']);
      const parent = await calling({ workflowId: child.id, version: 1 });
      const digest = (await pinOf(parent))!;
      await parent.edit(calls({ workflowId: child.id, version: 2, digest }));
      expect(await pinOf(parent)).toBeNull();
      expect(await errorsOf(parent)).toEqual(['SUBWORKFLOW_MISSING call']);
    });

    test('takes a digest that the workflow held once, and no other', async () => {
      const child = await seed.workflow();
      const held = await digestOf(child, 'draft');
      await child.save(greets('two'));
      const parent = await calling({ workflowId: child.id, digest: held });
      expect([await pinOf(parent), await errorsOf(parent)]).toEqual([held, []]);
      await parent.edit(calls({ workflowId: child.id, digest: UNKNOWN }));
      expect([await pinOf(parent), await errorsOf(parent)]).toEqual([
        UNKNOWN,
        ['SUBWORKFLOW_PIN_UNKNOWN call'],
      ]);
      const refused = await parent.attempt('saveVersion', { activate: true });
      expect(refused.userErrors).toMatchObject([{ code: 'VALIDATION_FAILED' }]);
      const other = await digestOf(await seed.workflowWith(['of another workflow']), 1);
      await parent.edit(calls({ workflowId: child.id, digest: other }));
      expect(await errorsOf(parent)).toEqual(['SUBWORKFLOW_PIN_UNKNOWN call']);
    });

    test('leaves a call of what was never saved unpinned, which bars it from going live', async () => {
      const child = await seed.workflow();
      const definition = calls({ workflowId: child.id });
      const parent = await seed.workflow({ definition });
      expect([await pinOf(parent), await errorsOf(parent)]).toEqual([
        null,
        ['SUBWORKFLOW_NOT_PINNED call'],
      ]);
      await parent.save();
      await child.save();
      expect((await parent.refusal('activateVersion', { version: 1 })).problems).toMatchObject([
        { code: 'SUBWORKFLOW_NOT_PINNED', nodeKey: 'call' },
      ]);
      await parent.edit(definition);
      expect([await pinOf(parent), await errorsOf(parent)]).toEqual([await digestOf(child, 1), []]);
    });

    test('pins nothing of another workspace, as if it were not there', async () => {
      const elsewhere = new Seed(await app.createWorkspace(`elsewhere-${kind.name}`.toLowerCase()));
      const child = await elsewhere.workflowWith(['one']);
      const digest = await digestOf(child, 1);
      for (const config of [{}, { version: 1 }, { digest }]) {
        const parent = await calling({ workflowId: child.id, ...config });
        expect(await errorsOf(parent)).toEqual(['SUBWORKFLOW_MISSING call']);
      }
      await child.mutate('deleteWorkflow');
    });

    test('takes as many statements for twenty calls as for two', async () => {
      const taken: number[] = [];
      for (const count of [2, 20]) {
        const configs: Config[] = [];
        for (let place = 0; place < count; place++)
          configs.push({ workflowId: (await seed.workflowWith([`${count}-${place}`])).id });
        const parent = await seed.workflow();
        const before = statements;
        await parent.mutate('saveDraft', { expectedRevision: 1, definition: calls(...configs) });
        taken.push(statements - before);
      }
      expect(taken[1]).toBe(taken[0]);
    });

    test('of a layout alone pins nothing', async () => {
      const child = await seed.workflow();
      const parent = await calling({ workflowId: child.id });
      await child.save();
      const layout = { positions: { call: { x: 1, y: 2 } } };
      const saved = { expectedRevision: 1, layout };
      expect(await parent.mutate('saveDraft', saved, 'changed')).toMatchObject({ changed: false });
    });
  });

  describe('a pin', () => {
    test('is kept by restore, discard and a version that is made of the draft', async () => {
      const child = await seed.workflowWith(['one']);
      const parent = await calling({ workflowId: child.id });
      const pin = await pinOf(parent);
      await parent.save();
      await child.save(greets('two'));
      await parent.save();
      expect(await pinOf(parent, 1)).toBe(pin);
      await parent.edit(greets('else'));
      await parent.mutate('createDraftFromVersion', { version: 1, expectedRevision: 2 });
      expect(await pinOf(parent)).toBe(pin);
      await parent.edit(greets('else'));
      await parent.mutate('discardDraft', { expectedRevision: 4 });
      expect(await pinOf(parent)).toBe(pin);
    });

    test('shows in the diff like any field', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      const parent = await calling({ workflowId: child.id, version: 1 });
      await parent.save();
      await parent.save(calls({ workflowId: child.id, version: 2 }));
      const { nodes } = (
        await parent.version(1, 'diff(to: 2) { nodes { fields { path before after } } }')
      )['diff'] as Answer;
      expect(nodes[0]!['fields']).toContainEqual({
        path: '/config/digest',
        before: await digestOf(child, 1),
        after: await digestOf(child, 2),
      });
    });

    test('of each side stays in a merge of a stale save', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      const workflowId = child.id;
      const [one, two] = [await digestOf(child, 1), await digestOf(child, 2)];
      const definition = calls({ workflowId, version: 1 }, { workflowId, version: 1 });
      const parent = await seed.workflow({ definition });
      await parent.edit(calls({ workflowId, version: 2 }, { workflowId, version: 1 }));
      const ours = calls({ workflowId, version: 1 }, { workflowId, version: 2 });
      await parent.mutate('saveDraft', { expectedRevision: 1, definition: ours });
      expect(await pinsOf(parent)).toEqual({ call: two, call2: two });
      await parent.mutate('saveDraft', { expectedRevision: 3, definition });
      expect(await pinsOf(parent)).toEqual({ call: one, call2: one });
    });

    test('of each side stays in a merge of versions', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      const workflowId = child.id;
      const definition = calls({ workflowId, version: 1 }, { workflowId, version: 1 });
      const parent = await seed.workflow({ definition });
      await parent.save();
      await parent.save(calls({ workflowId, version: 2 }, { workflowId, version: 1 }));
      const theirs = calls({ workflowId, version: 1 }, { workflowId, version: 2 });
      await parent.mutate('saveVersion', { definition: theirs, parent: 1 });
      await parent.mutate('mergeVersions', { theirs: 3 });
      const two = await digestOf(child, 2);
      expect(await pinsOf(parent)).toEqual({ call: two, call2: two });
    });

    test('is set by a merge where neither side could set it', async () => {
      const child = await seed.workflow();
      const call = calls({ workflowId: child.id });
      const both = { ...greets('one'), nodes: [...greets('one').nodes, call.nodes[1]!] };
      const stale = await seed.workflow();
      await stale.edit(both);
      const merged = await seed.workflow();
      await merged.save();
      await merged.mutate('saveVersion', { definition: both });
      await child.save();
      const definition = greets('ours');
      await stale.mutate('saveDraft', { expectedRevision: 1, definition });
      await merged.mutate('mergeVersions', { theirs: 2 });
      const pin = await digestOf(child, 1);
      expect([await pinOf(stale), await pinOf(merged)]).toEqual([pin, pin]);
    });

    test('is not put back by a save in flight of the client that changed the version', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      const workflowId = child.id;
      const parent = await calling({ workflowId, version: 1 });
      const digest = (await pinOf(parent))!;
      const definition = calls({ workflowId, version: 2, digest });
      const save = () =>
        parent.mutate('saveDraft', { expectedRevision: 1, clientId: 'tab', definition });
      await save();
      definition.nodes[1]!['name'] = 'Renamed';
      await save();
      expect(await pinOf(parent)).toBe(await digestOf(child, 2));
    });
  });

  describe('moveSubworkflowPins', () => {
    test('pins to the present as an edit of the draft, all or those that are named', async () => {
      const child = await seed.workflowWith(['one']);
      const workflowId = child.id;
      const configs = [
        { workflowId },
        { workflowId, version: 'latest' },
        { workflowId, version: 1 },
      ];
      const parent = await seed.workflow({ definition: calls(...configs) });
      const one = await digestOf(child, 1);
      await child.save(greets('two'));
      const two = await digestOf(child, 2);
      const input = { expectedRevision: 1, nodeKeys: ['call2'] };
      expect(await move(parent, input)).toMatchObject({ changed: true, draft: { revision: 2 } });
      expect(await pinsOf(parent)).toEqual({ call: one, call2: two, call3: one });
      await move(parent, { expectedRevision: 2 });
      expect(await pinsOf(parent)).toEqual({ call: two, call2: two, call3: one });
      expect((await parent.events()).slice(1)).toEqual(['DRAFT_SAVED', 'DRAFT_SAVED']);
      expect(await move(parent, { expectedRevision: 3 })).toMatchObject({ changed: false });
      expect(await parent.version('draft', 'revision')).toEqual({ revision: 3 });
    });

    test('pins what could not be pinned before, and keeps a pin that leads nowhere now', async () => {
      const [late, split] = [await seed.workflow(), await seed.workflowWith(['one', 'two'])];
      await split.activate(1);
      const parent = await seed.workflow({
        definition: calls({ workflowId: late.id }, { workflowId: split.id, version: 'active' }),
      });
      await late.save();
      const routes = [{ version: 1 }, { version: 2 }].map((route) => ({ ...route, weight: 1 }));
      await split.mutate('routeChannel', { routes });
      await move(parent, { expectedRevision: 1 });
      const pins = { call: await digestOf(late, 1), call2: await digestOf(split, 1) };
      expect([await pinsOf(parent), await errorsOf(parent)]).toEqual([pins, []]);
    });

    test('refuses a stale revision, and a node that calls nothing', async () => {
      const child = await seed.workflowWith(['one']);
      const parent = await calling({ workflowId: child.id });
      await child.save(greets('two'));
      expect((await move(parent, { expectedRevision: 2 })).userErrors).toMatchObject([
        { __typename: 'VersionConflict', expected: '2', actual: '1' },
      ]);
      const named = { expectedRevision: 1, nodeKeys: ['call', 'start'] };
      expect((await move(parent, named)).userErrors).toMatchObject([
        { code: 'NOT_FOUND', field: ['nodeKeys'] },
      ]);
      expect(await pinOf(parent)).toBe(await digestOf(child, 1));
    });

    test('is not undone by a save in flight of the same editor', async () => {
      const child = await seed.workflowWith(['one']);
      const parent = await calling({ workflowId: child.id });
      const digest = (await pinOf(parent))!;
      await child.save(greets('two'));
      await move(parent, { expectedRevision: 1 });
      const definition = calls({ workflowId: child.id, digest });
      definition.nodes[1]!['name'] = 'Renamed';
      await parent.mutate('saveDraft', { expectedRevision: 1, clientId: 'tab', definition });
      expect(await pinOf(parent)).toBe(await digestOf(child, 2));
    });
  });

  describe('what is pinned', () => {
    test('stays in the retention of revisions, and says why', async () => {
      const child = await seed.workflow();
      await child.edit(greets('two'));
      const digest = await digestOf(child, 'draft');
      for (const greeting of ['three', 'four']) await child.edit(greets(greeting));
      const parent = await calling({ workflowId: child.id, digest });
      await child.mutate('updateWorkflow', { retention: { keepRevisions: 1 } });
      const fields = 'prunedCount kept { reason revision { number } }';
      expect(await child.mutate('pruneRevisions', {}, fields)).toMatchObject({
        prunedCount: 1,
        kept: expect.arrayContaining([
          { reason: 'A call from another workflow is pinned to it.', revision: { number: 2 } },
        ]) as unknown,
      });
      await parent.save();
      await parent.activate(1);
      await parent.mutate('deactivate');
      expect(await errorsOf(parent, 1)).toEqual([]);
    });

    test('keeps its version and workflow from being deleted, and says who calls it', async () => {
      const child = await seed.workflowWith(['one', 'two']);
      const parent = await calling({ workflowId: child.id, version: 1 });
      await child.edit(greets('three'));
      expect(await child.refusal('deleteVersion', { version: 1 })).toMatchObject({
        code: 'VERSION_IN_USE',
        message: expect.stringContaining(`the draft of "${parent.key}"`) as string,
      });
      expect(await child.refusal('deleteWorkflow')).toMatchObject({
        code: 'WORKFLOW_IN_USE',
        message: expect.stringContaining(`the draft of "${parent.key}"`) as string,
      });
      await parent.edit(greets('calls nobody any more'));
      expect((await child.refusal('deleteWorkflow')).code).toBe('WORKFLOW_IN_USE');
      await parent.mutate('deleteWorkflow');
      await child.mutate('deleteWorkflow');
    });

    test('may go with the workflow that alone calls it', async () => {
      const own = await seed.workflowWith(['one']);
      await own.edit(calls({ workflowId: own.id }));
      expect(await pinOf(own)).toBe(await digestOf(own, 1));
      await own.mutate('deleteWorkflow');
    });

    test('is not deleted while somebody pins it: either the pin holds or there is none', async () => {
      for (let round = 0; round < 6; round++) {
        const child = await seed.workflowWith([`child ${round}`]);
        const parent = await seed.workflow();
        const save = { expectedRevision: 1, definition: calls({ workflowId: child.id }) };
        const [, { userErrors }] = await Promise.all([
          parent.mutate('saveDraft', save),
          child.attempt('deleteWorkflow'),
        ]);
        const isPinned = (await pinOf(parent)) !== null;
        expect(userErrors.map(({ code }) => code)).toEqual(isPinned ? ['WORKFLOW_IN_USE'] : []);
        expect(await errorsOf(parent)).toEqual(isPinned ? [] : ['SUBWORKFLOW_MISSING call']);
      }
    });
  });
});
