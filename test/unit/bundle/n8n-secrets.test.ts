import * as fc from 'fast-check';
import { readN8n } from '../../../src/bundle/n8n/read-n8n';
import { variableName } from '../../../src/bundle/secret-names';
import type { JsonValue } from '../../../src/graph/definition';
import { isSecretReference, secretNames } from '../../../src/graph/secret-reference';
import { codesOf, nodeFile, readOne, workflowFile } from './n8n-fixtures';

function credentialsRead(credentials: unknown): JsonValue | undefined {
  return readOne({ credentials }).node.config['credentials'];
}

// Put together here, so that no scanner takes this file for a leak.
const random = (length: number) => 'a1B2c3D4e5F6g7H8i9J0'.repeat(20).slice(0, length);
const SECRETS: [kind: string, secret: string][] = [
  ['OpenAI key', `sk-proj-${random(40)}`],
  ['Anthropic key', `sk-ant-${random(40)}`],
  ['Stripe key', `sk_live_${random(24)}`],
  ['GitHub token', `ghp_${random(36)}`],
  ['GitHub fine-grained token', `github_pat_${random(40)}`],
  ['GitLab token', `glpat-${random(20)}`],
  ['Slack token', `xoxb-${random(30)}`],
  ['AWS key', `AKIA${'A1B2C3D4E5F6G7H8'}`],
  ['Google key', `AIza${random(35)}`],
  ['SendGrid key', `SG.${random(22)}.${random(43)}`],
  ['Telegram token', `123456789:${random(35)}`],
  ['JSON Web Token', `eyJ${random(20)}.eyJ${random(30)}.${random(20)}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${random(60)}\n-----END RSA PRIVATE KEY-----`],
];

describe('credentials of n8n', () => {
  test.each([
    ['id and name', { id: 'x1', name: 'My account' }, '{{secrets.OPEN_AI_API_MY_ACCOUNT}}'],
    ['a name', { name: 'My account' }, '{{secrets.OPEN_AI_API_MY_ACCOUNT}}'],
    ['an id', { id: 'x1' }, '{{secrets.OPEN_AI_API_X1}}'],
    ['a text, as of old', 'My account', '{{secrets.OPEN_AI_API_MY_ACCOUNT}}'],
  ])('with %s become a named reference', (_shape, credential, reference) => {
    expect(credentialsRead({ openAiApi: credential })).toEqual({ openAiApi: reference });
    expect(isSecretReference(reference)).toBe(true);
  });

  test('with another id of the same name are the same reference', () => {
    const [one, other] = ['1', '2'].map((id) => credentialsRead({ aws: { id, name: 'Main' } }));
    expect(one).toEqual(other);
  });

  test('are told apart where their names differ only in signs that no variable can have', () => {
    const nodes = ['a b', 'a-b'].map((name) => nodeFile(name, { credentials: { aws: { name } } }));
    const { definition } = readN8n(workflowFile({ nodes }));
    expect(secretNames(definition)).toHaveLength(2);
  });

  test('are told apart where their names are not Latin', () => {
    expect(variableName('aws 账号一')).toMatch(/^AWS_[0-9A-F]{8}$/);
    expect(variableName('aws 账号一')).not.toBe(variableName('aws 账号二'));
  });

  test('are reported with name and id, which are no secrets', () => {
    const { report } = readOne({ credentials: { aws: { id: '7', name: 'Main' } } }).workflow;
    expect(report.items).toMatchObject([
      {
        code: 'CREDENTIAL_BOUND',
        pointer: '/nodes/0/credentials/aws',
        value: { id: '7', name: 'Main' },
      },
    ]);
  });

  test.each([
    [{ aws: { name: 'Main', data: { key: 'hidden-value' } } }],
    [{ aws: ['hidden-value'] }],
    ['hidden-value'],
    [{ aws: `ghp_${random(36)}` }],
    [{ aws: { name: `ghp_${random(36)}` } }],
  ])('in an unknown shape are reported and nothing inside is kept: case %#', (credentials) => {
    const { workflow } = readOne({ credentials });
    expect(codesOf(workflow)).toContain('CREDENTIAL_ODD');
    expect(JSON.stringify(workflow)).not.toMatch(/hidden-value|ghp_/);
  });
});

describe('secrets that stand in the open', () => {
  test.each(SECRETS)('are recognised by their form anywhere: %s', (_kind, secret) => {
    const file = workflowFile({
      ...{ name: `Uses ${secret}`, description: secret, settings: { deep: [secret] } },
      nodes: [
        nodeFile(`Call ${secret}`, { parameters: { code: `const x = f("${secret}");` } }),
        nodeFile('Id', { id: secret, notes: `Use ${secret} here`, webhookId: secret }),
        nodeFile('Note', { type: 'n8n-nodes-base.stickyNote', parameters: { content: secret } }),
      ],
      connections: {
        Id: { main: [[{ node: secret, type: 'main', index: 0 }]], ai: secret, [secret]: [] },
        [secret]: { main: [[{ node: 'Id', type: secret, index: 0 }]] },
      },
      pinData: { [secret]: [{ json: secret }] },
      meta: { [secret]: { key: secret } },
      [secret]: 1,
      nodeGroups: [secret],
    });
    const workflow = readN8n(file);
    const text = JSON.stringify(workflow);
    expect(text).not.toContain(secret.split('\n')[1] ?? secret);
    expect(codesOf(workflow)).toContain('SECRET_REMOVED');
  });

  test.each([
    ['a header', { headers: [{ name: 'Authorization', value: 'Bearer hunter2hunter2' }] }],
    ['a key of a header', { headers: [{ name: 'X-Api-Key', value: 'hunter2' }] }],
    ['an assignment', { assignments: [{ name: 'dbPassword', value: 'hunter2', type: 'string' }] }],
    ['a member', { options: { clientSecret: 'hunter2' } }],
    ['a member that is a number', { password: 480123 }],
    ['a list under its name', { password: ['hunter2', 480123] }],
    ['an address', { url: 'https://x.example/?a=1&api_key=hunter2&b=2' }],
    ['a login in an address', { url: 'postgres://app:hunter2@db.example/x' }],
    ['code', { jsCode: "const apiKey = 'hunter2';" }],
    ['JSON in a text', { body: '{"user": "a", "password": "hunter2"}' }],
    ['JSON in JSON', { body: '{\\"client_secret\\": \\"hunter2\\"}' }],
    ['an expression', { body: "={{ JSON.stringify({ n8n_secret: 'hunter2' }) }}" }],
    ['basic authentication', { text: `Authorization: Basic ${'aHVudGVyMjpodW50ZXIy'}` }],
  ])('are recognised by their place: %s', (_place, parameters) => {
    const { node, workflow } = readOne({ parameters });
    expect(JSON.stringify(workflow)).not.toMatch(/hunter2|480123|aHVudGVy/);
    expect(secretNames(workflow.definition)).not.toEqual([]);
    expect(node.config['parameters']).not.toEqual(parameters);
  });

  test('are replaced and nothing around them is', () => {
    const parameters = {
      headers: [{ name: 'Authorization', value: 'Bearer hunter2hunter2' }],
      url: 'https://x.example/?a=1&api_key=hunter2&b={{ $json.b }}',
    };
    expect(readOne({ parameters }).node.config['parameters']).toEqual({
      headers: [{ name: 'Authorization', value: 'Bearer {{secrets.AUTHORIZATION}}' }],
      url: 'https://x.example/?a=1&api_key={{secrets.API_KEY}}&b={{ $json.b }}',
    });
  });

  test('that are equal have one name, different ones different names, whatever the order of nodes', () => {
    const nodes = ['one', 'two', 'one'].map((password, index) =>
      nodeFile(`N${index}`, { parameters: { password } }),
    );
    for (const list of [nodes, [...nodes].reverse()]) {
      const { definition } = readN8n(workflowFile({ nodes: list }));
      const named = Object.fromEntries(definition.nodes.map((node) => [node.name, node.config]));
      expect(named).toMatchObject({
        N0: { parameters: { password: '{{secrets.PASSWORD}}' } },
        N1: { parameters: { password: '{{secrets.PASSWORD_2}}' } },
        N2: { parameters: { password: '{{secrets.PASSWORD}}' } },
      });
    }
  });

  test('have the same names whatever the order of members', () => {
    const [a, b] = [{ password: 'one' }, { password: 'two' }];
    const [first, second] = [
      { a, b },
      { b, a },
    ].map((parameters) => readOne({ parameters }).node);
    expect(second).toEqual(first);
  });

  test('are not in the reports that say so', () => {
    const { report } = readOne({ parameters: { token: 'hunter2' } }).workflow;
    expect(report.items).toEqual([
      {
        ...{ code: 'SECRET_REMOVED', pointer: '/nodes/0/parameters/token' },
        node: { id: 'id-Step', name: 'Step' },
        message:
          'holds a secret, by its looks (by the name of its place); it became {{secrets.TOKEN}}',
      },
    ]);
  });

  test.each([
    [{ token: '={{ $json.token }}' }],
    [{ apiKey: 'YOUR_API_KEY' }],
    [{ apiKey: '<your key>' }],
    [{ password: '' }],
    [{ authentication: 'genericCredentialType', genericAuthType: 'httpHeaderAuth' }],
    [{ maxTokens: 500, pageToken: 'abc' }],
    [{ text: 'Paste your token: it starts with sk- and is long.' }],
    [{ text: 'Set `Authorization` to `Bearer YOUR_APIFY_TOKEN`' }],
    [{ jsCode: 'const token = $input.first().json.token;' }],
    [{ url: 'https://x.example/?key={{ $json.key }}&id=353f608b396280fdbbc9fab3fd4a0a3c' }],
    [{ css: '.risk-assessment-of-the-whole-2024 { color: red }' }],
  ])('are not seen where there are none: case %#', (parameters) => {
    const { node, workflow } = readOne({ parameters });
    expect(node.config['parameters']).toEqual(parameters);
    expect(codesOf(workflow)).toEqual([]);
  });

  test('are found in time that grows with the text, whatever the text', () => {
    const pieces = [
      'eyJ-',
      'sk-',
      'token',
      'a.',
      '://:',
      '-----BEGIN ',
      'Bearer ',
      'password: ',
      '=',
    ];
    for (const piece of pieces) {
      const start = process.hrtime.bigint();
      readOne({ parameters: { text: piece.repeat(100_000) } });
      expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(3000);
    }
  });

  test('never survive under a name that means them', () => {
    const names = fc.constantFrom(
      'password',
      'apiKey',
      'client_secret',
      'X-Auth-Token',
      'accessToken',
    );
    const secrets = fc.stringMatching(/^[A-Z][a-z]{3,8}[0-9]{4,8}$/);
    fc.assert(
      fc.property(names, secrets, (name, secret) => {
        const parameters = { [name]: secret, list: [{ name, value: secret }] };
        return !JSON.stringify(readOne({ parameters }).workflow).includes(secret);
      }),
    );
  });
});
