import { canonicalDefinition } from './canonical-form';
import { isPlainObject } from './canonical-json';
import type { Definition } from './definition';
import { DefinitionError, IssueList } from './definition-error';
import { JsonCheck } from './json-check';
import { pointerTokens } from './json-pointer';
import { MAX_DEFINITION_BYTES, MAX_PATCH_OPERATIONS } from './limits';

/** Why one operation cannot be applied. Caught here, never let out. */
class OperationFault extends Error {}

/** Items of lists that all operations together may move: about a tenth of a second. */
export const MAX_WORK = 20_000_000;

/** Bounds the time that a short patch of a long document can take. */
class WorkAllowance {
  #left = MAX_WORK;

  spend(items: number): void {
    this.#left -= items;
    if (this.#left < 0)
      throw new OperationFault('moves too much with those before it; send the whole definition');
  }
}

/** How much deeper than a config the whole document is; how deep configs are is for the reader to check. */
const NESTING_AROUND_CONFIG = 3;

/** Where an operation works: a member or item of a container of the document. */
interface Target {
  container: unknown[] | Record<string, unknown>;
  key: string;
}

/** Names through which a write could reach a prototype. */
export const FORBIDDEN_TOKENS = new Set(['__proto__', 'constructor', 'prototype']);
const ARRAY_INDEX = /^(0|[1-9][0-9]*)$/;

/**
 * Applies a JSON Patch (RFC 6902) to the canonical JSON of a definition, so indexes count nodes and
 * edges sorted by id and variables sorted by name. Nothing is applied unless everything is. The result
 * is to be read by `readDefinition`; the argument is not changed and shares nothing with it.
 *
 * @throws DefinitionError naming the operation by its index in the patch and what failed, a `test`
 * that does not hold among it.
 */
export function applyDefinitionPatch(definition: Definition, patch: unknown): unknown {
  return applyJsonPatch(JSON.parse(canonicalDefinition(definition)), patch);
}

/**
 * Applies a JSON Patch to a document, which it changes, and answers the new document. Members of an
 * operation that RFC 6902 does not define are ignored, as its section 4 asks.
 *
 * @throws DefinitionError as above; then the document may have been changed in part.
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  const issues = new IssueList();
  if (!Array.isArray(patch)) {
    throw new DefinitionError([{ path: '', message: 'must be a list of JSON Patch operations' }]);
  }
  if (patch.length > MAX_PATCH_OPERATIONS) {
    const message = `has ${patch.length} operations; at most ${MAX_PATCH_OPERATIONS} are allowed`;
    throw new DefinitionError([{ path: '', message }]);
  }
  // One allowance for all: a patch that copies what it copied would grow without bound otherwise.
  const check = new JsonCheck(issues, 2 * MAX_DEFINITION_BYTES);
  // The whole document is a member of this holder, so it can be replaced like any other value.
  const holder: Record<string, unknown> = { document };
  const work = new WorkAllowance();
  patch.forEach((operation: unknown, index) => {
    try {
      applyOperation(holder, operation, work, (value) => {
        check.check(value, `/${index}/value`, -NESTING_AROUND_CONFIG);
        issues.throwIfAny();
      });
    } catch (error) {
      if (!(error instanceof OperationFault)) throw error;
      const message = `(operation ${index}) ${error.message}`;
      throw new DefinitionError([{ path: `/${index}`, message }]);
    }
  });
  return holder['document'];
}

function applyOperation(
  holder: object,
  operation: unknown,
  work: WorkAllowance,
  check: (value: unknown) => void,
): void {
  if (!isPlainObject(operation)) throw new OperationFault('must be an object');
  switch (operation['op']) {
    case 'add':
      return add(holder, textOf(operation, 'path'), valueOf(operation, check), work);
    case 'remove':
      return remove(holder, textOf(operation, 'path'), work);
    case 'replace': {
      const value = valueOf(operation, check);
      const { container, key } = existing(holder, textOf(operation, 'path'));
      (container as Record<string, unknown>)[key] = value;
      return;
    }
    case 'move': {
      const [from, path] = [textOf(operation, 'from'), textOf(operation, 'path')];
      if (path.startsWith(`${from}/`)) throw new OperationFault(`moves ${from} into itself`);
      const value = read(holder, from);
      if (from === path) return;
      remove(holder, from, work);
      return add(holder, path, value, work);
    }
    case 'copy': {
      const value = read(holder, textOf(operation, 'from'));
      check(value);
      return add(holder, textOf(operation, 'path'), copyOf(value), work);
    }
    case 'test':
      return test(holder, textOf(operation, 'path'), valueOf(operation, check));
    default:
      throw new OperationFault('op must be one of add, remove, replace, move, copy, test');
  }
}

function add(holder: object, path: string, value: unknown, work: WorkAllowance): void {
  const { container, key } = locate(holder, path);
  if (!Array.isArray(container)) {
    container[key] = value;
    return;
  }
  const index = key === '-' ? container.length : indexIn(container.length + 1, key, path);
  work.spend(container.length - index);
  container.splice(index, 0, value);
}

function remove(holder: object, path: string, work: WorkAllowance): void {
  if (path === '') throw new OperationFault('removes the whole document');
  const { container, key } = existing(holder, path);
  if (Array.isArray(container)) {
    work.spend(container.length - Number(key));
    container.splice(Number(key), 1);
  } else delete container[key];
}

function test(holder: object, path: string, expected: unknown): void {
  if (!isEqualJson(read(holder, path), expected)) {
    throw new OperationFault(`tests ${path || 'the document'}, which has another value`);
  }
}

/**
 * Equality of RFC 6902, section 4.6. It stops at the first difference, so that a short patch cannot
 * make it walk a long document again and again.
 */
function isEqualJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqualJson(item, b[index]));
  }
  if (!isPlainObject(a) || !isPlainObject(b)) return false;
  const names = Object.keys(b);
  return (
    names.length === Object.keys(a).length &&
    names.every((name) => Object.hasOwn(a, name) && isEqualJson(a[name], b[name]))
  );
}

function read(holder: object, path: string): unknown {
  const { container, key } = existing(holder, path);
  return (container as Record<string, unknown>)[key];
}

/** A place that has a value. */
function existing(holder: object, path: string): Target {
  const target = locate(holder, path);
  if (Array.isArray(target.container)) indexIn(target.container.length, target.key, path);
  else if (!Object.hasOwn(target.container, target.key)) throw missing(path);
  return target;
}

/** The place that a pointer names, whose container exists. */
function locate(holder: object, path: string): Target {
  const tokens = pointerTokens(path);
  if (tokens === undefined) throw new OperationFault(`${path} is not a JSON Pointer`);
  let container: unknown = holder;
  let key = 'document';
  for (const token of tokens) {
    if (FORBIDDEN_TOKENS.has(token)) throw new OperationFault(`${path} names ${token}`);
    container = stepInto(container, key, path);
    key = token;
  }
  if (!Array.isArray(container) && !isPlainObject(container)) throw missing(path);
  return { container, key };
}

function stepInto(container: unknown, key: string, path: string): unknown {
  if (Array.isArray(container)) return container[indexIn(container.length, key, path)];
  if (isPlainObject(container) && Object.hasOwn(container, key)) return container[key];
  throw missing(path);
}

function indexIn(length: number, token: string, path: string): number {
  if (!ARRAY_INDEX.test(token) || Number(token) >= length) throw missing(path);
  return Number(token);
}

function missing(path: string): OperationFault {
  return new OperationFault(`${path} does not exist`);
}

function textOf(operation: Record<string, unknown>, name: 'path' | 'from'): string {
  const value = Object.hasOwn(operation, name) ? operation[name] : undefined;
  if (typeof value !== 'string') throw new OperationFault(`needs a text as ${name}`);
  return value;
}

function valueOf(operation: Record<string, unknown>, check: (value: unknown) => void): unknown {
  if (!Object.hasOwn(operation, 'value')) throw new OperationFault('needs a value');
  check(operation['value']);
  return copyOf(operation['value']);
}

function copyOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
