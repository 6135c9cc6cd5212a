import { LRUCache } from 'lru-cache';
import { type Actor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { Connection } from '../platform/graphql/connection';
import { type PageArgs, readPage } from '../platform/graphql/page';
import { type IdempotencyKeys, keyedRequest } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { notFound } from '../platform/refusal';
import {
  type ApiToken,
  hashSecret,
  type IssuedToken,
  SECRET_BYTES,
  SECRET_PREFIX,
  TOKEN_ID_PREFIX,
} from './api-token';
import { checkTokenRequest, knownScopes, type TokenRequest } from './api-token.rules';
import { type ApiTokenStore } from './api-token.store';
import { type Caller } from './caller';

/** Topic on which processes tell each other which token was revoked. */
const ACCESS_TOPIC = 'access';
/** Milliseconds that a token is taken from memory; the longest that a revocation whose notice was lost goes unseen. */
const CACHED_FOR = 5000;
const MOST_CACHED = 10_000;

export interface ApiTokenServiceParts {
  database: Database;
  store: ApiTokenStore;
  idempotency: IdempotencyKeys;
  clock: Clock;
  ids: Ids;
  pubSub: PubSub;
  logger: Logger;
}

/** Keeps API tokens. Owner of the rules that a secret is shown once and that a revoked token is good for nothing. */
export class ApiTokenService {
  readonly #cache: LRUCache<string, ApiToken>;
  readonly #listeners = new Set<(tokenId: string) => void>();
  readonly #unsubscribe: () => void;
  /** Grows with each revocation, so that a row read before one is not cached after it. */
  #revocations = 0;

  constructor(private readonly parts: ApiTokenServiceParts) {
    this.#cache = new LRUCache({
      max: MOST_CACHED,
      ttl: CACHED_FOR,
      perf: { now: () => Date.parse(parts.clock.now()) },
    });
    this.#unsubscribe = parts.pubSub.subscribe(ACCESS_TOPIC, (tokenId) => this.forget(tokenId));
  }

  /** The good token of this secret; undefined for an unknown, expired or revoked one. */
  async ofSecret(secret: string): Promise<ApiToken | undefined> {
    const hash = hashSecret(secret);
    const token = this.#cache.get(hash) ?? (await this.read(hash));
    if (!token || token.revokedAt !== null) return undefined;
    return token.expiresAt !== null && token.expiresAt <= this.parts.clock.now()
      ? undefined
      : token;
  }

  /**
   * Makes a token of the caller's workspace. Asked again with the same `idempotencyKey` it answers
   * the token made then, without the secret, which is not kept.
   */
  async create(
    caller: Caller,
    request: TokenRequest,
    idempotencyKey?: string | null,
  ): Promise<{ token: ApiToken; secret?: string }> {
    const { clock, database, idempotency, store } = this.parts;
    checkTokenRequest(caller, request, clock.now());
    const keyed = keyedRequest(caller.workspaceId, 'createApiToken', idempotencyKey, () =>
      JSON.stringify([request.name, knownScopes(request.scopes), request.expiresAt ?? null]),
    );
    return database.transaction(async (transaction) => {
      const earlier = keyed && (await idempotency.find<{ tokenId: string }>(transaction, keyed));
      if (earlier) {
        const token = await store.find(caller.workspaceId, earlier.tokenId, transaction);
        return { token: token! };
      }
      const issued = await this.issue(transaction, caller.workspaceId, caller.actor, request);
      if (keyed) await idempotency.remember(transaction, keyed, { tokenId: issued.token.id });
      return issued;
    });
  }

  /** Makes a token without asking whether somebody may; `secret` where it is not to be random. */
  async issue(
    transaction: Transaction,
    workspaceId: string,
    createdBy: Actor,
    request: TokenRequest,
    secret = SECRET_PREFIX + this.parts.ids.secret(SECRET_BYTES),
  ): Promise<IssuedToken> {
    const token: ApiToken = {
      id: this.parts.ids.next(TOKEN_ID_PREFIX),
      workspaceId,
      name: request.name.trim(),
      scopes: knownScopes(request.scopes),
      createdAt: this.parts.clock.now(),
      createdBy,
      expiresAt: request.expiresAt ?? null,
      revokedAt: null,
    };
    await this.parts.store.add(transaction, token, hashSecret(secret));
    return { token, secret };
  }

  /**
   * Revokes a token of the caller's workspace: no request gets in with it from now on, and its
   * sockets are closed. Revoking it twice changes nothing.
   * @throws Refusal NOT_FOUND.
   */
  async revoke(caller: Caller, id: string): Promise<ApiToken> {
    const { clock, database, store } = this.parts;
    return database.transaction(async (transaction) => {
      await store.revoke(transaction, caller.workspaceId, id, clock.now());
      const token = await store.find(caller.workspaceId, id, transaction);
      if (!token) throw notFound('The token', ['id']);
      transaction.afterCommit(() => this.announce(id));
      return token;
    });
  }

  /** A page of the workspace's tokens, newest first. */
  async page(workspaceId: string, args: PageArgs): Promise<Connection<ApiToken>> {
    const page = readPage(args, { list: 'apiTokens', keys: ['string'] });
    const tokens = await this.parts.store.page(workspaceId, page);
    return new Connection(
      page,
      tokens,
      ({ id }) => [id],
      () => this.parts.store.count(workspaceId),
    );
  }

  find(workspaceId: string, id: string, transaction?: Transaction): Promise<ApiToken | undefined> {
    return this.parts.store.find(workspaceId, id, transaction);
  }

  findBySecret(transaction: Transaction, secret: string): Promise<ApiToken | undefined> {
    return this.parts.store.findByHash(hashSecret(secret), transaction);
  }

  /** Those of the tokens `ids` that are revoked, by the database: for whoever may have missed a notice. */
  async revokedAmong(ids: readonly string[]): Promise<string[]> {
    return ids.length === 0 ? [] : this.parts.store.revokedAmong(ids);
  }

  /** Calls `listener` with each token that is revoked, in this process or another; returns how to stop. */
  onRevoked(listener: (tokenId: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#unsubscribe();
    this.#listeners.clear();
  }

  private async read(hash: string): Promise<ApiToken | undefined> {
    const before = this.#revocations;
    const token = await this.parts.store.findByHash(hash);
    if (token && before === this.#revocations) this.#cache.set(hash, token);
    return token;
  }

  private announce(tokenId: string): void {
    this.forget(tokenId);
    this.parts.pubSub.publish(ACCESS_TOPIC, tokenId).catch((error: unknown) => {
      this.parts.logger.warn(
        { err: error },
        'a revocation could not be announced; other processes see it within seconds',
      );
    });
  }

  private forget(tokenId: string): void {
    this.#revocations += 1;
    for (const [hash, token] of this.#cache.entries())
      if (token.id === tokenId) this.#cache.delete(hash);
    for (const listener of [...this.#listeners]) listener(tokenId);
  }
}
