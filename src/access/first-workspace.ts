import { keepPrivately, readPrivately } from './private-file';
import { type Workspace } from './workspace';
import { type WorkspaceService } from './workspace.service';

/** File in the data directory that keeps the first admin token, readable by its owner only. */
const TOKEN_FILE = 'admin-token';

/** What the start needs to know: where to get in, and how. */
export interface FirstWorkspace {
  workspace: Workspace;
  /** Whether this start made it. */
  created: boolean;
  /** The admin token, where this process knows it: from the environment or from the data directory. */
  adminToken?: string;
}

/**
 * Sees to it that the first workspace is there, with an admin token: the given one, or one that
 * is generated once and kept in the data directory. Giving a token later adds it, which is also
 * the way back in when all tokens are lost.
 */
export async function ensureFirstWorkspace(
  workspaces: WorkspaceService,
  options: { adminToken?: string; dataDirectory: string },
): Promise<FirstWorkspace> {
  if (options.adminToken) {
    return {
      ...(await workspaces.ensureFirstWithToken(options.adminToken)),
      adminToken: options.adminToken,
    };
  }
  const first = await workspaces.ensureFirst((secret) =>
    keepPrivately(options.dataDirectory, TOKEN_FILE, secret),
  );
  return { ...first, adminToken: await readPrivately(options.dataDirectory, TOKEN_FILE) };
}
