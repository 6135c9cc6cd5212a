import { invalidInput } from '../platform/refusal';
import { Forbidden } from './api-token.errors';
import { FIRST_WORKSPACE_KEY, type Workspace } from './workspace';

/** Stands in addresses, so it is short, lower case and needs no escaping. */
const KEY = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

/** @throws Refusal INVALID_INPUT for a key that could not stand in an address. */
export function checkWorkspaceKey(key: string): void {
  if (!KEY.test(key)) {
    throw invalidInput(
      'key takes 1 to 64 of a-z, 0-9 and -, beginning and ending with a letter or digit.',
      ['key'],
    );
  }
}

/**
 * Making workspaces is the right of the first one's admins: there is nobody above the workspaces,
 * and whoever holds the first admin token runs the installation anyway.
 * @throws Refusal FORBIDDEN for callers of other workspaces.
 */
export function checkMayCreateWorkspace(own: Workspace | undefined): void {
  if (own?.key !== FIRST_WORKSPACE_KEY) {
    throw new Forbidden(
      `Only admins of the workspace "${FIRST_WORKSPACE_KEY}" may create workspaces.`,
    );
  }
}
