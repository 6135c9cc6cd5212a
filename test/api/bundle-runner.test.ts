import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed, graph } from '../support/executed-run';
import { Seed } from '../support/seed';
import { bundleOf, UnzippedFolder } from '../unit/bundle/archive/bundle-fixtures';
import { runInFolder } from '../unit/bundle/archive/run-process';

const START: [string, string] = ['start', 'trigger.manual'];
const SECRET = 'a-very-secret-value';

/** Definitions and their inputs; `url` is a server that answers 503 to every second request. */
const cases = (url: string): [what: string, definition: object, input: object][] => [
  [
    'branches, skipped nodes and a join',
    graph(
      [
        ...[START, ['size', 'branch'], ['big', 'transform', { expression: '"big"' }]],
        ...[['small', 'transform', { expression: '"small"' }]],
        ...[['join', 'transform', { expression: '{ "steps": steps, "trigger": trigger }' }]],
      ] as Parameters<typeof graph>[0],
      [
        ...['start -> size', 'big -> join', 'small -> join', 'start -> join'],
        ...([
          ['size -> big', { condition: 'input.amount > 100', priority: 1 }],
          ['size -> small', { priority: 2 }],
        ] as [string, object][]),
      ],
    ),
    { amount: 500 },
  ],
  [
    'several ends, a disabled node and a trigger that did not fire',
    graph(
      [
        START,
        ['hook', 'trigger.webhook', { path: 'orders' }],
        ['off', 'transform', { expression: '"never"' }, { disabled: true }],
        ['left', 'transform', { expression: 'steps.off' }],
        ['right', 'transform', { expression: '$sum([1..10]) / 4' }],
        ['none', 'transform', { expression: 'input.absent' }],
      ],
      ['start -> off', 'off -> left', 'hook -> left', 'start -> right', 'start -> none'],
    ),
    { some: ['input', 1, null] },
  ],
  [
    'variables that are set one after the other',
    graph(
      [
        START,
        ['one', 'set-variable', { name: 'list', value: '$append(vars.list, "one")' }],
        ['two', 'set-variable', { name: 'list', value: '$append(vars.list, "two")' }],
        ['all', 'transform', { expression: '{ "vars": vars, "version": run.version }' }],
      ],
      ['start -> one', 'one -> two', 'two -> all'],
      {
        variables: [
          { name: 'list', type: 'list', default: ['zero'] },
          { name: 'unset', type: 'text' },
        ],
      },
    ),
    {},
  ],
  [
    'a request with a secret that is tried again',
    graph(
      [
        START,
        [
          'ask',
          'http',
          {
            method: 'PUT',
            url,
            headers: { authorization: '{{secrets.TOKEN}}' },
            body: { a: '{{input}}' },
          },
          { retry: { attempts: 2, backoffMs: 0 } },
        ],
        ['body', 'transform', { expression: 'steps.ask.body' }],
      ],
      ['start -> ask', 'ask -> body'],
    ),
    { text: 'ä' },
  ],
  [
    'an expression that fails',
    graph([START, ['bad', 'transform', { expression: '1 + "a"' }]], ['start -> bad']),
    {},
  ],
  [
    'a request that is not allowed',
    graph([START, ['ask', 'http', { method: 'GET', url: 'http://10.0.0.1/' }]], ['start -> ask']),
    {},
  ],
  [
    'a variable of the wrong type',
    graph([START, ['set', 'set-variable', { name: 'n', value: '"x"' }]], ['start -> set'], {
      variables: [{ name: 'n', type: 'number', default: 1 }],
    }),
    {},
  ],
];

describe.each(databases)('the runner of a bundle and the server on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let server: Server;
  let url: string;
  let requests = 0;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.sendDate = false;
      response.writeHead(requests++ % 2 === 0 ? 503 : 200, { 'content-type': 'application/json' });
      const { authorization } = request.headers;
      response.end(JSON.stringify({ method: request.method, authorization }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    app = await createTestApp({
      ...{ kind, pollInterval: 20, httpAllow: ['127.0.0.1'] },
      secrets: { TOKEN: SECRET },
    });
    seed = new Seed(app.client);
  });
  afterAll(async () => {
    server.close();
    await app.close();
  });

  test.each(cases('').map(([what], index) => [what, index] as const))(
    'give the same for %s',
    async (_what, index) => {
      const [, definition, input] = cases(url)[index]!;
      const workflow = await seed.workflow({ definition });
      await workflow.save();
      await workflow.activate(1);
      const { status, output, error } = await executed(workflow, { input });
      const folder = await UnzippedFolder.of(bundleOf([definition]));
      const args = ['--json', '--allow', '127.0.0.1', '--input', JSON.stringify(input)];
      const run = await runInFolder(folder, args, { SECRETS_TOKEN: SECRET });
      folder.remove();
      const told = JSON.parse(run.stdout) as Record<string, unknown>;
      expect({ output: null, error: null, ...told }).toMatchObject({ status, output, error });
      expect(run.code).toBe(status === 'SUCCEEDED' ? 0 : 1);
      expect(run.stdout + run.stderr).not.toContain(SECRET);
    },
  );
});
