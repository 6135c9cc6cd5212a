import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { Connection } from '../platform/graphql/connection';
import { type Page, type PageArgs, readPage } from '../platform/graphql/page';
import { type Logger } from '../platform/logger';
import { invalidInput, notFound } from '../platform/refusal';
import { type Caller } from './caller';
import { type Secret, type SecretPlace } from './secret';
import { type SecretKey } from './secret-key';
import { SecretUnreadable } from './secret.errors';
import { checkSecretCount, checkSecretName, checkSecretValue } from './secret.rules';
import { type SecretFacts, type SecretStore } from './secret.store';
import { FIRST_WORKSPACE_KEY } from './workspace';
import { type WorkspaceService } from './workspace.service';

export interface SecretServiceParts {
  database: Database;
  store: SecretStore;
  key: SecretKey;
  workspaces: WorkspaceService;
  clock: Clock;
  logger: Logger;
  /** Values for the first workspace, by their names. */
  environment?: Readonly<Record<string, string>>;
}

/**
 * Keeps secrets of workspaces. Owner of the rules that a value is stored encrypted only, that it is
 * told to nobody but {@link valueOf}'s caller and kept nowhere in plain, and that a stored value
 * goes before one of the environment, since it was set later and by name.
 */
export class SecretService {
  // a map, so that no name finds what every object has
  readonly #environment: ReadonlyMap<string, string>;

  constructor(private readonly parts: SecretServiceParts) {
    this.#environment = new Map(Object.entries(parts.environment ?? {}));
  }

  /**
   * The value of a secret, undefined where there is none. To be called right before the value is
   * used, and the value to be forgotten then.
   * @throws SecretUnreadable, which names the secret.
   */
  async valueOf(workspaceId: string, name: string): Promise<string | undefined> {
    const ciphertext = await this.parts.store.ciphertext({ workspaceId, name });
    if (ciphertext === undefined) return (await this.environmentOf(workspaceId)).get(name);
    const cipher = await this.parts.key.find();
    const value = cipher?.decrypt(ciphertext, { workspaceId, name });
    if (value === undefined) throw new SecretUnreadable(name);
    return value;
  }

  /** Names of all secrets of a workspace, sorted; those that cannot be decrypted among them. */
  async names(workspaceId: string): Promise<string[]> {
    const stored = await this.parts.store.names(workspaceId);
    const environment = await this.environmentOf(workspaceId);
    return [...new Set([...stored, ...environment.keys()])].sort();
  }

  /** A page of a workspace's secrets by name, those of the environment among them. */
  async page(workspaceId: string, args: PageArgs): Promise<Connection<Secret>> {
    const page = readPage(args, { list: 'secrets', keys: ['string'] });
    const stored = await this.parts.store.all(workspaceId);
    const facts = new Map<string, SecretFacts | undefined>(
      stored.map((secret) => [secret.name, secret]),
    );
    for (const name of (await this.environmentOf(workspaceId)).keys())
      if (!facts.has(name)) facts.set(name, undefined);
    const names = namesOnPage([...facts.keys()], page);
    const readable = this.readableAmong(workspaceId, names);
    const rows = names.map((name) => {
      const secret = facts.get(name);
      return secret ? storedSecret(secret, () => readable(name)) : environmentSecret(name);
    });
    return new Connection(
      page,
      rows,
      ({ name }) => [name],
      () => Promise.resolve(facts.size),
    );
  }

  /**
   * Stores a secret, or replaces its value.
   * @throws Refusal INVALID_INPUT, or SECRETS_KEY_MISSING where there is no key to encrypt with.
   */
  async set(
    { workspaceId, actor }: Caller,
    name: string,
    value: string,
  ): Promise<{ secret: Secret; created: boolean }> {
    checkSecretName(name);
    checkSecretValue(value);
    const { clock, database, key, logger, store } = this.parts;
    const place: SecretPlace = { workspaceId, name };
    const ciphertext = (await key.findOrMake()).encrypt(value, place);
    return database.transaction(async (transaction) => {
      const author = JSON.stringify(actor);
      const { facts, created } = await store.set(
        transaction,
        place,
        ciphertext,
        clock.now(),
        author,
      );
      // several at once may pass together; the bound keeps lists short, and need not be exact
      if (created) checkSecretCount(await store.count(workspaceId, transaction));
      transaction.afterCommit(() =>
        logger.info({ workspaceId, secretName: name, actor, created }, 'a secret was set'),
      );
      return { secret: storedSecret(facts, () => true), created };
    });
  }

  /**
   * Deletes a stored secret. One of the environment that has the same name counts from then on.
   * @throws Refusal NOT_FOUND, or INVALID_INPUT for one that only the environment has.
   */
  async delete({ workspaceId, actor }: Caller, name: string): Promise<void> {
    checkSecretName(name);
    const { database, logger, store } = this.parts;
    const environment = await this.environmentOf(workspaceId);
    await database.transaction(async (transaction) => {
      if (!(await store.delete(transaction, { workspaceId, name }))) {
        if (!environment.has(name)) throw notFound('The secret', ['name']);
        throw invalidInput(
          `The secret ${name} is not stored: it comes from the variable SECRETS_${name}.`,
          ['name'],
        );
      }
      transaction.afterCommit(() =>
        logger.info({ workspaceId, secretName: name, actor }, 'a secret was deleted'),
      );
    });
  }

  /** Tells of each of `names` whether it can be decrypted; they are read together, once one is asked for. */
  private readableAmong(
    workspaceId: string,
    names: readonly string[],
  ): (name: string) => Promise<boolean> {
    let read: Promise<ReadonlySet<string>> | undefined;
    const readAll = async (): Promise<ReadonlySet<string>> => {
      const cipher = await this.parts.key.find();
      if (!cipher) return new Set();
      const ciphertexts = await this.parts.store.ciphertexts(workspaceId, names);
      const good = [...ciphertexts].filter(
        ([name, ciphertext]) => cipher.decrypt(ciphertext, { workspaceId, name }) !== undefined,
      );
      return new Set(good.map(([name]) => name));
    };
    return async (name) => (await (read ??= readAll())).has(name);
  }

  /** What the environment has for this workspace: all for the first one, nothing for others. */
  private async environmentOf(workspaceId: string): Promise<ReadonlyMap<string, string>> {
    if (this.#environment.size === 0) return this.#environment;
    const workspace = await this.parts.workspaces.find(workspaceId);
    return workspace?.key === FIRST_WORKSPACE_KEY ? this.#environment : new Map();
  }
}

/** The names of a page, in reading order, and one more where there are more. */
function namesOnPage(names: string[], { backward, beyond, limit }: Page): string[] {
  const ordered = names.sort();
  if (backward) ordered.reverse();
  const last = beyond?.[0];
  const isBeyond = (name: string): boolean =>
    last === undefined || (backward ? name < String(last) : name > String(last));
  return ordered.filter(isBeyond).slice(0, limit + 1);
}

function storedSecret(facts: SecretFacts, isReadable: Secret['isReadable']): Secret {
  return { ...facts, origin: 'STORED', isReadable };
}

function environmentSecret(name: string): Secret {
  return {
    name,
    origin: 'ENVIRONMENT',
    createdAt: null,
    createdBy: null,
    updatedAt: null,
    updatedBy: null,
    isReadable: () => true,
  };
}
