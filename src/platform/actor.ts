/** Who did something: a person, an API token, the server itself, or a name read from an import. */
export interface Actor {
  kind: 'USER' | 'TOKEN' | 'SYSTEM' | 'IMPORTED';
  /** Stable within the workspace; not resolvable by `node`. */
  id: string;
  name: string;
}

export const systemActor: Actor = { kind: 'SYSTEM', id: 'system', name: 'Switchyard' };
