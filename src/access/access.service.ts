import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type PubSub } from '../platform/pubsub';
import { ApiTokenService } from './api-token.service';
import { type ApiTokenStore } from './api-token.store';
import { ensureFirstWorkspace, type FirstWorkspace } from './first-workspace';
import { WorkspaceService } from './workspace.service';
import { type WorkspaceStore } from './workspace.store';

export interface AccessParts {
  database: Database;
  workspaceStore: WorkspaceStore;
  tokenStore: ApiTokenStore;
  idempotency: IdempotencyKeys;
  clock: Clock;
  ids: Ids;
  pubSub: PubSub;
  logger: Logger;
}

/** Workspaces and the tokens that open them. */
export class AccessService {
  readonly tokens: ApiTokenService;
  readonly workspaces: WorkspaceService;

  constructor(parts: AccessParts) {
    this.tokens = new ApiTokenService({ ...parts, store: parts.tokenStore });
    this.workspaces = new WorkspaceService({
      ...parts,
      store: parts.workspaceStore,
      tokens: this.tokens,
    });
  }

  /** See {@link ensureFirstWorkspace}. */
  ensureFirstWorkspace(options: {
    adminToken?: string;
    dataDirectory: string;
  }): Promise<FirstWorkspace> {
    return ensureFirstWorkspace(this.workspaces, options);
  }

  close(): void {
    this.tokens.close();
  }
}
