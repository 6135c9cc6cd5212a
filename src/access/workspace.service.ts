import { LRUCache } from 'lru-cache';
import { systemActor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys, keyedRequest } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { Refusal } from '../platform/refusal';
import { type ApiToken } from './api-token';
import { type ApiTokenService } from './api-token.service';
import { checkName } from './api-token.rules';
import { type Caller, type Scope } from './caller';
import { FIRST_WORKSPACE_KEY, type Workspace, WORKSPACE_ID_PREFIX } from './workspace';
import { checkMayCreateWorkspace, checkWorkspaceKey } from './workspace.rules';
import { type WorkspaceStore } from './workspace.store';

/** What the first token of a workspace may do: everything, and hand on everything. */
const FIRST_TOKEN_SCOPES: Scope[] = ['admin', 'act-as'];
/** Name of the tokens that the environment gave; an earlier one stays good until it is revoked. */
const ENVIRONMENT_TOKEN_NAME = 'ADMIN_TOKEN';

export interface NewWorkspace {
  key: string;
  name: string;
}

/** A workspace fresh from the press, with its first token and, but for a repeated request, its secret. */
export interface CreatedWorkspace {
  workspace: Workspace;
  token: ApiToken;
  secret?: string;
}

export interface WorkspaceServiceParts {
  database: Database;
  store: WorkspaceStore;
  tokens: ApiTokenService;
  idempotency: IdempotencyKeys;
  clock: Clock;
  ids: Ids;
}

/** Keeps workspaces. Owner of the rule that there is always a first one with a token to get in. */
export class WorkspaceService {
  // workspaces never change, so what was read once stays true
  readonly #byId = new LRUCache<string, Workspace>({ max: 1000 });
  readonly #byKey = new LRUCache<string, Workspace>({ max: 1000 });

  constructor(private readonly parts: WorkspaceServiceParts) {}

  async find(id: string): Promise<Workspace | undefined> {
    return this.#byId.get(id) ?? this.keep(await this.parts.store.find(id));
  }

  async findByKey(key: string): Promise<Workspace | undefined> {
    return this.#byKey.get(key) ?? this.keep(await this.parts.store.findByKey(key));
  }

  /**
   * Makes a workspace and its first admin token.
   * @throws Refusal FORBIDDEN, INVALID_INPUT or KEY_TAKEN.
   */
  async create(
    caller: Caller,
    input: NewWorkspace,
    idempotencyKey?: string | null,
  ): Promise<CreatedWorkspace> {
    checkMayCreateWorkspace(await this.find(caller.workspaceId));
    checkWorkspaceKey(input.key);
    checkName(input.name);
    const { database, idempotency, tokens } = this.parts;
    const keyed = keyedRequest(caller.workspaceId, 'createWorkspace', idempotencyKey, () =>
      JSON.stringify([input.key, input.name]),
    );
    return database.transaction(async (transaction) => {
      const earlier =
        keyed &&
        (await idempotency.find<{ workspaceId: string; tokenId: string }>(transaction, keyed));
      if (earlier) {
        // by this connection: those who wait for the key may hold all the others
        const workspace = await this.parts.store.find(earlier.workspaceId, transaction);
        const token = await tokens.find(earlier.workspaceId, earlier.tokenId, transaction);
        return { workspace: workspace!, token: token! };
      }
      const workspace = await this.add(transaction, input);
      if (!workspace) throw new Refusal('KEY_TAKEN', `The key "${input.key}" is taken.`, ['key']);
      const request = { name: 'First admin', scopes: FIRST_TOKEN_SCOPES };
      const issued = await tokens.issue(transaction, workspace.id, caller.actor, request);
      const made = { workspaceId: workspace.id, tokenId: issued.token.id };
      if (keyed) await idempotency.remember(transaction, keyed, made);
      return { workspace, ...issued };
    });
  }

  /**
   * The first workspace; made, with an admin token, when there is none. Of several processes that
   * start at once one makes it. `keepSecret` is called before the commit, so that a token that
   * exists is never one whose secret was lost; where it is called again, the last secret counts.
   */
  async ensureFirst(
    keepSecret: (secret: string) => Promise<void>,
  ): Promise<{ workspace: Workspace; created: boolean }> {
    const existing = await this.findByKey(FIRST_WORKSPACE_KEY);
    if (existing) return { workspace: existing, created: false };
    const created = await this.parts.database.transaction(async (transaction) => {
      const workspace = await this.add(transaction, { key: FIRST_WORKSPACE_KEY, name: 'Default' });
      if (!workspace) return undefined;
      const request = { name: 'First admin', scopes: FIRST_TOKEN_SCOPES };
      const { secret } = await this.parts.tokens.issue(
        transaction,
        workspace.id,
        systemActor,
        request,
      );
      await keepSecret(secret);
      return workspace;
    });
    if (created) return { workspace: created, created: true };
    return { workspace: (await this.findByKey(FIRST_WORKSPACE_KEY))!, created: false };
  }

  /**
   * The first workspace, with `secret` as an admin token of it. A secret that was revoked stays so.
   */
  async ensureFirstWithToken(secret: string): Promise<{ workspace: Workspace; created: boolean }> {
    const { database, tokens } = this.parts;
    const existing = await this.findByKey(FIRST_WORKSPACE_KEY);
    const workspace = await database.transaction(async (transaction) => {
      const workspace =
        existing ?? (await this.add(transaction, { key: FIRST_WORKSPACE_KEY, name: 'Default' }));
      if (workspace && !(await tokens.findBySecret(transaction, secret))) {
        const request = { name: ENVIRONMENT_TOKEN_NAME, scopes: FIRST_TOKEN_SCOPES };
        await tokens.issue(transaction, workspace.id, systemActor, request, secret);
      }
      return workspace;
    });
    // another process made the workspace in between: the second look finds it
    if (!workspace) return this.ensureFirstWithToken(secret);
    return { workspace, created: !existing };
  }

  private async add(transaction: Transaction, input: NewWorkspace): Promise<Workspace | undefined> {
    const workspace: Workspace = {
      id: this.parts.ids.next(WORKSPACE_ID_PREFIX),
      key: input.key,
      name: input.name.trim(),
      createdAt: this.parts.clock.now(),
    };
    return (await this.parts.store.add(transaction, workspace)) ? workspace : undefined;
  }

  private keep(workspace: Workspace | undefined): Workspace | undefined {
    if (workspace) {
      this.#byId.set(workspace.id, workspace);
      this.#byKey.set(workspace.key, workspace);
    }
    return workspace;
  }
}
