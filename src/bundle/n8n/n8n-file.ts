import { hasLoneSurrogate, isPlainObject } from '../../graph/canonical-json';
import { escapePointerToken } from '../../graph/json-pointer';
import { MAX_VALUE_NESTING } from '../../graph/limits';
import { N8nFormatError } from './n8n-format-error';

/** A workflow inside a file. */
export interface N8nSource {
  members: Record<string, unknown>;
  /** JSON Pointer of the workflow in the file. */
  pointer: string;
  /** A name that stands on the wrapper, where the workflow has none. */
  wrapperName?: string;
}

/** Members under which programs wrap a workflow or a list of workflows. */
const WRAPPERS = ['data', 'workflow', 'workflows'] as const;

/**
 * Finds the workflows of a file: one workflow, a list of them, or either inside `{data}`,
 * `{workflow}` or `{workflows}`, as n8n's API, its export and its template library write them.
 *
 * @throws N8nFormatError if there is something else, or nothing.
 */
export function findWorkflows(file: unknown): N8nSource[] {
  checkN8nJson(file);
  const found = workflowsIn(file, '', undefined);
  if (found.length === 0) throw new N8nFormatError('', 'is a list without any workflow');
  return found;
}

function workflowsIn(
  value: unknown,
  pointer: string,
  wrapperName: string | undefined,
): N8nSource[] {
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap((item, index) =>
      workflowsIn(item, `${pointer}/${index}`, undefined),
    );
  }
  if (!isPlainObject(value)) {
    throw new N8nFormatError(pointer, 'is not an n8n workflow: an object is expected');
  }
  if (Object.hasOwn(value, 'nodes')) {
    if (!Array.isArray(value['nodes'])) {
      throw new N8nFormatError(`${pointer}/nodes`, 'is not a list of nodes');
    }
    return [{ members: value, pointer, ...(wrapperName !== undefined && { wrapperName }) }];
  }
  const wrapper = WRAPPERS.find((name) => Object.hasOwn(value, name));
  if (wrapper === undefined) {
    throw new N8nFormatError(pointer, 'is not an n8n workflow: it has no nodes');
  }
  const name = typeof value['name'] === 'string' ? value['name'] : wrapperName;
  return workflowsIn(value[wrapper], `${pointer}/${wrapper}`, name);
}

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
 * @throws N8nFormatError with the place of the first fault found.
 */
function checkN8nJson(file: unknown): void {
  const pending: Pending[] = [{ value: file, depth: 0, token: '', parent: undefined }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const fault = faultOf(next.value, next.depth);
    if (fault !== undefined) throw new N8nFormatError(pointerTo(next), fault);
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
