import { hasLoneSurrogate, isPlainObject } from './canonical-json';
import { DefinitionError, type IssueList } from './definition-error';
import { escapePointerToken } from './json-pointer';
import { MAX_VALUE_NESTING } from './limits';

/** Checks free values, and that all of them together are not too much. */
export class JsonCheck {
  private left: number;

  /** `maxCharacters` bounds the JSON text of everything that is checked, roughly and from below. */
  constructor(
    private readonly issues: IssueList,
    private readonly maxCharacters: number,
  ) {
    this.left = maxCharacters;
  }

  /**
   * Adds an issue for every part of a value that is not JSON, is nested too deeply, or has the member
   * `__proto__`: code that copies such a member by assignment would set a prototype instead.
   *
   * @throws DefinitionError at once when the bound on the size is passed.
   */
  check(value: unknown, path: string, depth = 0): void {
    switch (typeof value) {
      case 'string':
        this.take(value.length + 2, path);
        if (hasLoneSurrogate(value)) this.issues.add(path, 'holds a lone surrogate');
        return;
      case 'number':
        this.take(1, path);
        if (!Number.isFinite(value)) this.issues.add(path, `is ${value}, not a finite number`);
        return;
      case 'boolean':
        this.take(4, path);
        return;
      case 'object':
        this.take(2, path);
        if (value !== null) this.checkMembers(value, path, depth + 1);
        return;
      default:
        this.issues.add(path, `is of type ${typeof value}, which JSON cannot express`);
    }
  }

  private checkMembers(value: object, path: string, depth: number): void {
    if (depth > MAX_VALUE_NESTING) {
      this.issues.add(path, `is nested deeper than ${MAX_VALUE_NESTING}`);
    } else if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) {
        this.check(value[index], `${path}/${index}`, depth);
      }
    } else if (!isPlainObject(value)) {
      this.issues.add(path, 'is an instance of a class, not a plain object');
    } else {
      for (const name of Object.keys(value)) {
        const memberPath = `${path}/${escapePointerToken(name)}`;
        this.take(name.length + 3, path);
        if (name === '__proto__') this.issues.add(memberPath, 'is a name that is not allowed');
        else if (hasLoneSurrogate(name)) this.issues.add(path, 'has a name with a lone surrogate');
        else this.check(value[name], memberPath, depth);
      }
    }
  }

  private take(characters: number, path: string): void {
    this.left -= characters;
    if (this.left < 0) {
      const message = `makes the whole larger than ${this.maxCharacters} characters`;
      throw new DefinitionError([{ path, message }]);
    }
  }
}
