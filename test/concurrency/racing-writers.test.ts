import { type Database } from '../../src/platform/database/database';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { checkInvariants } from './invariants';
import { attempt, createWorkflow, definitionOf, type Mutation, succeed } from './operations';

const CLIENTS = 32;
const ROUNDS = 12;

const ROUTES = 'routes { version { number } digest weight }';
const READ = `query ($id: ID!) { workflow(id: $id) {
  activeVersion { number digest }
  activeRoutes { version { number } digest weight }
  channel { mode ${ROUTES} currentActivation { sequence kind to { version { number } digest weight } } }
} }`;

interface RouteRead {
  version: { number: number };
  digest: string;
  weight: number;
}

interface Read {
  workflow: {
    activeVersion: { number: number; digest: string } | null;
    activeRoutes: RouteRead[];
    channel: {
      mode: string;
      routes: RouteRead[];
      currentActivation: { sequence: number; kind: string; to: RouteRead[] } | null;
    };
  };
}

describe.each(databases)('32 clients on one workflow, on $name', (kind) => {
  let app: TestApp;
  let database: Database;
  beforeAll(async () => {
    app = await createTestApp({ kind });
    database = await app.database.open();
  });
  afterAll(async () => {
    await database.close();
    await app.close();
  });

  /** One client's work: whatever the others do, it is answered. */
  async function work(workflowId: string, client: number, answers: string[]): Promise<void> {
    let revision = 1;
    for (let round = 0; round < ROUNDS; round++) {
      const [mutation, input] = stepOf(client, round, revision);
      const answer = await attempt(app.client, mutation, { workflowId, ...input });
      const payload = answer.data?.[mutation];
      answers.push(
        answer.status !== 200 || answer.errors || !payload
          ? `${mutation} ${answer.status} ${JSON.stringify(answer.errors)}`
          : `${mutation} ${payload.userErrors[0]?.code ?? 'DONE'}`,
      );
      revision = payload?.draft?.revision ?? revision + 1;
    }
  }

  /** Reads the routing until told to stop; answers what it has seen. */
  async function poll(workflowId: string, isOver: () => boolean): Promise<Read['workflow'][]> {
    const reads: Read['workflow'][] = [];
    while (!isOver()) {
      const { status, data, errors } = await app.client.send<Read>(READ, { id: workflowId });
      expect({ status, errors }).toEqual({ status: 200, errors: undefined });
      reads.push(data!.workflow);
    }
    return reads;
  }

  test('activating: a reader that polls throughout never sees zero or two', async () => {
    const workflowId = await createWorkflow(app.client, 'Always routed', { sealing: 'NEVER' });
    for (const content of [1, 2, 3]) {
      await succeed(app.client, 'saveVersion', { workflowId, definition: definitionOf(content) });
    }
    await succeed(app.client, 'activateVersion', { workflowId, version: 1 });
    let isOver = false;
    const polled = poll(workflowId, () => isOver);
    const writers = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let round = 0; round < 6; round++) {
        const isRollback = (client + round) % 3 === 0;
        const answer = isRollback
          ? await attempt(app.client, 'rollback', { workflowId, expectedActivation: 1 + round })
          : await attempt(app.client, 'activateVersion', {
              workflowId,
              version: 1 + ((client + round) % 3),
            });
        expect(answer).toMatchObject({ status: 200 });
        expect(answer.errors).toBeUndefined();
      }
    });
    await Promise.all(writers);
    isOver = true;
    const reads = await polled;
    const { activations } = await checkInvariants(database, workflowId);
    expect(activations.length).toBeGreaterThan(20);
    expect(reads.length).toBeGreaterThan(10);
    for (const { activeVersion, activeRoutes, channel } of reads) {
      expect(activeRoutes).toHaveLength(1);
      expect(activeVersion).toEqual({
        number: activeRoutes[0]!.version.number,
        digest: activeRoutes[0]!.digest,
      });
      expect(channel.mode).toBe('VERSION');
      expect(channel.routes).toHaveLength(1);
      expect(channel.currentActivation!.to).toEqual(channel.routes);
    }
    const seen = reads.map(({ channel }) => channel.currentActivation!.sequence);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  test('saving, activating, rolling back, splitting, deactivating: gapless, whole, no fault', async () => {
    const workflowId = await createWorkflow(app.client, 'Busy');
    await succeed(app.client, 'saveVersion', { workflowId, activate: true });
    await succeed(app.client, 'saveVersion', { workflowId, definition: definitionOf('second') });
    const answers: string[] = [];
    let isOver = false;
    const polled = poll(workflowId, () => isOver);
    const writers = Array.from({ length: CLIENTS }, (_, client) =>
      work(workflowId, client, answers),
    );
    await Promise.all(writers);
    isOver = true;
    const reads = await polled;

    expect(answers).toHaveLength(CLIENTS * ROUNDS);
    const unexpected = answers.filter((answer) => !EXPECTED.test(answer));
    expect(unexpected).toEqual([]);
    for (const mutation of ['saveDraft', 'saveVersion', 'activateVersion', 'rollback'])
      expect(answers).toContain(`${mutation} DONE`);

    const { activations, versions } = await checkInvariants(database, workflowId);
    expect(versions.length).toBeGreaterThan(CLIENTS);
    const stood = await routings(workflowId);
    for (const { activeVersion, activeRoutes, channel } of reads) {
      expect(stood.values()).toContainEqual(plain(activeRoutes));
      expect(plain(channel.routes)).toEqual(stood.get(channel.currentActivation!.sequence));
      expect(plain(channel.currentActivation!.to)).toEqual(plain(channel.routes));
      expect(activeVersion?.number).toBe(
        activeRoutes.length === 1 ? activeRoutes[0]!.version.number : undefined,
      );
    }
    expect(activations.length).toBeGreaterThan(CLIENTS);
    const last = (await app.client.request<Read>(READ, { id: workflowId })).workflow;
    expect(plain(last.activeRoutes)).toEqual(stood.get(activations.length));
    expect(last.channel.currentActivation!.sequence).toBe(activations.length);
  });

  test('of 32 that create under one idempotency key one creates, and all get it', async () => {
    const input = { name: 'Once', idempotencyKey: 'once' };
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, () => succeed(app.client, 'createWorkflow', input)),
    );
    expect(new Set(answers.map(({ workflow }) => workflow!.id)).size).toBe(1);
  });

  test('of 32 that make a workspace or a token under one idempotency key one makes it, and none waits for ever', async () => {
    const makers = [
      'createWorkspace(input: { key: "one", name: "One", idempotencyKey: "one" }) { workspace { id } userErrors { code } }',
      'createApiToken(input: { name: "one", scopes: [ADMIN], idempotencyKey: "one" }) { apiToken { id } userErrors { code } }',
    ];
    for (const maker of makers) {
      const answers = await Promise.all(
        Array.from({ length: CLIENTS }, () => app.client.request(`mutation { made: ${maker} }`)),
      );
      // the secret is told once, to the one that made it; it was not asked for here
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    }
  });

  test('of 32 that create under one key one gets it, the others are told', async () => {
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, () =>
        attempt(app.client, 'createWorkflow', { name: 'Taken', key: 'taken' }),
      ),
    );
    const codes = answers.map(({ data }) => data!.createWorkflow!.userErrors[0]?.code ?? 'DONE');
    expect(codes.sort()).toEqual(['DONE', ...Array<string>(CLIENTS - 1).fill('KEY_TAKEN')]);
  });

  test('of 32 savers on one revision one wins, and the content of every loser is kept', async () => {
    const workflowId = await createWorkflow(app.client, 'Contested');
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, client) =>
        attempt(app.client, 'saveDraft', {
          workflowId,
          expectedRevision: 1,
          definition: definitionOf(`saver ${client}`),
        }),
      ),
    );
    const codes = answers.map(({ data }) => data!.saveDraft!.userErrors[0]?.code ?? 'DONE');
    expect(codes.sort()).toEqual(['DONE', ...Array<string>(CLIENTS - 1).fill('DRAFT_CONFLICT')]);
    const kept = await database.query(
      `SELECT DISTINCT s.digest FROM rejected_save s JOIN version v ON v.id = s.version_id
       WHERE v.workflow_id = ?`,
      [workflowId],
    );
    expect(kept).toHaveLength(CLIENTS - 1);
    await checkInvariants(database, workflowId);
  });

  test('of 32 that release under one expectation one wins, the others are told what is', async () => {
    const workflowId = await createWorkflow(app.client, 'Expected');
    for (const content of [1, 2]) {
      await succeed(app.client, 'saveVersion', { workflowId, definition: definitionOf(content) });
    }
    const answers = await Promise.all(
      Array.from({ length: CLIENTS }, (_, client) =>
        attempt(app.client, 'activateVersion', {
          workflowId,
          version: 1 + (client % 2),
          expectedActivation: 0,
        }),
      ),
    );
    const codes = answers.map(({ data }) => data!.activateVersion!.userErrors[0]?.code ?? 'DONE');
    expect(codes.sort()).toEqual(['DONE', ...Array<string>(CLIENTS - 1).fill('VERSION_CONFLICT')]);
    const { activations } = await checkInvariants(database, workflowId);
    expect(activations).toHaveLength(1);
  });

  test('while revisions are pruned, others save the same content: neither meets a fault', async () => {
    const workflowIds = [];
    for (const name of ['Saved', 'Pruned', 'Pruned too']) {
      const workflowId = await createWorkflow(app.client, name);
      workflowIds.push(workflowId);
      await succeed(app.client, 'updateWorkflow', { workflowId, retention: { keepRevisions: 1 } });
    }
    const writers = workflowIds.map(async (workflowId) => {
      for (let round = 1; round <= 60; round++) {
        const definition = definitionOf(`shared ${round % 2}`);
        await succeed(app.client, 'saveDraft', { workflowId, expectedRevision: round, definition });
        await succeed(app.client, 'pruneRevisions', { workflowId });
      }
    });
    await Promise.all(writers);
    const missing = await database.query(
      `SELECT 1 FROM version v WHERE NOT EXISTS
       (SELECT 1 FROM definition d WHERE d.workspace_id = v.workspace_id AND d.digest = v.digest)`,
      [],
    );
    expect(missing).toEqual([]);
  });

  /** Routings by the sequence of the activation that set them, as SQL tells. */
  async function routings(workflowId: string): Promise<Map<number, string[]>> {
    const rows = await database.query<{
      sequence: number;
      number: number | null;
      digest: string;
      weight: number;
    }>(
      `SELECT a.sequence AS "sequence", v.number AS "number", r.digest AS "digest", r.weight AS "weight"
       FROM activation a LEFT JOIN route r ON r.activation_id = a.id LEFT JOIN version v ON v.id = r.version_id
       WHERE a.workflow_id = ? ORDER BY a.sequence, r.position`,
      [workflowId],
    );
    const stood = new Map<number, string[]>();
    for (const { sequence, number, digest, weight } of rows) {
      const routes = stood.get(sequence) ?? [];
      stood.set(sequence, routes);
      if (number !== null) routes.push(`v${number} ${digest} ${weight}`);
    }
    return stood;
  }
});

/** Success, or a refusal that the client caused. */
const EXPECTED =
  /^\w+ (DONE|DRAFT_CONFLICT|VERSION_CONFLICT|ROLLBACK_AMBIGUOUS|NOTHING_TO_ROLL_BACK|INVALID_INPUT|NEVER_ACTIVATED)$/;

/** What client `client` does in a round; every client does something else at a time. */
function stepOf(client: number, round: number, revision: number): [Mutation, object] {
  const definition = definitionOf(`${client}/${round}`);
  switch ((client + round) % 8) {
    case 0:
      return [
        'saveDraft',
        { expectedRevision: revision, clientId: `client ${client}`, definition },
      ];
    case 1:
      return ['saveVersion', { definition }];
    case 2:
      return ['saveVersion', { definition, activate: true }];
    case 3:
      return ['activateVersion', { version: 'latest' }];
    case 4:
      return ['rollback', {}];
    case 5:
      return ['rollback', { targetVersion: 1 }];
    case 6:
      return ['routeChannel', { routes: [{ version: 1, weight: 9 }, { version: 2 }] }];
    default:
      return client % 4 === 0 ? ['deactivate', {}] : ['activateVersion', { version: 2 }];
  }
}

function plain(routes: RouteRead[]): string[] {
  return routes.map(({ version, digest, weight }) => `v${version.number} ${digest} ${weight}`);
}
