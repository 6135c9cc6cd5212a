import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  const first = await workspaces.ensureFirst((secret) => keepToken(options.dataDirectory, secret));
  return { ...first, adminToken: await readToken(options.dataDirectory) };
}

async function keepToken(directory: string, secret: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, TOKEN_FILE);
  // written aside and renamed: neither half a token nor one that others could read is ever there
  await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}

async function readToken(directory: string): Promise<string | undefined> {
  try {
    return (await readFile(join(directory, TOKEN_FILE), 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
