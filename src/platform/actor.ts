/** Who did something: a person, an API token, the server itself, or a name read from an import. */
export interface Actor {
  kind: 'USER' | 'TOKEN' | 'SYSTEM' | 'IMPORTED';
  /** Stable within the workspace; not resolvable by `node`. */
  id: string;
  name: string;
}

export const systemActor: Actor = { kind: 'SYSTEM', id: 'system', name: 'Switchyard' };

const parsed = new Map<string, Actor>();

/** An actor from its stored JSON text. The same few authors come again and again, so they are kept parsed. */
export function actorFromText(text: string): Actor {
  let actor = parsed.get(text);
  if (!actor) {
    if (parsed.size >= 10_000) parsed.clear();
    actor = JSON.parse(text) as Actor;
    parsed.set(text, actor);
  }
  return actor;
}
