import { isPlainObject } from '../../graph/canonical-json';
import { ImportError } from '../import-error';
import { checkImportedJson } from '../imported-json';

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
 * @throws ImportError if there is something else, or nothing.
 */
export function findWorkflows(file: unknown): N8nSource[] {
  checkImportedJson(file);
  const found = workflowsIn(file, '', undefined);
  if (found.length === 0) throw new ImportError('', 'is a list without any workflow');
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
    throw new ImportError(pointer, 'is not an n8n workflow: an object is expected');
  }
  if (Object.hasOwn(value, 'nodes')) {
    if (!Array.isArray(value['nodes'])) {
      throw new ImportError(`${pointer}/nodes`, 'is not a list of nodes');
    }
    return [{ members: value, pointer, ...(wrapperName !== undefined && { wrapperName }) }];
  }
  const wrapper = WRAPPERS.find((name) => Object.hasOwn(value, name));
  if (wrapper === undefined) {
    throw new ImportError(pointer, 'is not an n8n workflow: it has no nodes');
  }
  const name = typeof value['name'] === 'string' ? value['name'] : wrapperName;
  return workflowsIn(value[wrapper], `${pointer}/${wrapper}`, name);
}
