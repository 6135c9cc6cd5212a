import { type Caller } from '../../access/caller';
import { systemActor } from '../../platform/actor';

/** Who acts where nobody asked: the server itself, in a workspace. */
export function systemCaller(workspaceId: string): Caller {
  return { workspaceId, actor: systemActor, scopes: new Set() };
}
