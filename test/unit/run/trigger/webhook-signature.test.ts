import { createHmac } from 'node:crypto';
import { checkSignature } from '../../../../src/run/trigger/webhook-signature';

const NOW = '2026-01-31T09:00:00.000Z';
const SECONDS = Date.parse(NOW) / 1000;
const BODY = Buffer.from('{"a": 1}');

const check = (headers: Record<string, string>, secret: string, body: Buffer = BODY) =>
  checkSignature({ header: (name) => headers[name], body }, secret, NOW);

function standard(key: string | Buffer, timestamp = SECONDS, id = 'msg_1'): Record<string, string> {
  const hmac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(BODY);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${hmac.digest('base64')}`,
  };
}

describe('a signature by Standard Webhooks', () => {
  // the example of the specification's reference libraries
  test('is that of the published example', () => {
    const signed = checkSignature(
      {
        header: (name) =>
          ({
            'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
            'webhook-timestamp': '1614265330',
            'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
          })[name],
        body: Buffer.from('{"test": 2432232314}'),
      },
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      '2021-02-25T15:02:10.000Z',
    );
    expect(signed).toEqual({ messageId: 'msg_p5jXN8AQM9LWM0D4loKWxJek' });
  });

  test('takes a plain secret as its bytes, and any of several signatures', () => {
    const headers = standard('plain');
    expect(check(headers, 'plain')).toEqual({ messageId: 'msg_1' });
    const several = `v1,AAAA ${headers['webhook-signature']} v2,BBBB`;
    expect(check({ ...headers, 'webhook-signature': several }, 'plain')).toBeDefined();
  });

  test.each([-300, 300])('is good for five minutes: %s seconds off', (off) => {
    expect(check(standard('s', SECONDS + off), 's')).toBeDefined();
    expect(check(standard('s', SECONDS + off + Math.sign(off)), 's')).toBeUndefined();
  });

  test.each([
    ['another secret', standard('other')],
    ['another id', { ...standard('s'), 'webhook-id': 'msg_2' }],
    ['another time', { ...standard('s'), 'webhook-timestamp': String(SECONDS + 1) }],
    ['a time that is none', { ...standard('s'), 'webhook-timestamp': 'now' }],
    [
      'no version',
      { ...standard('s'), 'webhook-signature': standard('s')['webhook-signature']!.slice(3) },
    ],
    ['nothing', { ...standard('s'), 'webhook-signature': '' }],
  ])('is refused with %s', (_what, headers) => {
    expect(check(headers, 's')).toBeUndefined();
  });

  test('is refused for another body, and without id or time', () => {
    expect(check(standard('s'), 's', Buffer.from('{}'))).toBeUndefined();
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      const headers = Object.entries(standard('s')).filter(([other]) => other !== name);
      expect(check(Object.fromEntries(headers), 's')).toBeUndefined();
    }
  });
});

describe('a signature in the form of GitHub', () => {
  // https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
  test('is that of the published example', () => {
    const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';
    const headers = { 'x-hub-signature-256': signature };
    expect(check(headers, "It's a Secret to Everybody", Buffer.from('Hello, World!'))).toEqual({});
    expect(
      check(headers, "It's a Secret to Everybody", Buffer.from('Hello, World')),
    ).toBeUndefined();
  });

  test('does not stand in for a wrong one by Standard Webhooks', () => {
    const hex = createHmac('sha256', 's').update(BODY).digest('hex');
    const github = { 'x-hub-signature-256': `sha256=${hex}` };
    expect(check(github, 's')).toEqual({});
    expect(check({ ...standard('other'), ...github }, 's')).toBeUndefined();
  });
});

test('without a signature nothing is good', () => {
  expect(check({}, 's')).toBeUndefined();
});
