import { hasLoneSurrogate, isPlainObject } from './canonical-json';
import type { IssueList } from './definition-error';
import { escapePointerToken } from './json-pointer';

/** Bounds of a number, both included. */
export interface NumberBounds {
  integer?: boolean;
  min?: number;
  max?: number;
}

/**
 * Reads the members of one object of the definition's own structure. Each reader adds an issue for a
 * member of the wrong type and answers `undefined`, so that reading goes on and names every fault.
 * A member that is null counts as absent.
 */
export class Members {
  private constructor(
    readonly object: Record<string, unknown>,
    readonly path: string,
    private readonly issues: IssueList,
  ) {}

  /** The members of a value, or `undefined` with an issue if it is not an object. */
  static of(value: unknown, path: string, issues: IssueList): Members | undefined {
    if (isPlainObject(value)) return new Members(value, path, issues);
    issues.add(path, 'must be an object');
    return undefined;
  }

  /** Refuses by name every member that is not among the known. */
  refuseUnknown(known: ReadonlySet<string>): void {
    for (const name of Object.keys(this.object)) {
      if (!known.has(name)) this.issues.add(this.pathOf(name), 'is not a known member');
    }
  }

  pathOf(name: string): string {
    return `${this.path}/${escapePointerToken(name)}`;
  }

  /** The value of a member, `undefined` if it is absent or null. Never an inherited one. */
  value(name: string): unknown {
    return Object.hasOwn(this.object, name) ? (this.object[name] ?? undefined) : undefined;
  }

  /** The members of a member that is an object, `undefined` if it is absent. */
  members(name: string): Members | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : Members.of(value, this.pathOf(name), this.issues);
  }

  names(): string[] {
    return Object.keys(this.object);
  }

  /** The items of a list, `undefined` if it is absent. */
  list(name: string, most: number): unknown[] | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) {
      this.issues.add(this.pathOf(name), 'must be a list');
      return undefined;
    }
    if (value.length > most) {
      this.issues.add(this.pathOf(name), `has ${value.length} items; at most ${most} are allowed`);
      return undefined;
    }
    return value as unknown[];
  }

  boolean(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined || typeof value === 'boolean') return value;
    this.issues.add(this.pathOf(name), 'must be true or false');
    return undefined;
  }

  text(name: string, maxLength = Infinity): string | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') this.issues.add(this.pathOf(name), 'must be a text');
    else if (value.length > maxLength) {
      this.issues.add(this.pathOf(name), `is longer than ${maxLength} characters`);
    } else if (hasLoneSurrogate(value)) {
      this.issues.add(this.pathOf(name), 'holds a lone surrogate');
    } else return value;
    return undefined;
  }

  /** A text that is there and not empty. */
  requiredText(name: string, maxLength: number): string | undefined {
    if (this.value(name) === undefined) {
      this.issues.add(this.pathOf(name), 'is required');
      return undefined;
    }
    const text = this.text(name, maxLength);
    if (text === '') this.issues.add(this.pathOf(name), 'must not be empty');
    return text === '' ? undefined : text;
  }

  /** A text that is a key: required, and not a name that every JavaScript object has a member of. */
  requiredKey(name: string, maxLength: number): string | undefined {
    const key = this.requiredText(name, maxLength);
    if (key === undefined || !(key in Object.prototype)) return key;
    this.issues.add(this.pathOf(name), `${key} is a reserved name`);
    return undefined;
  }

  /** A text that is there and is one of the choices. */
  requiredChoice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.value(name);
    if (value === undefined) {
      this.issues.add(this.pathOf(name), 'is required');
      return undefined;
    }
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) {
      this.issues.add(this.pathOf(name), `must be one of ${choices.join(', ')}`);
    }
    return choice;
  }

  number(name: string, bounds: NumberBounds = {}): number | undefined {
    const value = this.value(name);
    if (value === undefined) return undefined;
    const { integer = false, min = -Infinity, max = Infinity } = bounds;
    if (
      typeof value !== 'number' ||
      !Number.isFinite(value) ||
      (integer && !Number.isInteger(value))
    ) {
      this.issues.add(this.pathOf(name), `must be ${integer ? 'an integer' : 'a finite number'}`);
    } else if (value < min || value > max) {
      this.issues.add(this.pathOf(name), rangeMessage(min, max));
    } else return value;
    return undefined;
  }

  requiredNumber(name: string, bounds: NumberBounds = {}): number | undefined {
    if (this.value(name) === undefined) this.issues.add(this.pathOf(name), 'is required');
    return this.number(name, bounds);
  }
}

function rangeMessage(min: number, max: number): string {
  if (max === Infinity) return `must be ${min} or more`;
  return `must be from ${min} to ${max}`;
}
