/** The tenant. Everything belongs to one; nothing is visible from another. It never changes and never goes. */
export interface Workspace {
  id: string;
  /** Unique in the installation; names the workspace in webhook paths and in JWT claims. */
  key: string;
  name: string;
  createdAt: string;
}

/** Key of the workspace that the first start makes; only its admins may make more. */
export const FIRST_WORKSPACE_KEY = 'default';

export const WORKSPACE_ID_PREFIX = 'ws';
