import { LRUCache } from 'lru-cache';
import type { Definition } from './definition';

/** Keeps parsed definitions by digest, so that a definition that many rows refer to is parsed once. */
export class DefinitionCache {
  private readonly definitions: LRUCache<string, Definition>;

  /** `maxBytes` bounds the canonical texts of what is kept, counted as one byte per character. */
  constructor(maxBytes: number) {
    this.definitions = new LRUCache({ maxSize: maxBytes });
  }

  /** Keeps a definition in canonical form, so that it need not be parsed. Nobody changes it any more. */
  keep(digest: string, definition: Definition, canonical: string): void {
    this.definitions.set(digest, definition, { size: canonical.length });
  }

  /**
   * The definition with a digest. `load` is called if it is not kept, and answers its canonical text.
   * A parsed definition is frozen throughout: many callers get the same one. If `load` throws, nothing
   * is kept.
   */
  get(digest: string, load: () => string): Definition {
    const known = this.definitions.get(digest);
    if (known !== undefined) return known;
    const text = load();
    const definition = JSON.parse(text) as Definition;
    deepFreeze(definition);
    this.definitions.set(digest, definition, { size: text.length });
    return definition;
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
