import fc from 'fast-check';
import { checkSecretName, checkSecretValue } from '../../../src/access/secret.rules';
import { AddressGuard } from '../../../src/run/execution/http-guard';
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
      runConcurrency: 20,
      httpAllow: [],
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

  test('takes secrets as they are, by what follows SECRETS_ in the name, and the key apart', () => {
    const secretsKey = '0123456789-0123456789-0123456789';
    const environment = readEnvironment({
      SECRETS_KEY: secretsKey,
      SECRETS_API_TOKEN: ' with space\n',
      SECRETS_api_token: 'another',
      SECRETS_KEY_OF_MAILER: 'mail',
      SECRETS___proto__: 'odd',
      SECRETS_EMPTY: '',
      SECRETS: 'none',
    });
    expect(environment.secretsKey).toBe(secretsKey);
    expect(Object.entries(environment.secrets)).toEqual([
      ['API_TOKEN', ' with space\n'],
      ['api_token', 'another'],
      ['KEY_OF_MAILER', 'mail'],
      ['__proto__', 'odd'],
    ]);
  });

  test('refuses a short key, and secrets with bad names or sizes, without repeating values', () => {
    const name = '1 to 100 of A-Z, a-z, 0-9 and _, not beginning with a digit.';
    expect(
      faultsOf({
        SECRETS_KEY: 'hunter2',
        SECRETS_: 'hunter2',
        'SECRETS_WITH-DASH': 'hunter2',
        SECRETS_LONG: 'x'.repeat(16_385),
      }),
    ).toEqual([
      'SECRETS_KEY takes at least 32 characters, made at random.',
      `SECRETS_ takes a name after SECRETS_: ${name}`,
      `SECRETS_WITH-DASH takes a name after SECRETS_: ${name}`,
      'SECRETS_LONG takes 1 to 16384 bytes.',
    ]);
  });

  test('takes the names and sizes of secrets that setSecret takes, and no others', () => {
    const isTaken = (check: () => void): boolean => {
      try {
        check();
        return true;
      } catch {
        return false;
      }
    };
    const names = fc.oneof(
      fc.string({ unit: fc.constantFrom('A', 'z', '0', '_', '-', 'é'), maxLength: 4 }),
      fc.integer({ min: 99, max: 101 }).map((length) => 'N'.repeat(length)),
    );
    const values = fc
      .tuple(fc.constantFrom('x', 'ü'), fc.constantFrom(1, 8192, 8193, 16_384, 16_385))
      .map(([character, length]) => character.repeat(length));
    fc.assert(
      fc.property(names, values, (name, value) => {
        fc.pre(name !== 'KEY');
        expect(faultsOf({ [`SECRETS_${name}`]: value }).length === 0).toBe(
          isTaken(() => checkSecretName(name)) && isTaken(() => checkSecretValue(value)),
        );
      }),
    );
  });

  test('takes what http nodes may reach as their guard takes it, and nothing else', () => {
    expect(readEnvironment({ HTTP_ALLOW: ' api.internal, 10.1.0.0/16,, ::1 ' }).httpAllow).toEqual([
      'api.internal',
      '10.1.0.0/16',
      '::1',
    ]);
    const isTaken = (entry: string): boolean => {
      try {
        new AddressGuard([entry]);
        return true;
      } catch {
        return false;
      }
    };
    const address = fc.constantFrom(
      '10.1.2.3',
      '256.1.1.1',
      '::1',
      'fe80::1%eth0',
      'host',
      '-a',
      '',
    );
    const prefix = fc.constantFrom('', '/', '/0', '/32', '/33', '/128', '/129', '/8/8', '/x', '.');
    fc.assert(
      fc.property(address, prefix, (start, end) => {
        const entry = `${start}${end}`;
        fc.pre(entry !== '');
        expect([entry, faultsOf({ HTTP_ALLOW: entry }).length === 0]).toEqual([
          entry,
          isTaken(entry),
        ]);
      }),
      { numRuns: 1000 },
    );
    expect(faultsOf({ HTTP_ALLOW: 'a b' })).toEqual([
      'HTTP_ALLOW takes host names, addresses and blocks separated by commas, such as api.internal, 10.1.2.3, 10.1.0.0/16.',
    ]);
  });

  test('takes an empty variable for an unset one', () => {
    expect(readEnvironment({ PORT: '', ADMIN_TOKEN: ' ', SECRETS_KEY: '' })).toMatchObject({
      secretsKey: undefined,
      port: 4000,
      adminToken: undefined,
    });
  });
});
