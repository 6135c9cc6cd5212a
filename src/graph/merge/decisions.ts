import type { JsonValue } from '../definition';
import { IssueList } from '../definition-error';
import { JsonCheck } from '../json-check';
import { MAX_DEFINITION_BYTES } from '../limits';
import type { MergeConflict, Resolution, ResolutionChoice, Sides } from './merge-conflict';

/** What stands at a place of conflict. */
export interface Decision<T> {
  /** What the resolution takes; without one what the base has. */
  value: T | undefined;
  /** `undefined` where nobody decided. */
  take: ResolutionChoice | undefined;
}

/** Keeps the conflicts of a merge, and decides those for which there is a resolution. */
export class Decisions {
  readonly #resolutions = new Map<string, Resolution>();
  readonly #surplus: Resolution[] = [];
  readonly #used = new Map<string, Resolution>();
  readonly #conflicts = new Map<string, MergeConflict>();

  /** Of several resolutions for one path the first counts. */
  constructor(resolutions: readonly Resolution[]) {
    for (const resolution of resolutions) {
      if (this.#resolutions.has(resolution.path)) this.#surplus.push(resolution);
      else this.#resolutions.set(resolution.path, resolution);
    }
  }

  /**
   * Takes what the resolution for this path says. Without one the place is a conflict.
   *
   * @throws DefinitionError if the resolution's value cannot stand in any definition.
   */
  decide<T>(path: string, sides: Sides<T>, reason: string): Decision<T> {
    const resolution = this.#resolutions.get(path);
    if (resolution === undefined) {
      this.refuse(path, sides, reason);
      return { value: sides.base, take: undefined };
    }
    this.#used.set(path, resolution);
    switch (resolution.take) {
      case 'BASE':
        return { value: sides.base, take: 'BASE' };
      case 'OURS':
        return { value: sides.ours, take: 'OURS' };
      case 'THEIRS':
        return { value: sides.theirs, take: 'THEIRS' };
      case 'VALUE':
        return { value: valueOf(resolution) as T | undefined, take: 'VALUE' };
    }
  }

  /** Makes the place a conflict whatever was decided: what was decided cannot stand. */
  refuse(path: string, { base, ours, theirs }: Sides<unknown>, reason: string): void {
    if (this.#conflicts.has(path)) return;
    this.#conflicts.set(path, {
      path,
      base: base ?? null,
      ours: ours ?? null,
      theirs: theirs ?? null,
      reason,
    });
  }

  /** What a resolution took for this place, `undefined` where none decided. */
  takeOf(path: string): ResolutionChoice | undefined {
    return this.#used.get(path)?.take;
  }

  /** Whether the place was found to be a conflict, decided or not. */
  isKnown(path: string): boolean {
    return this.#used.has(path) || this.#conflicts.has(path);
  }

  /** Sorted by path (UTF-16 code units). */
  get conflicts(): MergeConflict[] {
    return [...this.#conflicts.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** Resolutions that named no conflict, in the order in which they were given. */
  get unused(): Resolution[] {
    const left = [...this.#resolutions.values()].filter(({ path }) => !this.#used.has(path));
    return [...left, ...this.#surplus];
  }

  /** The paths at which a value was put in that is of none of the three. */
  get valuedPaths(): string[] {
    const values = [...this.#used.values()].filter(({ take }) => take === 'VALUE');
    return values.map(({ path }) => path);
  }
}

function valueOf({ path, value }: Resolution): JsonValue | undefined {
  if (value === undefined || value === null) return undefined;
  const issues = new IssueList();
  new JsonCheck(issues, MAX_DEFINITION_BYTES).check(value, path);
  issues.throwIfAny();
  return value;
}
