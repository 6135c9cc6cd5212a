import { createHash } from 'node:crypto';
import { type Actor } from '../platform/actor';
import { type Scope } from './caller';

/** A key to one workspace's API. The secret itself is shown once and not kept. */
export interface ApiToken {
  id: string;
  workspaceId: string;
  name: string;
  scopes: Scope[];
  createdAt: string;
  createdBy: Actor;
  expiresAt: string | null;
  revokedAt: string | null;
}

/** A token fresh from the press, with the only copy of its secret. */
export interface IssuedToken {
  token: ApiToken;
  secret: string;
}

export const TOKEN_ID_PREFIX = 'tok';

/** Begins every secret that Switchyard makes, so that scanners of leaked secrets know it. */
export const SECRET_PREFIX = 'swy_';

/** Random bytes in a secret. */
export const SECRET_BYTES = 32;

/**
 * What is stored of a secret. It is random and long, so a plain hash is enough: there is no
 * dictionary to try.
 */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
