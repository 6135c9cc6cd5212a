import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type Database } from '../../src/platform/database/database';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { createWorkflow, definitionOf, mutate, type Mutation } from './operations';
import { dump } from './tables';
import { type ModelSealing, type Verdict, WorkflowModel } from './workflow-model';

/** Walks on each database; `MODEL_RUNS=1000` looks longer. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 12);
const STEPS = 50;

jest.setTimeout(30_000 + RUNS * 10_000);

/** One step of a walk; the numbers say of which version and with what content. */
interface Step {
  kind: (typeof KINDS)[number];
  version: number;
  content: number;
}

const KINDS = [
  'saveDraft',
  'saveDraftStale',
  'saveVersion',
  'saveDefinition',
  'saveAndActivate',
  'editVersion',
  'activate',
  'activate',
  'split',
  'rollback',
  'rollback',
  'rollbackTo',
  'deactivate',
  'archiveVersion',
  'unarchiveVersion',
  'deleteVersion',
  'restore',
  'discard',
  'seal',
  'archive',
  'unarchive',
] as const;

const steps = fc.array(
  fc.record<Step>({
    kind: fc.constantFrom(...KINDS),
    version: fc.integer({ min: 1, max: 6 }),
    content: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: STEPS / 2, maxLength: STEPS, size: 'max' },
);

const SEALINGS: ModelSealing[] = ['ON_SAVE', 'ON_ACTIVATION', 'NEVER'];

/** The mutation of a step, and what the model says of it; a plain rollback is the server's to decide. */
function read(
  { kind, version, content }: Step,
  model: WorkflowModel,
): [Mutation, object, Verdict | undefined] {
  const definition = definitionOf(content);
  const expectedRevision = model.draft.revision;
  switch (kind) {
    case 'saveDraft':
      return ['saveDraft', { expectedRevision, definition }, model.saveDraft(content, false)];
    case 'saveDraftStale':
      return [
        'saveDraft',
        { expectedRevision: Math.max(1, expectedRevision - 1), definition },
        model.saveDraft(content, expectedRevision > 1),
      ];
    case 'saveVersion':
      return ['saveVersion', {}, model.saveVersion(undefined, false)];
    case 'saveDefinition':
      return ['saveVersion', { definition }, model.saveVersion(content, false)];
    case 'saveAndActivate': {
      const latest = model.versions.get(model.latest);
      const isHidden = latest?.isArchived === true && latest.content === content;
      return [
        'saveVersion',
        { definition, activate: true },
        isHidden ? 'VERSION_ARCHIVED' : model.saveVersion(content, true),
      ];
    }
    case 'editVersion': {
      const revision = model.versions.get(version)?.revision ?? 1;
      const input = { version, expectedRevision: revision, definition };
      return ['updateVersion', input, model.editVersion(version, content)];
    }
    case 'activate':
      return ['activateVersion', { version }, model.activate(version)];
    case 'split': {
      const numbers = [version, version + 1 + (content % 2)];
      const routes = numbers.map((number, place) => ({ version: number, weight: place + 1 }));
      return ['routeChannel', { routes }, model.split(numbers)];
    }
    case 'rollback':
      return ['rollback', {}, undefined];
    case 'rollbackTo':
      return ['rollback', { targetVersion: version }, model.rollbackTo(version)];
    case 'deactivate':
      return ['deactivate', {}, model.deactivate()];
    case 'archiveVersion':
      return ['archiveVersion', { version }, model.archiveVersion(version)];
    case 'unarchiveVersion':
      return ['unarchiveVersion', { version }, model.unarchiveVersion(version)];
    case 'deleteVersion':
      return ['deleteVersion', { version }, model.deleteVersion(version)];
    case 'restore':
      return ['createDraftFromVersion', { version, expectedRevision }, model.restore(version)];
    case 'discard':
      return ['discardDraft', { expectedRevision }, model.discard()];
    case 'seal': {
      const sealing = SEALINGS[content % 3]!;
      return ['updateWorkflow', { sealing }, model.seal(sealing)];
    }
    case 'archive':
      return ['archiveWorkflow', {}, model.archive()];
    case 'unarchive':
      return ['unarchiveWorkflow', {}, model.unarchive()];
  }
}

const STATE = `query ($id: ID!) { workflow(id: $id) {
  nextVersionNumber sealing status draft { revision digest parent { number } }
  activeVersion { number } latestVersion { number }
  activeRoutes { version { number } digest weight }
  channel { currentActivation { sequence } }
  versions(first: 100, includeArchived: true, orderBy: NUMBER_ASC) { edges { node {
    number revision digest status isArchived isActive isLatest parent { number } } } }
} }`;

interface State {
  workflow: {
    nextVersionNumber: number;
    sealing: string;
    status: string;
    draft: { revision: number; digest: string; parent: { number: number } | null };
    activeVersion: { number: number } | null;
    latestVersion: { number: number } | null;
    activeRoutes: { version: { number: number }; digest: string; weight: number }[];
    channel: { currentActivation: { sequence: number } | null };
    versions: {
      edges: {
        node: {
          number: number;
          revision: number;
          digest: string;
          status: string;
          isArchived: boolean;
          isActive: boolean;
          isLatest: boolean;
          parent: { number: number } | null;
        };
      }[];
    };
  };
}

describe.each(databases)('a random walk over one workflow on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  let digests: string[];
  beforeAll(async () => {
    app = await createTestApp({ kind });
    database = await app.database.open();
    digests = [];
    for (let content = 0; content <= 4; content++) {
      const id = await createWorkflow(app.client, `${content}`);
      digests.push((await stateOf(id)).draft.digest);
    }
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  async function stateOf(id: string): Promise<State['workflow']> {
    return (await app.client.request<State>(STATE, { id })).workflow;
  }

  function expected(model: WorkflowModel): unknown {
    const { routes, latest } = model;
    const named = (number: number | null): { number: number } | null =>
      number ? { number } : null;
    const status = model.isArchived
      ? 'ARCHIVED'
      : routes.length > 0
        ? 'ACTIVE'
        : model.next === 1
          ? 'DRAFT'
          : 'INACTIVE';
    const { sequence } = { sequence: model.routings.length };
    const active = routes.length === 1 ? routes[0]!.version : null;
    return {
      nextVersionNumber: model.next,
      sealing: model.sealing,
      status,
      draft: {
        revision: model.draft.revision,
        digest: digests[model.draft.content],
        parent: named(model.draft.parent),
      },
      activeVersion: named(active),
      latestVersion: named(latest),
      activeRoutes: routes.map(({ version, content, weight }) => ({
        version: { number: version },
        digest: digests[content],
        weight,
      })),
      channel: { currentActivation: sequence ? { sequence } : null },
      versions: {
        edges: [...model.versions].map(([number, version]) => ({
          node: {
            number,
            revision: version.revision,
            digest: digests[version.content],
            status: version.isSealed ? 'SEALED' : 'EDITABLE',
            isArchived: version.isArchived,
            isActive: active === number,
            isLatest: latest === number,
            parent: named(version.parent),
          },
        })),
      },
    };
  }

  test('answers and ends as the model says, and nothing that was ever observed changes', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (walk) => {
        const workflowId = await createWorkflow(app.client, '0');
        const model = new WorkflowModel();
        const history = new History();
        await history.observe(database, workflowId);
        for (const step of walk) {
          app.clock.advance(1000);
          const [mutation, input, verdict] = read(step, model);
          const { userErrors } = await mutate(app.client, mutation, { workflowId, ...input });
          const code = userErrors[0]?.code;
          if (verdict === undefined) follow(model, code, await stateOf(workflowId));
          else {
            expect({ step, code }).toEqual({
              step,
              code: typeof verdict === 'string' ? verdict : undefined,
            });
            if (typeof verdict !== 'string') verdict.done();
          }
          expect({ step, state: await stateOf(workflowId) }).toEqual({
            step,
            state: expected(model),
          });
          await history.observe(database, workflowId);
        }
      }),
      // shrinking a walk over a server takes minutes: ask for it with the seed that is printed
      { numRuns: RUNS, endOnFailure: process.env['MODEL_SHRINK'] !== 'true' },
    );
  });

  /** A plain rollback: refused, or back to a routing that stood before and was none of nowhere. */
  function follow(model: WorkflowModel, code: string | undefined, state: State['workflow']): void {
    if (code !== undefined) {
      expect(['NOTHING_TO_ROLL_BACK', 'ROLLBACK_AMBIGUOUS', 'VERSION_ARCHIVED']).toContain(code);
      return;
    }
    const routes = state.activeRoutes.map(({ version, digest, weight }) => ({
      version: version.number,
      content: digests.indexOf(digest),
      weight,
    }));
    expect(routes).not.toEqual([]);
    expect(model.routings).toContainEqual(routes);
    model.route(routes);
  }
});

/** Remembers all that was ever observed of a workflow, and that it stays so. */
class History {
  readonly #rows = new Map<string, string>();
  readonly #idsByNumber = new Map<number, string>();
  #next = 0;

  async observe(database: Database, workflowId: string): Promise<void> {
    const [workflow] = await database.query<{ next: number; stamp: string }>(
      `SELECT next_version_number AS "next", created_at || created_by AS "stamp" FROM workflow WHERE id = ?`,
      [workflowId],
    );
    expect(workflow!.next).toBeGreaterThanOrEqual(this.#next);
    this.#next = workflow!.next;
    this.remember('workflow', workflow!.stamp);
    const versions = await database.query<{
      id: string;
      number: number;
      stamp: string;
      sealedAt: string | null;
    }>(
      `SELECT id AS "id", number AS "number", sealed_at AS "sealedAt",
         created_at || created_by || workflow_name || origin AS "stamp" FROM version WHERE workflow_id = ?`,
      [workflowId],
    );
    for (const { id, number, stamp, sealedAt } of versions) {
      expect(number).toBeLessThan(this.#next);
      expect(this.#idsByNumber.get(number) ?? id).toBe(id);
      this.#idsByNumber.set(number, id);
      this.remember(`version ${id}`, stamp);
      if (sealedAt !== null) this.remember(`sealed ${id}`, sealedAt);
      else expect(this.#rows.has(`sealed ${id}`)).toBe(false);
    }
    const deleted = [...this.#idsByNumber.values()].filter(
      (id) => !versions.some((version) => version.id === id),
    );
    await this.appended(database, workflowId, deleted);
  }

  /** Tables to which only is added; with a deleted version its revisions go. */
  private async appended(database: Database, workflowId: string, deleted: string[]): Promise<void> {
    const tables: [name: string, key: string, sql: string][] = [
      ['revision', 'id', 'version_id IN (SELECT id FROM version WHERE workflow_id = ?)'],
      ['activation', 'id', 'workflow_id = ?'],
      [
        'route',
        'activation_id',
        'activation_id IN (SELECT id FROM activation WHERE workflow_id = ?)',
      ],
      ['event', 'sequence', 'workflow_id = ?'],
    ];
    for (const [table, key, where] of tables) {
      const rows = await database.query<Record<string, unknown>>(
        `SELECT * FROM ${table} WHERE ${where}`,
        [workflowId],
      );
      const present = new Set<string>();
      for (const { position, ...row } of rows) {
        const name = `${table} ${String(row[key])} ${table === 'route' ? String(position) : ''}`;
        present.add(name);
        this.remember(name, JSON.stringify(row));
      }
      for (const [name, row] of this.#rows) {
        if (!name.startsWith(`${table} `) || present.has(name)) continue;
        expect(deleted).toContain((JSON.parse(row) as { version_id?: string }).version_id);
        this.#rows.delete(name);
      }
    }
    const definitions = (await dump(database))['definition']!;
    for (const text of definitions) {
      const { digest, content } = JSON.parse(text) as { digest: string; content: string };
      expect(digest).toBe(`sha256:${createHash('sha256').update(content).digest('hex')}`);
    }
  }

  private remember(name: string, row: string): void {
    const before = this.#rows.get(name);
    if (before === undefined) this.#rows.set(name, row);
    else expect(`${name}: ${row}`).toBe(`${name}: ${before}`);
  }
}
