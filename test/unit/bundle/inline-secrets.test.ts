import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { secretFreeFile } from '../../../src/bundle/source-file/secret-free-file';
import { isWritable } from '../../../src/bundle/source-file/writable-format';
import { reportOn } from '../../../src/bundle/workflow-file-report';
import { canonicalDefinition } from '../../../src/graph/canonical-form';

// Put together here, so that no scanner takes this file for a leak.
const SECRET = ['S3cr3t', 'Value9', 'xQ7'].join('');
const random = (length: number) => 'a1B2c3D4e5F6g7H8i9J0'.repeat(20).slice(0, length);
const base64 = Buffer.from(`user:${SECRET}`).toString('base64');

const n8n = (parameters: unknown, members: object = {}) => ({
  name: 'N',
  nodes: [{ id: 'a', name: 'A', type: 'n8n-nodes-base.httpRequest', position: [0, 0], parameters }],
  connections: {},
  ...members,
});
const nodeRed = (members: object) => [
  { id: 't', type: 'tab', label: 'T' },
  { id: 'a', type: 'x', z: 't', x: 1, y: 1, wires: [], ...members },
];
const nodeRedWith = (credentials: unknown) => ({ flows: nodeRed({}), credentials });
const langflow = (template: unknown, component: object = {}) => ({
  data: {
    nodes: [
      { id: 'a', type: 'genericNode', data: { type: 'X', node: { template, ...component } } },
    ],
    edges: [],
  },
});
const flowise = (data: object) => ({
  nodes: [{ id: 'a_0', type: 'customNode', data: { name: 'a', inputParams: [], ...data } }],
  edges: [],
});
const dify = (data: object) => ({
  kind: 'app',
  app: { mode: 'workflow' },
  workflow: { graph: { nodes: [{ id: '1', type: 'custom', data: { type: 'tool', ...data } }] } },
});

/** Everything that an import stores or says of a file. */
function everythingOf(file: unknown): string {
  const text = JSON.stringify(file);
  const read = readWorkflowFile(text);
  const source = isWritable(read.format) ? secretFreeFile(read.format, text) : undefined;
  if (source) {
    const again = readWorkflowFile(source.text).definition;
    expect(canonicalDefinition(again)).toBe(canonicalDefinition(read.definition));
  }
  return JSON.stringify([read.definition, read.layout, reportOn(read), source?.text]);
}

describe('a secret that stands in the open is kept nowhere', () => {
  const header = (name: string, value: string) => n8n({ headers: [{ name, value }] });
  test.each<[string, unknown, string?]>([
    ['in an address of Telegram', n8n({ url: `https://t.org/bot123456789:${random(35)}/x` })],
    ['as access_key of an address', n8n({ url: `http://x.io/?access_key=${SECRET}&b=1` })],
    ['as x-y-api-key of an address', n8n({ url: `http://x.io/?x-y-api-key=${SECRET}` })],
    ['as a user of an address', n8n({ url: `https://${SECRET}@host/x` })],
    ['after @ in an address', n8n({ url: `postgres://u:p@${SECRET}@host/x` })],
    ['after / in an address', n8n({ url: `postgres://u:ab/${SECRET}@host:5432/x` })],
    ['in a subscription header', header('Ocp-Apim-Subscription-Key', SECRET)],
    ['in X-Auth-Key', header('X-Auth-Key', SECRET)],
    ['in a cookie', header('Cookie', `session=${SECRET}`)],
    ['short, after Bearer in JSON', n8n({ json: '{"Authorization":"Bearer abc123"}' }), 'abc123'],
    ['with braces in JSON', n8n({ json: `{"password":"a(}${SECRET}"}` })],
    ['in a header of curl', n8n({ command: `curl -H "X-Api-Key: ${SECRET}" https://x` })],
    ['in a variable of a shell', n8n({ command: `export API_TOKEN=${SECRET}\nrun` })],
    ['behind the user of curl', n8n({ command: `curl -u admin:${SECRET} https://x` })],
    ['in words', n8n({ content: `User: me\nPassword:   ${SECRET}\n` })],
    ['as an account key', n8n({ text: `AccountName=x;AccountKey=${SECRET}abcdefghijklmnop==;` })],
    ['in a connection string', n8n({ text: `Server=x;Password=${SECRET};` })],
    ['as a key of Groq', n8n({ text: `gsk_${random(40)}` }), random(40)],
    ['as a secret of Google', n8n({ text: `GOCSPX-${random(28)}` }), random(28)],
    ['as a token of Airtable', n8n({ text: `pat${random(14)}.${'0f'.repeat(32)}` }), '0f0f'],
    [
      'as a private key of PGP',
      n8n({
        a: `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${SECRET}\n-----END PGP PRIVATE KEY BLOCK-----`,
      }),
    ],
    ['as a value with its type', n8n({ api_key: { type: 'constant', value: SECRET } })],
    ['as pass', n8n({ auth: { user: 'a', pass: SECRET } })],
    ['in credentials beside flows', nodeRedWith({ a: { user: 'u', pw: SECRET } })],
    ['in encrypted credentials', nodeRedWith({ $: SECRET })],
    ['in a change', nodeRed({ type: 'change', rules: [{ t: 'set', p: 'x.apikey', to: SECRET }] })],
    [
      'in a header of Node-RED',
      nodeRed({ headers: [{ keyValue: 'X-Api-Key', valueValue: SECRET }] }),
    ],
    ['in a property of Node-RED', nodeRed({ props: [{ p: 'password', v: SECRET }] })],
    [
      'as the name of a variable of Langflow',
      langflow({ api_key: { load_from_db: true, value: `sk-${random(30)}` } }),
    ],
    [
      'in a group of Langflow',
      langflow({}, { flow: { data: { nodes: [{ template: { api_key: { value: SECRET } } }] } } }),
    ],
    ['as the id of a credential', flowise({ credential: `sk-${random(30)}` })],
    ['in an agent of Flowise', flowise({ inputs: { config: { openAIApiKey: SECRET } } })],
    ['in Basic', flowise({ inputs: { headers: `{"Authorization":"Basic ${base64}"}` } }), base64],
    ['of a tool of Dify', dify({ tool_configurations: { api_key: { value: SECRET } } })],
    ['in parameters of Dify', dify({ params: `key:${SECRET}` })],
    ['in a form of Dify', dify({ body: { data: `client_secret:${SECRET}\nb:2` } })],
  ])('%s', (_where, file, secret = SECRET) => {
    const all = everythingOf(file);
    expect(all.toLowerCase()).not.toContain(secret.toLowerCase());
    expect(all.toLowerCase()).not.toContain(random(20).toLowerCase());
    expect(all).toContain('{{secrets.');
  });
});

describe('what only looks like a secret to the hasty stays as it is', () => {
  test.each([
    ['a comment of code', '// get new access token\nworkflowStaticData.accessToken = 1;'],
    ['words', 'Basic authentication and Basic understanding of tokens: none'],
    ['a port and a mail address', 'https://host:8080/users/me@example.org/'],
    ['code', 'const token = await getTheAccessToken2(); headers.token = response2.data.token;'],
    ['a template', 'const token = `${Date.now()}_${Math.random()}`'],
    [
      'the address of a contract',
      'const token = "{{ $json.address }}", tokenAddress: 0xaf88d065e77c8cc2',
    ],
    ['a page token', 'https://x.io/list?pageToken=abcdef123456'],
    ['an expression', '={{ $json.access_token }}'],
    ['a user and group', 'docker run -u 1000:100000 image'],
  ])('%s', (_what, text) => {
    const { definition, report } = readWorkflowFile(n8n({ text }));
    expect(definition.nodes[0]!.config).toEqual({ parameters: { text } });
    expect(report.items).toEqual([]);
  });

  test('the price of a token is a number', () => {
    const values = [{ name: 'price per token', value: 0.25 }];
    const { definition } = readWorkflowFile(n8n({ values }));
    expect(definition.nodes[0]!.config).toEqual({ parameters: { values } });
  });
});
