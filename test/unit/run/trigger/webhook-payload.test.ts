import { parametersOf, payloadHeaders } from '../../../../src/run/trigger/webhook-payload';

test('headers that prove who sends are not in the payload', () => {
  const kept = { 'content-type': 'text/plain', 'x-github-event': 'push', 'webhook-id': 'msg_1' };
  const proof = Object.fromEntries(
    [
      'authorization',
      'proxy-authorization',
      'cookie',
      'webhook-signature',
      'x-hub-signature',
      'x-hub-signature-256',
      'stripe-signature',
      'x-gitlab-token',
      'x-api-key',
    ].map((name) => [name, 'proof']),
  );
  expect(payloadHeaders({ ...kept, ...proof, absent: undefined })).toEqual(kept);
});

test('a name that is there several times has a list, whatever it is called', () => {
  const query = new URLSearchParams('a=1&b=2&a=3&__proto__=4');
  const read = parametersOf(query);
  expect(Object.entries(read)).toEqual([
    ['a', ['1', '3']],
    ['b', '2'],
    ['__proto__', '4'],
  ]);
});
