import { createHmac } from 'node:crypto';
import { createTestApp, NEVER, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';
import { schedule, triggeredBy, webhook } from '../support/triggers';

const SECRET = 'a long secret that nobody knows';
const KEY = Buffer.from('twenty-four random bytes');
const ENCODED = `whsec_${KEY.toString('base64')}`;
const SIGNED = { secret: '{{secrets.SIGNING}}' };

interface Answered {
  status: number;
  runId?: string;
  code?: string;
  message?: string;
  headers: Headers;
}

describe.each(databases)('webhooks on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  const seen: string[] = [];
  beforeAll(async () => {
    app = await createTestApp({
      kind,
      secrets: { SIGNING: SECRET, ENCODED, EMPTY: '' },
      pollInterval: NEVER,
      runConcurrency: 0,
      corsOrigins: ['https://app.example'],
      statementObserver: (sql) => void seen.push(sql),
    });
    seed = new Seed(app.client);
  });
  afterAll(() => app.close());

  let paths = 0;
  /** A live workflow with a webhook, and its path. */
  const hooked = async (
    config: object = {},
    definition: object = {},
  ): Promise<[SeededWorkflow, string]> => {
    const path = `path-${++paths}`;
    const workflow = await seed.workflow();
    await workflow.save({ ...triggeredBy(webhook('hook', path, config)), ...definition });
    await workflow.activate(1);
    return [workflow, path];
  };
  const send = async (path: string, init: RequestInit = {}): Promise<Answered> => {
    const response = await fetch(`${app.url}/hooks/${path}`, { method: 'POST', ...init });
    const { status, headers } = response;
    const text = await response.text();
    const answer = text === '' ? {} : (JSON.parse(text) as { runId?: string; errors?: Answer[] });
    const error = answer.errors?.[0] as
      { message: string; extensions: { code: string } } | undefined;
    return {
      status,
      headers,
      runId: answer.runId,
      code: error?.extensions.code,
      message: error?.message,
    };
  };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    send(`default/${path}`, { body, headers: { 'content-type': 'application/json', ...headers } });
  const inputOf = async (runId?: string): Promise<unknown> =>
    (await seed.run(runId!, 'input'))['input'];
  const countOf = async (workflow: SeededWorkflow): Promise<number> =>
    (await workflow.read('runs { totalCount }')).runs.totalCount;

  /** Headers of Standard Webhooks. */
  const standard = (body: string, id = 'msg_1', secret: string | Buffer = SECRET) => {
    const timestamp = String(Date.parse(app.clock.now()) / 1000);
    const hmac = createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`);
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${hmac.digest('base64')}`,
    };
  };

  describe('a request', () => {
    test('starts a run and is answered with its id', async () => {
      const [workflow, path] = await hooked();
      const { status, runId } = await post(path, '{"order": 7}');
      expect(status).toBe(202);
      expect(
        await seed.run(runId!, 'trigger triggerKey input workflow { id } createdBy { kind }'),
      ).toEqual({
        trigger: 'WEBHOOK',
        triggerKey: 'hook',
        input: { order: 7 },
        workflow: { id: workflow.id },
        createdBy: { kind: 'SYSTEM' },
      });
    });

    test.each([
      ['application/json; charset=utf-8', '{"a": [1]}', { a: [1] }],
      ['application/cloudevents+json', '{"a": 1}', { a: 1 }],
      ['application/x-www-form-urlencoded', 'a=1&b=x+y&b=z', { a: '1', b: ['x y', 'z'] }],
      ['text/plain', 'hällo', 'hällo'],
      ['text/plain', '{"a": 1}', '{"a": 1}'],
      ['application/json', '', {}],
      ['application/json', 'null', {}],
    ])('of the type %s gives the run its content as input', async (type, body, input) => {
      const [, path] = await hooked();
      const { runId } = await post(path, body, { 'content-type': type });
      expect(await inputOf(runId)).toEqual(input);
    });

    test('is what expressions find as the payload, without proof of who sent it', async () => {
      const [, path] = await hooked();
      const proof = { authorization: 'Bearer x', cookie: 'a=b', 'x-hub-signature-256': 'sha256=0' };
      const headers = { 'x-github-event': 'push', ...proof };
      const { runId } = await post(`${path}?a=1&a=2`, '{"order": 7}', headers);
      const database = await app.database.open();
      const sql = 'SELECT trigger_payload AS "payload" FROM run WHERE id = ?';
      const [row] = await database.query<{ payload: string }>(sql, [runId!]);
      await database.close();
      const payload = JSON.parse(row!.payload) as { headers: object };
      expect(payload).toMatchObject({
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-github-event': 'push' },
        query: { a: ['1', '2'] },
        body: { order: 7 },
      });
      for (const name of Object.keys(proof)) expect(payload.headers).not.toHaveProperty(name);
    });

    test.each([
      ['no JSON', '{"a": ', 400, 'BAD_REQUEST'],
      ['an integer that would be rounded', '{"id": 9007199254740993}', 400, 'BAD_USER_INPUT'],
      ['more than a megabyte', `"${'x'.repeat(1_048_576)}"`, 413, 'PAYLOAD_TOO_LARGE'],
    ])('with %s is refused', async (_what, body, status, code) => {
      const [workflow, path] = await hooked();
      expect(await post(path, body)).toMatchObject({ status, code });
      expect(await countOf(workflow)).toBe(0);
    });

    test('that is not UTF-8 is refused', async () => {
      const [, path] = await hooked();
      const init = {
        body: new Uint8Array([0xff, 0xfe]),
        headers: { 'content-type': 'text/plain' },
      };
      expect(await send(`default/${path}`, init)).toMatchObject({
        status: 400,
        code: 'BAD_REQUEST',
      });
    });

    test('whose content the inputs do not take is refused with what is wrong', async () => {
      const inputs = {
        type: 'object',
        properties: { name: { type: 'string' } },
        required: ['name'],
      };
      const [workflow, path] = await hooked({}, { inputs });
      const answer = await post(path, '{}');
      expect(answer).toMatchObject({ status: 422, code: 'RUN_INPUT_INVALID' });
      expect(answer.message).toContain('name');
      expect(await countOf(workflow)).toBe(0);
    });

    test.each(['GET', 'PUT', 'DELETE', 'HEAD'])('by %s is refused', async (method) => {
      const [, path] = await hooked();
      const { status, headers } = await send(`default/${path}`, { method });
      expect([status, headers.get('allow')]).toEqual([405, 'POST']);
    });

    test('from a page is let through by CORS as others are', async () => {
      const [, path] = await hooked();
      const headers = { origin: 'https://app.example', 'access-control-request-method': 'POST' };
      const preflight = await send(`default/${path}`, { method: 'OPTIONS', headers });
      expect(preflight.status).toBe(204);
      expect(preflight.headers.get('access-control-allow-origin')).toBe('https://app.example');
    });

    test('is counted under one label, whatever the path', async () => {
      const [, path] = await hooked();
      await post(path, '{}');
      const text = await (await fetch(`${app.url}/metrics`)).text();
      expect(text).toContain('path="/hooks",status="202"');
      expect(text).not.toContain(path);
    });
  });

  describe('an address', () => {
    test('that leads nowhere tells nothing: workspace, path, archive or another workspace', async () => {
      await app.createWorkspace(`other-${kind.name}`);
      const [archived, path] = await hooked();
      const [, present] = await hooked();
      await archived.mutate('archiveWorkflow');
      const answers = [];
      for (const address of [
        `default/${path}`,
        'default/nowhere',
        'nowhere/nowhere',
        `nowhere/${present}`,
        `other-${kind.name}/${present}`,
        `default/${present}/more`,
        'default',
        'default/',
        'default/%ff',
      ]) {
        const { status, code, message } = await send(address);
        answers.push(JSON.stringify({ status, code, message }));
      }
      expect(new Set(answers).size).toBe(1);
      expect(answers[0]).toContain('404');
    });

    test('takes one statement to find, whether the workspace is there or not', async () => {
      const statements = async (address: string): Promise<number> => {
        seen.length = 0;
        await send(address);
        return seen.length;
      };
      expect(await statements('default/nowhere')).toBe(1);
      expect(await statements('nowhere/nowhere')).toBe(1);
    });

    test('follows the releases: a path of the old version is gone with it', async () => {
      const [workflow, path] = await hooked();
      await workflow.save(triggeredBy(webhook('hook', `${path}-new`)));
      await workflow.activate(2);
      expect((await post(path, '{}')).status).toBe(404);
      expect((await post(`${path}-new`, '{}')).status).toBe(202);
      await workflow.mutate('rollback');
      expect((await post(path, '{}')).status).toBe(202);
      expect((await post(`${path}-new`, '{}')).status).toBe(404);
    });
  });

  describe('a workflow', () => {
    test('that is paused refuses with the reason, and takes requests when it is resumed', async () => {
      const [workflow, path] = await hooked();
      await workflow.mutate('pauseWorkflow', { reason: 'stocktaking' });
      const answer = await post(path, '{}');
      expect(answer).toMatchObject({ status: 409, code: 'WORKFLOW_PAUSED' });
      expect(answer.message).toContain('stocktaking');
      await workflow.mutate('resumeWorkflow');
      expect((await post(path, '{}')).status).toBe(202);
    });

    test('whose limit is hit says so, and is paused', async () => {
      const [workflow, path] = await hooked();
      await workflow.mutate('updateWorkflow', { limits: { maxRunsPerDay: 1 } });
      const codes = [];
      for (let sent = 0; sent < 3; sent++) codes.push((await post(path, '{}')).status);
      expect(codes).toEqual([202, 429, 409]);
      expect((await workflow.read('status')).status).toBe('PAUSED');
    });

    test('in a split starts a drawn version, and the first where that lacks the webhook', async () => {
      const [workflow, path] = await hooked();
      await workflow.save(triggeredBy(schedule('other')));
      const routes = [
        { version: 1, label: 'A' },
        { version: 2, weight: 1_000_000, label: 'B' },
      ];
      await workflow.mutate('routeChannel', { routes });
      const { runId } = await post(path, '{}');
      expect(await seed.run(runId!, 'variant version { number }')).toEqual({
        variant: 'A',
        version: { number: 1 },
      });
    });
  });

  describe('a signed webhook', () => {
    const BODY = '{"signed":  true}';
    const hub = (secret = SECRET) => ({
      'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(BODY).digest('hex')}`,
    });

    test('takes the signatures of Standard Webhooks and of GitHub', async () => {
      const [, path] = await hooked(SIGNED);
      expect((await post(path, BODY, standard(BODY))).status).toBe(202);
      expect((await post(path, BODY, hub())).status).toBe(202);
    });

    test('takes secrets in base64', async () => {
      const [, path] = await hooked({ secret: '{{ secrets.ENCODED }}' });
      expect((await post(path, BODY, standard(BODY, 'msg_1', KEY))).status).toBe(202);
    });

    test('refuses a missing or wrong signature, and starts nothing', async () => {
      const [workflow, path] = await hooked(SIGNED);
      for (const headers of [{}, hub('wrong'), standard('{}'), standard(BODY, 'msg_1', 'wrong')]) {
        const answer = await post(path, BODY, headers);
        expect(answer).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
        expect(answer.headers.get('www-authenticate')).not.toBeNull();
      }
      expect(await countOf(workflow)).toBe(0);
    });

    test('refuses a signature that is older than five minutes', async () => {
      const [, path] = await hooked(SIGNED);
      const headers = standard(BODY);
      app.clock.advance(301_000);
      expect((await post(path, BODY, headers)).status).toBe(401);
    });

    test('is never open while its secret is not set, and the log says which', async () => {
      const [workflow, path] = await hooked({ secret: '{{secrets.MISSING}}' });
      for (const headers of [{}, standard(BODY, 'msg_1', ''), hub('')])
        expect(await post(path, BODY, headers)).toMatchObject({
          status: 503,
          code: 'SERVICE_UNAVAILABLE',
        });
      expect(app.log.join()).toContain('the secret MISSING is not set');
      const [, empty] = await hooked({ secret: '{{secrets.EMPTY}}' });
      expect((await post(empty, BODY, hub(''))).status).toBe(503);
      expect(await countOf(workflow)).toBe(0);
    });

    test('starts one run for a message that is sent again, whenever within seven days', async () => {
      const [workflow, path] = await hooked(SIGNED);
      const [first, second] = await Promise.all([
        post(path, BODY, standard(BODY, 'msg_again')),
        post(path, BODY, standard(BODY, 'msg_again')),
      ]);
      expect(second.runId).toBe(first.runId);
      await workflow.mutate('pauseWorkflow');
      app.clock.advance(6 * 24 * 60 * 60 * 1000);
      const late = await post(path, BODY, standard(BODY, 'msg_again'));
      expect(late).toMatchObject({ status: 202, runId: first.runId });
      await workflow.mutate('resumeWorkflow');
      const other = await post(path, BODY, standard(BODY, 'msg_other'));
      expect(other.runId).not.toBe(first.runId);
      expect(await countOf(workflow)).toBe(2);
    });

    test('remembers no message whose start was refused', async () => {
      const [workflow, path] = await hooked(SIGNED);
      await workflow.mutate('pauseWorkflow');
      expect((await post(path, BODY, standard(BODY, 'msg_later'))).status).toBe(409);
      await workflow.mutate('resumeWorkflow');
      expect((await post(path, BODY, standard(BODY, 'msg_later'))).status).toBe(202);
    });

    test('that is released between its check and its start is checked again', async () => {
      const [workflow, path] = await hooked();
      await workflow.save(triggeredBy(webhook('hook', path, SIGNED)));
      const found = await app.services.deliverWebhook.find('default', path);
      await workflow.activate(2);
      const payload = { method: 'POST', headers: {}, query: {}, body: null };
      expect(await app.services.deliverWebhook.fire(found!, {}, payload, {})).toBeUndefined();
      expect((await post(path, BODY)).status).toBe(401);
    });
  });
});
