import { hasLoneSurrogate, isPlainObject } from '../graph/canonical-json';
import { escapePointerToken } from '../graph/json-pointer';
import { MAX_VALUE_NESTING } from '../graph/limits';
import { ImportError } from './import-error';

interface Pending {
  value: unknown;
  depth: number;
  token: string | number;
  parent: Pending | undefined;
}

/**
 * Refuses what no definition can hold, wherever in the file it stands, so that nothing after this
 * need think of it. Works without recursion: a hostile nesting must not overflow the stack.
 *
 * @throws ImportError with the place of the first fault found.
 */
export function checkImportedJson(file: unknown): void {
  const pending: Pending[] = [{ value: file, depth: 0, token: '', parent: undefined }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const fault = faultOf(next.value, next.depth);
    if (fault !== undefined) throw new ImportError(pointerTo(next), fault);
    if (typeof next.value !== 'object' || next.value === null) continue;
    for (const [name, value] of Object.entries(next.value)) {
      pending.push({ value, depth: next.depth + 1, token: name, parent: next });
    }
  }
}

function faultOf(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return hasLoneSurrogate(value) ? 'holds half of a surrogate pair' : undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, not a finite number`;
    case 'boolean':
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= MAX_VALUE_NESTING) return `is nested deeper than ${MAX_VALUE_NESTING}`;
      if (Array.isArray(value)) return undefined;
      if (!isPlainObject(value)) return 'is an instance of a class, not a plain object';
      return Object.keys(value).some((name) => name === '__proto__' || hasLoneSurrogate(name))
        ? 'has a member whose name is not allowed'
        : undefined;
    default:
      return `is of type ${typeof value}, which JSON cannot express`;
  }
}

function pointerTo(place: Pending): string {
  const tokens: string[] = [];
  for (let at: Pending | undefined = place; at?.parent !== undefined; at = at.parent) {
    tokens.push('/' + escapePointerToken(at.token));
  }
  return tokens.reverse().join('');
}
