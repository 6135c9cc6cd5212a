import { EnvironmentError, readEnvironment } from '../../../src/config/environment';

function faultsOf(variables: NodeJS.ProcessEnv): readonly string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  test('without any variable gives the documented defaults', () => {
    expect(readEnvironment({})).toEqual({
      port: 4000,
      host: '127.0.0.1',
      dataDirectory: './data',
      secrets: {},
      sampleData: false,
      corsOrigins: [],
      logLevel: 'info',
      shutdownTimeout: 10_000,
      subscriberBuffer: 1000,
    });
  });

  test('reports all faults together, each in one line that names the variable and what it takes', () => {
    const faults = faultsOf({
      PORT: '70000',
      DATABASE_URL: 'mysql://localhost/x',
      ADMIN_TOKEN: 'short',
      SAMPLE_DATA: 'yes',
      CORS_ORIGINS: 'https://a.example/path',
      LOG_LEVEL: 'loud',
      RATE_LIMIT_PER_MINUTE: '-1',
    });
    expect(faults).toEqual([
      'PORT takes a whole number from 0 to 65535.',
      'DATABASE_URL takes a postgres:// address.',
      'ADMIN_TOKEN takes at least 32 visible ASCII characters without spaces.',
      'SAMPLE_DATA takes true or false.',
      'CORS_ORIGINS takes origins separated by commas, such as https://app.example.com, or * for all.',
      'LOG_LEVEL takes one of trace, debug, info, warn, error, fatal, silent.',
      'RATE_LIMIT_PER_MINUTE takes a whole number from 1 to 1000000.',
    ]);
  });

  test('never repeats a bad value, which may be a secret', () => {
    expect(faultsOf({ ADMIN_TOKEN: 'hunter2' }).join()).not.toContain('hunter2');
  });

  test('takes an identity provider only with issuer and audience', () => {
    const jwksUrl = 'https://id.example/jwks.json';
    expect(faultsOf({ JWT_JWKS_URL: jwksUrl })).toHaveLength(2);
    expect(faultsOf({ JWT_ISSUER: 'https://id.example' })).toHaveLength(2);
    expect(
      readEnvironment({
        JWT_JWKS_URL: jwksUrl,
        JWT_ISSUER: 'i',
        JWT_AUDIENCE: 'a',
        JWT_SCOPES_CLAIM: 'permissions',
      }).jwt,
    ).toEqual({
      jwksUrl,
      issuer: 'i',
      audience: 'a',
      workspaceClaim: 'workspace',
      scopesClaim: 'permissions',
    });
  });

  test('takes an empty variable for an unset one', () => {
    expect(readEnvironment({ PORT: '', ADMIN_TOKEN: ' ' })).toMatchObject({
      port: 4000,
      adminToken: undefined,
    });
  });
});
