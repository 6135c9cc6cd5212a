import * as fc from 'fast-check';
import { type Bundle } from '../../src/bundle/bundle';
import { digestOf } from '../../src/graph/digest';
import { canonicalJson } from '../../src/graph/canonical-json';
import { bundleOf, exported, imported } from '../support/bundles';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed } from '../support/seed';

const NONSENSE = [
  ...[null, true, -1, 0, 1.5, 2 ** 31, 2 ** 53, 'x', '', '\u0000', '\ud800', [], {}],
  ...[{ __proto__x: 1 }, '2025-02-30T00:00:00.000Z', `sha256:${'0'.repeat(64)}`],
];

/** Places in a value: the path to each member and item. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, member]) =>
    placesIn(member, [...path, name]),
  );
  return path.length > 0 ? [path, ...inner] : inner;
}

/** A copy with another value, or none, at a place. */
function changed(bundle: Bundle, path: string[], value: unknown): unknown {
  const copy = structuredClone(bundle) as unknown as Record<string, unknown>;
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string, unknown>;
  if (value === undefined) delete at[path.at(-1)!];
  else at[path.at(-1)!] = value;
  return copy;
}

const whole = (): Bundle => ({
  ...bundleOf(['one', 'two', 'three']),
  draft: { digest: bundleOf(['three']).versions[0]!.digest, parent: 3, layout: { notes: ['x'] } },
  channels: [{ key: 'live', routes: [{ version: 2, weight: 1 }] }],
  activations: [
    {
      channel: 'live',
      sequence: 1,
      kind: 'ACTIVATE',
      activatedAt: '2025-01-31T09:00:00.000Z',
      actor: { kind: 'USER', id: 'usr_1', name: 'Ada' },
      routes: [{ version: 2, weight: 1 }],
    },
  ],
});

describe.each(databases)('hostile bundles on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  const rows = async (): Promise<number> =>
    (await seed.query('{ workflows { totalCount } }')).workflows.totalCount;
  const faultsOf = async (bundle: unknown): Promise<string[]> => {
    const refusal = await seed.refusal('importBundle', { bundle });
    expect(refusal.code).toBe('BUNDLE_INVALID');
    return (refusal['faults'] as { path: string; message: string }[]).map(
      ({ path, message }) => `${path} ${message}`,
    );
  };
  const changedIn = (change: (bundle: Bundle) => void): Bundle => {
    const bundle = whole();
    change(bundle);
    return bundle;
  };

  test('are imported or refused, and never a fault of the server; what is refused writes nothing', async () => {
    const arbitrary = fc.tuple(
      fc.constantFrom(...placesIn(whole())),
      fc.oneof(fc.constant(undefined), fc.constantFrom(...NONSENSE), fc.jsonValue({ maxDepth: 3 })),
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([path, value]) => {
        const before = await rows();
        const answer = await app.client.send<{ importBundle: Answer }>(
          'mutation($input: ImportBundleInput!) { importBundle(input: $input) { workflow { id } userErrors { code } } }',
          { input: { bundle: changed(whole(), path, value) } },
        );
        expect(answer.errors).toBeUndefined();
        const { workflow, userErrors } = answer.data!.importBundle;
        expect(await rows()).toBe(before + (workflow ? 1 : 0));
        expect(userErrors.length).toBe(workflow ? 0 : 1);
      }),
      { numRuns: 150 },
    );
    expect(app.log).toEqual([]);
  });

  test('of another format or version are told so, alone', async () => {
    expect(await faultsOf({ nodes: [] })).toEqual([
      '/format must be "switchyard-bundle"; this is no bundle of Switchyard',
    ]);
    expect(await faultsOf({ ...whole(), formatVersion: 2 })).toEqual([
      '/formatVersion is not known here; this server reads version 1',
    ]);
  });

  test.each<[string, (bundle: Bundle) => void, string]>([
    ['a number twice', (b) => (b.versions[1]!.number = 1), '/versions/1/number is 1'],
    [
      'a number that leaves none for later versions',
      (b) => (b.versions[2]!.number = 2 ** 31 - 2),
      '/versions/2/number must be <=',
    ],
    ['an unknown parent', (b) => (b.versions[1]!.parent = 9), '/versions/1/parent is 9'],
    ['itself as parent', (b) => (b.versions[1]!.parent = 2), '/versions/1/parent is 2'],
    [
      'a later version that it came from and that was left out',
      (b) => (b.versions[1]!.leftOut = [{ number: 9, digest: b.versions[0]!.digest }]),
      '/versions/1/leftOut/0/number is 9, no earlier version',
    ],
    ['an unknown merge', (b) => (b.versions[1]!.mergedFrom = [7]), '/versions/1/mergedFrom/0 is 7'],
    ['an unknown route', (b) => (b.channels[0]!.routes[0]!.version = 9), '/channels/0/routes/0'],
    ['nothing', (b) => Object.assign(b, { ...bundleOf([]) }), ' holds neither'],
    ['an unknown member', (b) => Object.assign(b.workflow, { id: 'wf_1' }), '/workflow/id is not'],
    [
      'a second that no clock shows',
      (b) => (b.versions[0]!.createdAt = '2016-12-31T23:59:60.000Z'),
      '/versions/0/createdAt',
    ],
    [
      'a limit that no answer can tell',
      (b) => (b.workflow.limits = { maxRunsPerDay: 2 ** 31 }),
      '/workflow/limits/maxRunsPerDay must be <= 2147483647',
    ],
    ['U+0000 in a name', (b) => (b.versions[1]!.name = 'a\u0000'), '/versions/1/name'],
    [
      'more merges than one version has',
      (b) => (b.versions[2]!.mergedFrom = Array.from({ length: 21 }, (_, place) => place + 1)),
      '/versions/2/mergedFrom must NOT have more than 20 items',
    ],
    ['no time', (b) => (b.versions[0]!.createdAt = 'yesterday'), '/versions/0/createdAt'],
  ])('with %s are refused at that place', async (_, change, expected) => {
    const bundle = changedIn((one) => {
      change(one);
      if (one.versions.length === 0) delete one.draft;
    });
    expect((await faultsOf(bundle)).join('\n')).toContain(expected);
  });

  test('of few definitions that many versions compare are refused before any is written', async () => {
    const before = await rows();
    const bundle = bundleOf(['x'.repeat(100_000), 'y'.repeat(100_000)]);
    const [one, other] = bundle.versions;
    bundle.versions = Array.from({ length: 1100 }, (_, place) => ({
      ...(place % 2 ? other! : one!),
      number: place + 1,
    }));
    bundle.versions.forEach((version) => delete version.parent);
    expect((await faultsOf(bundle))[0]).toMatch(
      /^\/versions hold definitions of more than 104857600/,
    );
    expect(await rows()).toBe(before);
  });

  test('with layouts nested without end are refused, and those that a save takes are not', async () => {
    const nested = (levels: number): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < levels; level++) value = [value];
      return value;
    };
    const layoutOf = (levels: number) => ({ notes: [nested(levels)] }) as never;
    for (const levels of [101, 1_000]) {
      const bundle = changedIn((one) => (one.versions[0]!.layout = layoutOf(levels)));
      expect((await faultsOf(bundle))[0]).toContain('is nested deeper than 100');
    }
    // deeper than JSON.stringify goes
    const placed = changedIn((one) => (one.versions[0]!.layout = { notes: ['here'] }));
    const query = 'query($bundle: JSON) { previewImport(bundle: $bundle) { userErrors { code } } }';
    const headers = {
      authorization: `Bearer ${app.client.token}`,
      'content-type': 'application/json',
    };
    const text = JSON.stringify({ query, variables: { bundle: placed } });
    const body = text.replace('"here"', '['.repeat(50_000) + ']'.repeat(50_000));
    const answer = await fetch(`${app.url}/graphql`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({
      data: { previewImport: { userErrors: [{ code: 'BUNDLE_INVALID' }] } },
    });
    const workflow = await seed.workflowWith(['one']);
    await workflow.mutate('saveLayout', { layout: layoutOf(98) });
    const copy = await imported(seed, await exported(seed, workflow.id));
    expect((await exported(seed, copy)).draft!.layout).toEqual(layoutOf(98));
  });

  test('name authors by ids of any length, and can be exported again', async () => {
    const bundle = bundleOf(['one']);
    bundle.versions[0]!.createdBy.id = `${'x'.repeat(990)}😀😀`;
    const [version] = (await exported(seed, await imported(seed, bundle))).versions;
    expect(version!.createdBy.id).toBe(`imported:${'x'.repeat(990)}`);
  });

  test('whose content was changed are found by its digest', async () => {
    const bundle = whole();
    const [digest] = Object.keys(bundle.definitions);
    const definition = bundle.definitions[digest!] as unknown as { nodes: { name: string }[] };
    definition.nodes[0]!.name = 'Changed';
    expect((await faultsOf(bundle))[0]).toContain(
      `/definitions/${digest} holds content whose digest is`,
    );
  });

  test('with a secret inline are refused at its place, which does not tell it', async () => {
    const secret = `ghp_${'a1B2'.repeat(9)}`;
    const bundle = bundleOf(['one']);
    const [definition] = Object.values(bundle.definitions) as unknown as {
      nodes: { config: object }[];
    }[];
    definition!.nodes[0]!.config = { expression: `"${secret}"` };
    const digest = digestOf(canonicalJson(definition));
    bundle.definitions = { [digest]: definition as never };
    bundle.versions[0]!.digest = digest;
    const faults = await faultsOf(bundle);
    expect(faults[0]).toContain(`/definitions/${digest}/nodes/0/config/expression holds a secret`);
    expect(faults.join()).not.toContain(secret);
  });

  test('cannot make their authors pass for people of the workspace', async () => {
    const bundle = bundleOf(['one']);
    const { id, kind: kindOfActor } = app.caller.actor;
    bundle.versions[0]!.createdBy = { kind: kindOfActor, id, name: 'Somebody' };
    const answer = await seed.mutate(
      'importBundle',
      { bundle },
      'workflow { latestVersion { createdBy { kind id } } }',
    );
    expect(answer.workflow.latestVersion['createdBy']).toEqual({
      kind: 'IMPORTED',
      id: `imported:${id}`,
    });
  });
});
