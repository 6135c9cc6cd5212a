import { isIP } from 'node:net';

/** What an operator sets, read once at the start. Times are milliseconds unless the name says otherwise. */
export interface Environment {
  port: number;
  host: string;
  dataDirectory: string;
  /** `postgres://…`, or undefined for SQLite in the data directory. */
  databaseUrl?: string;
  adminToken?: string;
  /** What secrets are encrypted with before they are stored. */
  secretsKey?: string;
  /** Values of secrets of the first workspace, by name. */
  secrets: Record<string, string>;
  sampleData: boolean;
  /** The identity provider whose JWTs are accepted, if one is configured. */
  jwt?: JwtEnvironment;
  corsOrigins: string[];
  logLevel: string;
  /** Path of a module of node types, see docs/runs.md. */
  nodeTypesModule?: string;
  /** Days that events are kept; undefined keeps them for ever. */
  eventRetentionDays?: number;
  /** Requests that one token may make per minute; undefined sets no limit. */
  rateLimitPerMinute?: number;
  /** How long open requests may take to finish once the server is told to stop. */
  shutdownTimeout: number;
  /** Undelivered events that one subscriber may pile up before it is cut off. */
  subscriberBuffer: number;
  /** Runs that this process executes at once; 0 leaves them to other processes. */
  runConcurrency: number;
  /** What `http` nodes may reach although it is private: host names, addresses, blocks. */
  httpAllow: string[];
}

export interface JwtEnvironment {
  jwksUrl: string;
  issuer: string;
  audience: string;
  workspaceClaim: string;
  scopesClaim: string;
}

/** Everything that is wrong with the environment: one line per variable. */
export class EnvironmentError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'EnvironmentError';
  }
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const SHORTEST_ADMIN_TOKEN = 32;
const SHORTEST_SECRETS_KEY = 32;
const SECRETS_KEY = 'SECRETS_KEY';
/** Begins the variables that hold secrets; the rest of such a name is that of the secret. */
const SECRET_PREFIX = 'SECRETS_';
/** As `setSecret` takes names and values; a test holds the two together. */
const SECRET_NAME = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/;
const MAX_SECRET_BYTES = 16_384;

/**
 * Reads the environment; nothing else in the program does.
 * @throws EnvironmentError naming every variable that has a bad value.
 */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const faults: string[] = [];
  const reader = new VariableReader(variables, faults);
  const environment: Environment = {
    port: reader.integer('PORT', 0, 65_535) ?? 4000,
    host: reader.text('HOST') ?? '127.0.0.1',
    dataDirectory: reader.text('DATA_DIR') ?? './data',
    databaseUrl: reader.url('DATABASE_URL', ['postgres:', 'postgresql:'], 'a postgres:// address'),
    adminToken: reader.matching(
      'ADMIN_TOKEN',
      (value) => value.length >= SHORTEST_ADMIN_TOKEN && /^[\x21-\x7e]+$/.test(value),
      `at least ${SHORTEST_ADMIN_TOKEN} visible ASCII characters without spaces`,
    ),
    secretsKey: reader.matching(
      SECRETS_KEY,
      (value) => value.length >= SHORTEST_SECRETS_KEY,
      `at least ${SHORTEST_SECRETS_KEY} characters, made at random`,
    ),
    secrets: reader.secrets(),
    sampleData: reader.boolean('SAMPLE_DATA') ?? false,
    jwt: readJwt(reader, faults),
    corsOrigins: reader.origins('CORS_ORIGINS'),
    logLevel:
      reader.matching(
        'LOG_LEVEL',
        (value) => LOG_LEVELS.includes(value),
        `one of ${LOG_LEVELS.join(', ')}`,
      ) ?? 'info',
    nodeTypesModule: reader.text('NODE_TYPES'),
    eventRetentionDays: reader.integer('EVENT_RETENTION_DAYS', 1, 36_500),
    rateLimitPerMinute: reader.integer('RATE_LIMIT_PER_MINUTE', 1, 1_000_000),
    shutdownTimeout: reader.integer('SHUTDOWN_TIMEOUT_MS', 0, 600_000) ?? 10_000,
    subscriberBuffer: reader.integer('SUBSCRIBER_BUFFER', 1, 100_000) ?? 1000,
    runConcurrency: reader.integer('RUN_CONCURRENCY', 0, 1000) ?? 20,
    httpAllow: reader.addresses('HTTP_ALLOW'),
  };
  if (faults.length > 0) throw new EnvironmentError(faults);
  return environment;
}

function readJwt(reader: VariableReader, faults: string[]): JwtEnvironment | undefined {
  const jwksUrl = reader.url(
    'JWT_JWKS_URL',
    ['https:', 'http:'],
    'the http(s) address of a JSON Web Key Set',
  );
  const issuer = reader.text('JWT_ISSUER');
  const audience = reader.text('JWT_AUDIENCE');
  const workspaceClaim = reader.text('JWT_WORKSPACE_CLAIM') ?? 'workspace';
  const scopesClaim = reader.text('JWT_SCOPES_CLAIM') ?? 'scope';
  if (!jwksUrl && !issuer && !audience) return undefined;
  // a token for another audience, or of another issuer, must never be good here by omission
  if (!reader.has('JWT_JWKS_URL'))
    faults.push('JWT_JWKS_URL must be set when JWT_ISSUER or JWT_AUDIENCE is.');
  if (!issuer)
    faults.push(
      'JWT_ISSUER must be set when JWT_JWKS_URL or JWT_AUDIENCE is: the "iss" claim to accept.',
    );
  if (!audience)
    faults.push(
      'JWT_AUDIENCE must be set when JWT_JWKS_URL or JWT_ISSUER is: the "aud" claim to accept.',
    );
  if (!jwksUrl || !issuer || !audience) return undefined;
  return { jwksUrl, issuer, audience, workspaceClaim, scopesClaim };
}

/** Reads single variables; an empty one counts as unset, a bad one becomes a fault. */
class VariableReader {
  constructor(
    private readonly variables: NodeJS.ProcessEnv,
    private readonly faults: string[],
  ) {}

  has(name: string): boolean {
    return this.text(name) !== undefined;
  }

  text(name: string): string | undefined {
    return this.variables[name]?.trim() || undefined;
  }

  /** `takes` says what a good value is. The bad one is not repeated: it may be a secret. */
  matching(name: string, isGood: (value: string) => boolean, takes: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || isGood(value)) return value;
    this.faults.push(`${name} takes ${takes}.`);
    return undefined;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const isGood = (value: string): boolean =>
      /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
    const value = this.matching(name, isGood, `a whole number from ${least} to ${most}`);
    return value === undefined ? undefined : Number(value);
  }

  boolean(name: string): boolean | undefined {
    const value = this.matching(
      name,
      (text) => text === 'true' || text === 'false',
      'true or false',
    );
    return value === undefined ? undefined : value === 'true';
  }

  url(name: string, protocols: readonly string[], takes: string): string | undefined {
    return this.matching(
      name,
      (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol),
      takes,
    );
  }

  /** Values are taken as they are, white space at their ends included. */
  secrets(): Record<string, string> {
    const secrets = Object.entries(this.variables).filter(
      (entry): entry is [string, string] =>
        entry[0].startsWith(SECRET_PREFIX) && entry[0] !== SECRETS_KEY && this.has(entry[0]),
    );
    for (const [variable, value] of secrets) {
      if (!SECRET_NAME.test(variable.slice(SECRET_PREFIX.length))) {
        this.faults.push(
          `${variable} takes a name after ${SECRET_PREFIX}: 1 to 100 of A-Z, a-z, 0-9 and _, not beginning with a digit.`,
        );
      }
      if (Buffer.byteLength(value) > MAX_SECRET_BYTES)
        this.faults.push(`${variable} takes 1 to ${MAX_SECRET_BYTES} bytes.`);
    }
    return Object.fromEntries(
      secrets.map(([variable, value]) => [variable.slice(SECRET_PREFIX.length), value]),
    );
  }

  /** What stands between commas. */
  list(name: string): string[] {
    const list = (this.text(name) ?? '').split(',').map((entry) => entry.trim());
    return list.filter((entry) => entry !== '');
  }

  addresses(name: string): string[] {
    const addresses = this.list(name);
    if (!addresses.every(isHostOrBlock)) {
      this.faults.push(
        `${name} takes host names, addresses and blocks separated by commas, such as api.internal, 10.1.2.3, 10.1.0.0/16.`,
      );
    }
    return addresses;
  }

  origins(name: string): string[] {
    const origins = this.list(name);
    const isOrigin = (text: string): boolean =>
      text === '*' || (URL.canParse(text) && new URL(text).origin === text);
    if (!origins.every(isOrigin)) {
      this.faults.push(
        `${name} takes origins separated by commas, such as https://app.example.com, or * for all.`,
      );
    }
    return origins;
  }
}

/** As the guard of `http` nodes takes what is allowed; a test holds the two together. */
function isHostOrBlock(entry: string): boolean {
  const [address = '', prefix, ...more] = entry.split('/');
  const family = isIP(address);
  if (prefix === undefined)
    return family !== 0 || /^[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9_])?\.?$/.test(address);
  const longest = family === 4 ? 32 : 128;
  return family !== 0 && more.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= longest;
}
