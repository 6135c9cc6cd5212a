import { serializeError } from '../../../src/platform/logger';

test('errors are logged without what PostgreSQL quotes of rows', () => {
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (name)=(secret) already exists.',
    where: 'unnamed portal parameter $1 = secret',
    parameters: ['secret'],
    driverError: { detail: 'secret' },
  });
  const logged = serializeError(error);
  expect(logged).toMatchObject({ type: 'Error', message: 'duplicate key', code: '23505' });
  expect(JSON.stringify(logged)).not.toContain('secret');
  expect(error.detail).toContain('secret');
});
