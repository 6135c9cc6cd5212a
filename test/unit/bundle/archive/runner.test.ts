import { type Definition } from '../../../../src/graph/definition';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { graph } from '../../../support/executed-run';
import { bundleOf, UnzippedFolder } from './bundle-fixtures';
import { runInFolder } from './run-process';

const START: [string, string] = ['start', 'trigger.manual'];
const folders: UnzippedFolder[] = [];
const unzip = async (
  definitions: object[],
  more?: Parameters<typeof bundleOf>[1],
): Promise<UnzippedFolder> => {
  const folder = await UnzippedFolder.of(bundleOf(definitions, more));
  folders.push(folder);
  return folder;
};
afterAll(() => folders.forEach((folder) => folder.remove()));

const transform = (expression: string, more: object = {}): object =>
  graph([START, ['end', 'transform', { expression }]], ['start -> end'], more);
const output = ({ stdout }: { stdout: string }): unknown => JSON.parse(stdout);

describe('which version runs', () => {
  const said = (version: number): object => transform(`"v${version} of " & run.version`);

  test('is the latest, or the one that is asked for', async () => {
    const folder = await unzip([said(1), said(2), said(3)]);
    expect(output(await runInFolder(folder))).toBe('v3 of 3');
    const second = await runInFolder(folder, ['--version', 'v2']);
    expect(second).toMatchObject({ code: 0, stdout: '"v2 of 2"\n' });
    expect(second.stderr).toContain('orders v2 succeeded');
    const none = await runInFolder(folder, ['--version', '9']);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('no version 9');
  });

  test('is refused with what would stop it, and told so by --list and the README', async () => {
    const foreign = graph([START, ['x', 'agent']], ['start -> x', 'x -> start']);
    const folder = await unzip([said(1), foreign]);
    const run = await runInFolder(folder, ['--json']);
    expect(run.code).toBe(3);
    expect(output(run)).toMatchObject({ status: 'REFUSED', version: 2, steps: [] });
    expect(run.stderr).toContain('x: The node type agent is not known here');
    expect(run.stderr).toContain('closes a cycle');
    const { stdout } = await runInFolder(folder, ['--list']);
    const [first, second] = stdout.split('\n');
    expect(first).toBe('v1  Ada  2026-01-01');
    expect(second).toContain('cannot be run: x: The node type agent is not known here');
    expect((await runInFolder(folder, ['--version', '1'])).code).toBe(0);
  });

  test('is refused where its config is not complete, or it has no trigger', async () => {
    const folder = await unzip([
      graph([START, ['x', 'transform']], ['start -> x']),
      graph([['x', 'transform', { expression: '1' }]], []),
      graph([START, ['call', 'workflow', { workflowId: 'w', input: '1' }]], ['start -> call']),
    ]);
    const refusal = async (version: string): Promise<string> => {
      const { code, stderr } = await runInFolder(folder, ['--version', version]);
      expect(code).toBe(3);
      return stderr;
    };
    expect(await refusal('1')).toContain('x: expression is required');
    expect(await refusal('2')).toBe(
      'orders v2 cannot be run:\n  No enabled node is a trigger, so nothing starts a run.\n',
    );
    expect(await refusal('3')).toContain('call: The call is not pinned');
  });

  test('is refused, and others are not, where files beside it are not what they should be', async () => {
    const folder = await unzip([said(1), said(2)]);
    const [first, second] = Object.keys(bundleOf([said(1), said(2)]).definitions);
    folder.write(`definitions/${first!.replace(':', '-')}.json`, '{}');
    const { code, stdout } = await runInFolder(folder, ['--list']);
    expect({ code, lines: stdout.trim().split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(stdout).toMatch(/^v1 .*cannot be run: definitions.*was changed/);
    const path = `definitions/${second!.replace(':', '-')}.json`;
    rmSync(join(folder.path, path));
    folder.write(`${path}/is/a/directory`, '');
    const unreadable = await runInFolder(folder);
    expect(unreadable).toMatchObject({ code: 3, stdout: '' });
    expect(unreadable.stderr).toMatch(/definitions.*cannot be read: EISDIR.*\n$/);
    for (const more of [{}, { workflow: {}, versions: [{}], definitions: {} }]) {
      const index = { format: 'switchyard-runner', formatVersion: 1, ...more };
      folder.write('runner.json', JSON.stringify(index));
      const broken = await runInFolder(folder, ['--list']);
      expect(broken).toMatchObject({ code: 3, stdout: '' });
      expect(broken.stderr).toBe('runner.json is not of a format that this runner knows.\n');
    }
  });

  test('is not run after its definition was changed', async () => {
    const folder = await unzip([said(1)]);
    const [digest] = Object.keys(bundleOf([said(1)]).definitions);
    folder.write(`definitions/${digest!.replace(':', '-')}.json`, JSON.stringify(said(2)));
    const { code, stderr } = await runInFolder(folder);
    expect(code).toBe(3);
    expect(stderr).toContain('was changed');
  });
});

describe('the input', () => {
  const inputs = { type: 'object', required: ['name'], properties: { name: { type: 'string' } } };
  let folder: UnzippedFolder;
  beforeAll(async () => {
    folder = await unzip([transform('"Hello " & input.name', { inputs })]);
    folder.write('input.json', '{"name": "Grace"}');
  });

  test('is UTF-8 of no more than 16 MB', async () => {
    folder.write('latin1.json', Buffer.from('{"name": "Zo\u00eb"}', 'latin1'));
    const latin1 = await runInFolder(folder, ['--input', '@latin1.json']);
    expect(latin1).toMatchObject({ code: 2, stdout: '' });
    expect(latin1.stderr).toBe('The input is not UTF-8. See --help.\n');
    const endless = await runInFolder(folder, ['--input', '@/dev/zero']);
    expect(endless.code).toBe(2);
    expect(endless.stderr).toContain('The input is larger than 16777216 bytes.');
  });

  test('is read from the command line, a file or stdin', async () => {
    const run = async (given: string, stdin?: string): Promise<unknown> =>
      output(await runInFolder(folder, ['--input', given], {}, stdin));
    expect(await run('{"name": "Ada"}')).toBe('Hello Ada');
    expect(await run('@input.json')).toBe('Hello Grace');
    expect(await run('-', '{"name": "Lin"}')).toBe('Hello Lin');
  });

  test.each([
    [['--input', '{}'], '/name is required'],
    [['--input', '{"name": 9007199254740993}'], 'beyond 2^53'],
    [['--input', '{"name"'], 'not JSON'],
    [['--input', '@missing.json'], 'cannot be read'],
    [['--approve', 'ask'], '--approve takes'],
    [['--input', '{"name": ""}', '--approve', 'aks=true'], 'comes to no approval of that id'],
    [['--allow', 'a b'], 'not a host name'],
    [['--version', 'x'], '--version takes'],
    [['--what'], "Unknown option '--what'"],
  ])('and options %j are refused as wrong use', async (args, message) => {
    const { code, stdout, stderr } = await runInFolder(folder, args);
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});

describe('a secret', () => {
  const SECRET = 'a-very-secret-value';
  let server: Server;
  let url: string;
  const requests: IncomingMessage[] = [];
  let statuses: number[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request);
      response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ echo: request.headers.authorization ?? null }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => void server.close());
  beforeEach(() => void requests.splice(0));

  const asking = (more: object = {}): object => {
    const headers = { authorization: 'Bearer {{secrets.TOKEN}}' };
    return graph([START, ['ask', 'http', { method: 'GET', url, headers }, more]], ['start -> ask']);
  };

  test('comes from the environment, goes out, and is printed nowhere', async () => {
    const folder = await unzip([asking()]);
    const args = ['--allow', '127.0.0.1', '--json'];
    const run = await runInFolder(folder, args, { SECRETS_TOKEN: SECRET });
    expect(requests.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${SECRET}`]);
    expect(output(run)).toMatchObject({
      status: 'SUCCEEDED',
      output: { body: { echo: 'Bearer {{secrets.TOKEN}}' } },
    });
    expect(run.stdout + run.stderr).not.toContain(SECRET);
  });

  test('that is not set is told before the run, and fails the node', async () => {
    const run = await runInFolder(await unzip([asking()]), ['--allow', '127.0.0.1']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('Not set in the environment: SECRETS_TOKEN');
    expect(run.stderr).toContain('SECRET_MISSING: The secret TOKEN is not set.');
    expect(requests).toEqual([]);
  });

  test('and private addresses are kept apart unless one is allowed', async () => {
    const run = await runInFolder(await unzip([asking()]), [], { SECRETS_TOKEN: SECRET });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('Requests to 127.0.0.1 are not allowed. (--allow');
    expect(requests).toEqual([]);
  });

  test('is sent again by a retry, after its pause', async () => {
    statuses = [503, 503];
    const folder = await unzip([asking({ retry: { attempts: 3, backoffMs: 200 } })]);
    const began = performance.now();
    const run = await runInFolder(folder, ['--allow', '127.0.0.1'], { SECRETS_TOKEN: SECRET });
    expect(run.code).toBe(0);
    expect(performance.now() - began).toBeGreaterThan(400);
    expect(requests).toHaveLength(3);
    expect(run.stderr).toContain('✓ ask (attempt 3)');
  });
});

describe('a run', () => {
  test('that fails says where and why, prints no output, and exits with 1', async () => {
    const folder = await unzip([transform('$error("no \u001b[31mluck")')]);
    const run = await runInFolder(folder);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('✗ end EXPRESSION_FAILED');
    // nothing of a definition moves the cursor
    expect(run.stderr).not.toContain('\u001b');
    const { stdout } = await runInFolder(folder, ['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'FAILED',
      error: { code: 'EXPRESSION_FAILED', nodeKey: 'end' },
    });
  });

  test('has its approvals answered by options, and fails where nobody can be asked', async () => {
    const folder = await unzip([
      graph(
        [
          START,
          ['ask', 'approval', { prompt: 'Pay {{ input.sum }}?' }],
          ['yes', 'delay', { ms: 0 }],
        ],
        ['start -> ask', ['ask -> yes', { condition: 'steps.ask.approved' }]],
      ),
    ]);
    const approved = await runInFolder(folder, ['--input', '{"sum":5}', '--approve', 'ask=true']);
    expect(output(approved)).toHaveProperty('resumedAt');
    expect(approved.stderr).toContain('waits for an approval: Pay 5?');
    const rejected = await runInFolder(folder, ['--approve', 'ask=false']);
    expect(output(rejected)).toEqual({ approved: false });
    const unanswered = await runInFolder(folder);
    expect(unanswered.code).toBe(1);
    expect(unanswered.stderr).toContain(
      'orders v1 failed: ask: Nobody can be asked here; answer by',
    );
  });

  test('waits for its delays, unless it need not', async () => {
    const folder = await unzip([graph([START, ['wait', 'delay', { ms: 700 }]], ['start -> wait'])]);
    const slow = output(await runInFolder(folder, ['--json'])) as { steps: { until?: string }[] };
    const { until } = slow.steps.find((step) => step.until)!;
    expect((slow as unknown as { output: { resumedAt: string } }).output.resumedAt >= until!).toBe(
      true,
    );
    const fast = output(await runInFolder(folder, ['--no-wait', '--json'])) as typeof slow;
    const end = (fast as unknown as { output: { resumedAt: string } }).output.resumedAt;
    expect(end < fast.steps.find((step) => step.until)!.until!).toBe(true);
  });

  test('that does much at once tells of nothing but its steps', async () => {
    const names = Array.from({ length: 30 }, (_, at) => `wait${at}`);
    const folder = await unzip([
      graph(
        [START, ...names.map((id): [string, string, object] => [id, 'delay', { ms: 50 }])],
        names.map((id) => `start -> ${id}`),
      ),
    ]);
    const { code, stderr } = await runInFolder(folder);
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toHaveLength(1 + 2 * names.length + 1);
  });

  test('goes on where nobody reads its steps, and ends quietly where nobody reads its output', async () => {
    const long = `$pad("", 600000, "x")`;
    const folder = await unzip([transform(long)]);
    const unread = async (which: 'stdout' | 'stderr') => {
      const child = spawn(process.execPath, ['run.mjs'], {
        cwd: folder.path,
        env: {},
        stdio: 'pipe',
      });
      child[which].destroy();
      const read = { stdout: '', stderr: '' };
      child.stdout.on('data', (data: Buffer) => (read.stdout += data.toString()));
      child.stderr.on('data', (data: Buffer) => (read.stderr += data.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return { code, ...read };
    };
    const untold = await unread('stderr');
    expect(untold.code).toBe(0);
    expect((output(untold) as string).length).toBeGreaterThan(500_000);
    expect(await unread('stdout')).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/orders v1 succeeded\n$/) as string,
    });
  });

  test('fails where its output is larger than that of a run may be', async () => {
    const half = { expression: '$pad("", 600000)' };
    const folder = await unzip([
      graph(
        [START, ['a', 'transform', half], ['b', 'transform', half]],
        ['start -> a', 'start -> b'],
      ),
    ]);
    const run = await runInFolder(folder);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('The outputs of its ends together have more than 1048576');
  });

  test('ends an expression that takes too long', async () => {
    const folder = await unzip([
      transform('$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)'),
    ]);
    const run = await runInFolder(folder);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('EXPRESSION_TOO_COSTLY');
  });

  test('is over for a node that takes longer than its time', async () => {
    const slow = createServer(() => undefined);
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`;
    const node = { timeoutMs: 300 };
    const folder = await unzip([
      graph([START, ['ask', 'http', { method: 'GET', url }, node]], ['start -> ask']),
    ]);
    const run = await runInFolder(folder, ['--allow', '127.0.0.1']);
    slow.closeAllConnections();
    slow.close();
    expect(run.stderr).toContain('TIMED_OUT: It took longer than 300 milliseconds.');
  });

  test('keeps variables that persist only where it is asked to', async () => {
    const counting = graph(
      [START, ['add', 'set-variable', { name: 'count', value: 'vars.count + 1' }]],
      ['start -> add'],
      { variables: [{ name: 'count', type: 'number', default: 0, lifetime: 'persist' }] },
    );
    const folder = await unzip([counting]);
    const count = async (...args: string[]): Promise<number> =>
      (output(await runInFolder(folder, args)) as { value: number }).value;
    expect([await count(), await count()]).toEqual([1, 1]);
    expect(existsSync(join(folder.path, 'state.json'))).toBe(false);
    expect([await count('--keep'), await count('--keep'), await count()]).toEqual([1, 2, 1]);
    folder.write('state.json', '{"wf_origin": 1}');
    expect((await runInFolder(folder, ['--keep'])).code).toBe(2);
  });

  test('runs a call whose definition is there, and is refused with the reason where it is not', async () => {
    const child = transform('"child got " & input.of');
    const [digest, definition] = Object.entries(bundleOf([child]).definitions)[0]!;
    const calling = graph(
      [START, ['call', 'workflow', { workflowId: 'wf_child', digest, input: '{ "of": "you" }' }]],
      ['start -> call'],
    );
    const alone = await runInFolder(await unzip([calling]));
    expect(alone.code).toBe(3);
    expect(alone.stderr).toContain(`call: The workspace has no definition ${digest}`);
    const called = new Map([
      [digest, { workflowId: 'wf_child', definition: definition as unknown as Definition }],
    ]);
    const folder = await UnzippedFolder.of(bundleOf([calling]), called);
    folders.push(folder);
    const run = await runInFolder(folder);
    expect(output(run)).toBe('child got you');
    expect(run.stderr).toContain('✓ call › end');
  });

  test('is not begun where a definition that it calls was changed, and calls ten deep at most', async () => {
    let definition = transform('"deepest"');
    const chain = [definition];
    for (let depth = 0; depth < 10; depth++) {
      const [digest] = Object.keys(bundleOf([definition]).definitions);
      const config = { workflowId: `wf_${depth}`, digest, input: '{}' };
      definition = graph([START, ['call', 'workflow', config]], ['start -> call']);
      chain.push(definition);
    }
    const folder = await unzip(chain);
    expect(output(await runInFolder(folder, ['--version', '10']))).toBe('deepest');
    const deep = await runInFolder(folder);
    expect(deep.code).toBe(1);
    expect(deep.stderr).toContain('runs call each other at most 10 deep.');
    const [digest] = Object.keys(bundleOf([chain[0]!]).definitions);
    folder.write(`definitions/${digest!.replace(':', '-')}.json`, '{}');
    const changed = await runInFolder(folder, ['--version', '3']);
    expect(changed).toMatchObject({ code: 3, stdout: '' });
    expect(changed.stderr).toMatch(/^definitions.*was changed/);
  });

  test('has no colours without a terminal, and --help needs no bundle', async () => {
    const folder = await unzip([transform('1')]);
    expect((await runInFolder(folder)).stderr).not.toContain('\u001b');
    folder.write('runner.json', 'broken');
    expect((await runInFolder(folder, ['--help'])).stdout).toContain('Usage: node run.mjs');
    expect(await runInFolder(folder)).toMatchObject({ code: 3, stdout: '' });
  });
});
