import {
  parametersOf,
  payloadHeaders,
  payloadQuery,
} from '../../../../src/run/trigger/webhook-payload';

describe('what of a request is kept with a run', () => {
  test.each([
    ...['authorization', 'x-authorization', 'x-authtoken', 'accesstoken', 'x_token', 'cookie'],
    ...['x-auth-key', 'cf-access-jwt-assertion', 'x-hub-signature-256', 'x-api-key', 'x-apikey'],
  ])('is not the header %s, which proves who sends', (name) => {
    expect(
      payloadHeaders({ [name]: 'proof', 'content-type': 'text/plain', author: 'Ada' }),
    ).toEqual({
      'content-type': 'text/plain',
      author: 'Ada',
    });
  });

  test('are of the query all but proofs, a list where a name is there several times', () => {
    const query = new URLSearchParams('a=1&b=2&a=3&token=proof&__proto__=x');
    expect(Object.entries(payloadQuery(query))).toEqual([
      ['a', ['1', '3']],
      ['b', '2'],
      ['__proto__', 'x'],
    ]);
  });

  test('takes a time that grows with the number of names, not with its square', () => {
    const names = Array.from({ length: 200_000 }, (_, place) => `${place.toString(36)}=`);
    const began = performance.now();
    expect(Object.keys(parametersOf(new URLSearchParams(names.join('&'))))).toHaveLength(200_000);
    // the square of it takes minutes
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
