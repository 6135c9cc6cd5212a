import { type Actor, systemActor } from '../platform/actor';

/** What a token may do. `admin` contains all others but `act-as`. */
export const SCOPES = [
  'workflows:read',
  'workflows:write',
  'releases:write',
  'runs:read',
  'runs:write',
  'admin',
  'act-as',
] as const;
export type Scope = (typeof SCOPES)[number];

/** Who makes a request, in which workspace, and what they may do: the answer to authentication. */
export interface Caller {
  workspaceId: string;
  actor: Actor;
  scopes: ReadonlySet<Scope>;
  /** The API token that was shown, undefined for a JWT; a revoked one loses its sockets. */
  tokenId?: string;
  /** When the token or JWT stops being good; sockets close then. */
  expiresAt?: string;
}

/** Whether the caller holds `scope`, or `admin`, which contains it. */
export function mayUse(caller: Caller, scope: Scope): boolean {
  return caller.scopes.has(scope) || (scope !== 'act-as' && caller.scopes.has('admin'));
}

/** Who acts where nobody asked: the server itself, in a workspace. */
export function systemCaller(workspaceId: string): Caller {
  return { workspaceId, actor: systemActor, scopes: new Set() };
}
