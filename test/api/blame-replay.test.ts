import * as fc from 'fast-check';
import { type Definition } from '../../src/graph/definition';
import { compareDefinitions } from '../../src/graph/diff/compare-definitions';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { BlameVersionDocument } from '../support/generated/documents';
import { Seed, type SeededWorkflow } from '../support/seed';

/** What a step of a walk does; numbers choose among what there is. */
type Step =
  | { act: 'set'; node: number; field: 'a' | 'b'; value: number }
  | { act: 'add' | 'remove' | 'rename' | 'connect'; node: number }
  | { act: 'save' | 'discard' | 'resave' }
  | { act: 'restore' | 'mergeDraft'; version: number }
  | { act: 'merge'; version: number; other: number }
  | { act: 'refine'; version: number; value: number }
  | { act: 'stale'; node: number; value: number };

const small = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constant('set' as const),
      node: small,
      field: fc.constantFrom('a' as const, 'b' as const),
      value: small,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom(
        'add' as const,
        'remove' as const,
        'rename' as const,
        'connect' as const,
      ),
      node: small,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      act: fc.constantFrom('save' as const, 'save' as const, 'discard' as const, 'resave' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constantFrom('restore' as const, 'mergeDraft' as const),
      version: small,
    }),
  },
  fc.record({ act: fc.constant('merge' as const), version: small, other: small }),
  fc.record({ act: fc.constant('refine' as const), version: small, value: small }),
  fc.record({ act: fc.constant('stale' as const), node: small, value: small }),
);

/** Revision and version of a change: `rev_… 2`. */
type Origin = string;

/** What a version holds, and who last changed what of it. */
interface State {
  definition: Definition;
  nodes: Map<string, { changed: Origin; fields: Map<string, Origin> }>;
  edges: Map<string, Origin>;
}

/** The blame of each version by its number, found by going through the revisions in their order. */
class NaiveReplay {
  readonly states = new Map<number, State>();

  /** `definition` became revision `revision` of version `number`, made of what `sources` hold. */
  write(number: number, revision: string, definition: Definition, sources: number[]): void {
    const own = `${revision} ${number}`;
    const state: State = { definition, nodes: new Map(), edges: new Map() };
    const parents = sources.map((source) => {
      const parent = this.states.get(source)!;
      return { parent, diff: compareDefinitions(parent.definition, definition) };
    });
    for (const { id, config } of definition.nodes) {
      const kept = parents.flatMap(({ parent, diff }) => {
        const change = diff.nodes.find(({ after }) => after?.id === id);
        const changed = change ? change.kind !== 'RENAMED' || change.fields.length > 0 : false;
        const former = parent.nodes.get(change?.before?.id ?? formerId(diff.renames, id));
        return former
          ? [{ former, changed, paths: (change?.fields ?? []).map(({ path }) => path) }]
          : [];
      });
      const whole = kept.find(({ changed }) => !changed);
      const fields = Object.keys(config).map((field): [string, Origin] => {
        if (whole) return [field, whole.former.fields.get(field)!];
        const same = kept.find(({ paths }) => !paths.some((path) => touches(path, field)));
        return [field, same?.former.fields.get(field) ?? own];
      });
      state.nodes.set(id, { changed: whole?.former.changed ?? own, fields: new Map(fields) });
    }
    for (const { id } of definition.edges) {
      const kept = parents.flatMap(({ parent, diff }) => {
        const change = diff.edges.find(({ after }) => after?.id === id);
        if (change && change.kind !== 'RENAMED') return [];
        return parent.edges.get(formerId(diff.edgeRenames, id)) ?? [];
      });
      state.edges.set(id, kept[0] ?? own);
    }
    this.states.set(number, state);
  }

  /** The draft was saved as a version: what was the draft's own is the version's. */
  save(number: number): void {
    const draft = this.states.get(0)!;
    const adopt = (origin: Origin): Origin => origin.replace(/ 0$/, ` ${number}`);
    const saved: State = {
      definition: draft.definition,
      nodes: new Map(
        [...draft.nodes].map(([id, { changed, fields }]) => [
          id,
          {
            changed: adopt(changed),
            fields: new Map([...fields].map(([field, origin]) => [field, adopt(origin)])),
          },
        ]),
      ),
      edges: new Map([...draft.edges].map(([id, origin]) => [id, adopt(origin)])),
    };
    this.states.set(number, saved);
    this.states.set(0, saved);
  }

  /** The draft holds what a version holds, and is one with it now. */
  join(number: number): void {
    this.states.set(0, this.states.get(number)!);
  }

  lines(number: number): string[] {
    const { nodes, edges } = this.states.get(number)!;
    const lines = [...nodes].flatMap(([key, { changed, fields }]) => [
      `NODE ${key}: ${changed}`,
      ...[...fields].map(([field, origin]) => `NODE ${key}.${field}: ${origin}`),
    ]);
    return [...lines, ...[...edges].map(([key, origin]) => `EDGE ${key}: ${origin}`)].sort();
  }
}

function formerId(renames: ReadonlyMap<string, string>, id: string): string {
  return [...renames].find(([, later]) => later === id)?.[0] ?? id;
}

function touches(path: string, field: string): boolean {
  return path === '/config' || `${path}/`.startsWith(`/config/${field}/`);
}

/** Takes the steps of a walk through the API, and tells the replay what was written from what. */
class Walk {
  readonly replay = new NaiveReplay();
  /** Number of the version that the draft came from. */
  private draftParent = 0;
  private latest = 0;
  private names = 0;

  constructor(private readonly workflow: SeededWorkflow) {}

  async begin(): Promise<void> {
    await this.wrote(0, []);
  }

  async take(step: Step): Promise<void> {
    const draft = this.replay.states.get(0)!.definition;
    const some = (chosen: number): string | undefined =>
      draft.nodes[chosen % Math.max(draft.nodes.length, 1)]?.id;
    switch (step.act) {
      case 'set': {
        const node = some(step.node);
        return this.edit((next) => setField(next, node, step.field, step.value));
      }
      case 'add':
      case 'remove':
      case 'rename':
      case 'connect':
        return this.edit((next) => this.reshape(step.act, next, some(step.node)));
      case 'save':
      case 'resave':
        return this.save(step.act === 'resave');
      case 'discard':
      case 'restore':
        return this.restore(step.act === 'restore' ? step.version : undefined);
      case 'mergeDraft':
        return this.merge(0, this.saved(step.version));
      case 'merge':
        return this.merge(this.saved(step.version), this.saved(step.other));
      case 'refine':
        return this.refine(this.saved(step.version), step.value);
      case 'stale':
        return this.saveStale(some(step.node), step.value);
    }
  }

  /** The number of a saved version, 0 where there is none. */
  private saved(chosen: number): number {
    return this.latest === 0 ? 0 : (chosen % this.latest) + 1;
  }

  private reshape(act: string, next: Definition, id: string | undefined): void {
    const fresh = `n${++this.names}`;
    if (act === 'add') next.nodes.push(nodeOf(fresh));
    if (id === undefined) return;
    if (act === 'connect')
      next.edges.push({ id: `e${this.names}`, source: id, target: next.nodes.at(-1)!.id });
    if (act === 'remove') {
      next.nodes = next.nodes.filter((node) => node.id !== id);
      next.edges = next.edges.filter(({ source, target }) => source !== id && target !== id);
    }
    if (act === 'rename') {
      const rename = (old: string): string => (old === id ? fresh : old);
      next.nodes = next.nodes.map((node) => ({ ...node, id: rename(node.id) }));
      next.edges = next.edges.map((edge) => ({
        ...edge,
        source: rename(edge.source),
        target: rename(edge.target),
      }));
    }
  }

  private async edit(change: (next: Definition) => void): Promise<void> {
    const next = structuredClone(this.replay.states.get(0)!.definition);
    change(next);
    const { revision } = await this.workflow.version('draft', 'revision');
    const input = { expectedRevision: revision, definition: next };
    const { changed } = await this.workflow.mutate('saveDraft', input, 'changed');
    if (changed) await this.wrote(0, [0]);
  }

  /** A save by somebody who has not seen the last one: another field of the same node. */
  private async saveStale(id: string | undefined, value: number): Promise<void> {
    const before = structuredClone(this.replay.states.get(0)!.definition);
    const { revision } = await this.workflow.version('draft', 'revision');
    await this.edit((next) => setField(next, id, 'a', value));
    setField(before, id, 'b', value);
    const input = { expectedRevision: revision, definition: before };
    const { changed } = await this.workflow.mutate('saveDraft', input, 'changed');
    if (changed) await this.wrote(0, [0]);
  }

  private async save(allowUnchanged: boolean): Promise<void> {
    const { version, created } = await this.workflow.mutate(
      'saveVersion',
      { allowUnchanged },
      'created version { number }',
    );
    const isOne = this.draftParent === version.number;
    this.draftParent = version.number;
    if (created) {
      this.latest = version.number;
      this.replay.save(version.number);
    } else if (!isOne) this.replay.join(version.number);
  }

  private async restore(chosen: number | undefined): Promise<void> {
    const number = chosen === undefined ? this.latest : this.saved(chosen);
    if (number === 0) return;
    const { revision } = await this.workflow.version('draft', 'revision');
    const input = { expectedRevision: revision };
    if (chosen === undefined) await this.workflow.mutate('discardDraft', input);
    else await this.workflow.mutate('createDraftFromVersion', { ...input, version: number });
    this.draftParent = number;
    await this.wrote(0, [number]);
  }

  private async refine(number: number, value: number): Promise<void> {
    if (number === 0) return;
    const { definition } = this.replay.states.get(number)!;
    const next = structuredClone(definition);
    setField(next, next.nodes[0]?.id, 'a', value);
    const { revision } = await this.workflow.version(number, 'revision');
    const input = { version: number, expectedRevision: revision, definition: next };
    const { changed } = await this.workflow.mutate('updateVersion', input, 'changed');
    if (changed) await this.wrote(number, [number]);
  }

  private async merge(ours: number, theirs: number): Promise<void> {
    if (theirs === 0 || ours === theirs) return;
    const { conflicts } = (
      await this.workflow.seed.query(
        'query($id: ID!, $ours: VersionRef!, $theirs: VersionRef!) { previewMerge(workflowId: $id, ours: $ours, theirs: $theirs) { conflicts { path } } }',
        { id: this.workflow.id, ours, theirs },
      )
    )['previewMerge'] as { conflicts: { path: string }[] };
    const resolutions = conflicts.map(({ path }) => ({ path, take: 'OURS' }));
    const { userErrors, changed, version } = await this.workflow.attempt(
      'mergeVersions',
      { ours, theirs, resolutions },
      'changed version { number }',
    );
    // taking ours everywhere need not make a definition that holds together
    if (userErrors.length > 0 || !changed) return;
    if (ours !== 0) this.latest = version.number;
    await this.wrote(version.number, [ours, theirs]);
  }

  private async wrote(number: number, sources: number[]): Promise<void> {
    const { revisions, definition } = await this.workflow.version(
      number,
      'definition revisions(first: 1) { edges { node { id } } }',
    );
    const revision = revisions.edges[0]!.node.id;
    this.replay.write(number, revision, definition as Definition, sources);
  }
}

function nodeOf(id: string): Definition['nodes'][number] {
  return { id, type: 'transform', name: id, config: { expression: `"${id} as it was made"` } };
}

function setField(next: Definition, id: string | undefined, field: string, value: number): void {
  const node = next.nodes.find((candidate) => candidate.id === id);
  if (node) node.config = { ...node.config, [field]: `${field} is ${value}` };
}

describe.each(databases)('blame on $name', (kind) => {
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(() => app.close());

  test('agrees with going through all revisions, whatever was saved, edited, renamed, restored and merged', async () => {
    const seed = new Seed(app.client);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const definition = { nodes: [nodeOf('x'), nodeOf('y')], edges: [] };
        const workflow = await seed.workflow({ definition, sealing: 'NEVER' });
        const walk = new Walk(workflow);
        await walk.begin();
        for (const step of steps) await walk.take(step);
        for (const number of walk.replay.states.keys())
          expect(await linesOf(app, workflow, number)).toEqual(walk.replay.lines(number));
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});

async function linesOf(app: TestApp, { id }: SeededWorkflow, ref: number): Promise<string[]> {
  const variables = { workflowId: id, ref };
  const { blame } = (await app.client.request(BlameVersionDocument, variables)).version!;
  return blame
    .flatMap(({ kind, key, version, revision, fields }) => [
      `${kind} ${key}: ${revision!.id} ${version!.number}`,
      ...fields.map(
        (field) => `${kind} ${key}.${field.field}: ${field.revision!.id} ${field.version!.number}`,
      ),
    ])
    .sort();
}
