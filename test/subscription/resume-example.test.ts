import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases, type TestDatabase } from '../support/databases';
import { Seed, SeededWorkflow } from '../support/seed';
import { until } from '../support/subscriber';

const EXAMPLE = join(__dirname, '../../examples/resume-subscription.mjs');

/** The example as a process, with what it has printed. */
class Example {
  readonly printed: { sequence: number; name: string; cursor: string }[] = [];
  complaints = '';
  readonly exited: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(url: string, token: string, cursorFile: string) {
    this.#child = spawn(process.execPath, [EXAMPLE], {
      env: {
        ...process.env,
        SWITCHYARD_URL: `${url.replace('http', 'ws')}/graphql`,
        SWITCHYARD_TOKEN: token,
        CURSOR_FILE: cursorFile,
      },
    });
    let rest = '';
    this.#child.stdout!.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop()!;
      for (const line of lines) this.printed.push(JSON.parse(line) as (typeof this.printed)[0]);
    });
    this.#child.stderr!.on('data', (chunk: Buffer) => (this.complaints += chunk.toString()));
    this.exited = new Promise((resolve) => this.#child.once('exit', resolve));
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exited;
  }
}

describe('examples/resume-subscription.mjs', () => {
  let directory: string;
  let database: TestDatabase;
  let app: TestApp;
  let port: number;
  /** While true the feed cannot read the log, so that events pile up. */
  let isBlind = false;
  const running: Example[] = [];

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'switchyard-example-'));
    database = await databases[0]!.create();
    app = await createTestApp({
      database,
      subscriberBuffer: 2,
      pollInterval: 50,
      statementObserver: (sql) => {
        if (isBlind && sql.includes('e.position > ?')) throw new Error('The log is out of sight.');
      },
    });
    port = Number(new URL(app.url).port);
  });
  afterEach(async () => {
    for (const example of running.splice(0)) await example.kill();
    await app.close();
    await database.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  const start = (token = app.client.token!): Example => {
    const example = new Example(app.url, token, join(directory, 'cursor'));
    running.push(example);
    return example;
  };
  const begun = (): Promise<void> => until(() => app.services.feed.subscriberCount === 1);
  const gone = (): Promise<void> => until(() => app.services.feed.subscriberCount === 0);
  const activate = async (workflow: SeededWorkflow, count: number): Promise<void> => {
    for (let round = 0; round < count; round++) {
      const version = (await workflow.live()) === 'v1' ? 2 : 1;
      await workflow.activate(version);
    }
  };

  test('prints each activation once, across restarts of the server and of itself', async () => {
    const made = await new Seed(app.client).workflowWith(['one', 'two']);
    const first = start();
    await begun();
    await activate(made, 3);
    await until(() => first.printed.length === 3);

    await app.close();
    app = await createTestApp({ database, port });
    const workflow = new SeededWorkflow(new Seed(app.client), made.id, made.key);
    await activate(workflow, 2);
    await until(() => first.printed.length === 5);
    const stored = (): string => readFileSync(join(directory, 'cursor'), 'utf8');
    await until(() => stored() === first.printed.at(-1)!.cursor);

    await first.kill();
    await gone();
    await activate(workflow, 4);
    const second = start();
    await until(() => second.printed.length === 4);
    await activate(workflow, 1);
    await until(() => second.printed.length === 5);
    const log = await workflow.read(
      'events(first: 100, types: [VERSION_ACTIVATED]) { edges { node { sequence } } }',
    );
    expect([...first.printed, ...second.printed].map(({ sequence }) => sequence)).toEqual(
      (log.events.edges as unknown as { node: { sequence: number } }[]).map(
        ({ node }) => node.sequence,
      ),
    );
  });

  test('goes on after EVENTS_SKIPPED where it was told to', async () => {
    const workflow = await new Seed(app.client).workflowWith(['one', 'two']);
    const example = start();
    await begun();
    isBlind = true;
    await activate(workflow, 10);
    isBlind = false;
    await until(() => example.printed.length >= 10);
    await activate(workflow, 1);
    await until(() => example.printed.length >= 11);
    const sequences = example.printed.map(({ sequence }) => sequence);
    expect(sequences).toEqual(Array.from({ length: 11 }, (_, index) => sequences[0]! + index));
    const metrics = await fetch(`${app.url}/metrics`, {
      headers: { authorization: `Bearer ${app.client.token}` },
    });
    expect(await metrics.text()).toMatch(/cut_?off\w* 1\b/i);
  });

  test('ends instead of retrying when its token is refused', async () => {
    const unknown = start('swy_unknown');
    expect(await unknown.exited).toBe(1);
    expect(unknown.complaints).toContain('Unauthorized');

    const { token, secret } = await app.services.access.tokens.create(app.caller, {
      name: 'To be revoked',
      scopes: ['workflows:read'],
    });
    const revoked = start(secret);
    await begun();
    await app.services.access.tokens.revoke(app.caller, token.id);
    expect(await revoked.exited).toBe(1);
    expect(revoked.complaints).toContain('The token was revoked');

    const withoutScope = start(await app.token('runs:read'));
    expect(await withoutScope.exited).toBe(1);
    expect(withoutScope.complaints).toContain('FORBIDDEN');
  });
});
