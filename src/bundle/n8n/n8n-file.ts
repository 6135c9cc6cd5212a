import { isPlainObject } from '../../graph/canonical-json';
import { ImportError } from '../import-error';
import { checkImportedJson } from '../imported-json';
import type { Wrapper } from '../members-beside';
import { isTemplateOfN8n } from '../workflow-format';

/** A workflow inside a file. */
export interface N8nSource {
  members: Record<string, unknown>;
  /** JSON Pointer of the workflow in the file. */
  pointer: string;
  /** A name that stands on the wrapper, where the workflow has none. */
  wrapperName?: string;
  /** What stands around the workflow, outermost first. */
  wrappers: readonly Wrapper[];
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
  const found = workflowsIn(file, '', []);
  if (found.length === 0) throw new ImportError('', 'is a list without any workflow');
  return found;
}

function workflowsIn(value: unknown, pointer: string, wrappers: readonly Wrapper[]): N8nSource[] {
  if (Array.isArray(value)) {
    return (value as unknown[]).flatMap((item, index) =>
      workflowsIn(item, `${pointer}/${index}`, wrappers),
    );
  }
  if (!isPlainObject(value)) {
    throw new ImportError(pointer, 'is not an n8n workflow: an object is expected');
  }
  if (Object.hasOwn(value, 'nodes') && !isTemplateOfN8n(value)) {
    if (!Array.isArray(value['nodes'])) {
      const isRow = typeof value['nodes'] === 'string';
      const reason = isRow ? ', but a text, as in a table of the database' : '';
      throw new ImportError(`${pointer}/nodes`, `is not a list of nodes${reason}`);
    }
    const wrapperName = wrappers.findLast(({ members }) => typeof members['name'] === 'string');
    return [
      {
        ...{ members: value, pointer, wrappers },
        ...(wrapperName && { wrapperName: wrapperName.members['name'] as string }),
      },
    ];
  }
  const name = WRAPPERS.find((wrapper) => Object.hasOwn(value, wrapper));
  if (name === undefined) {
    throw new ImportError(pointer, 'is not an n8n workflow: it has no nodes');
  }
  return workflowsIn(value[name], `${pointer}/${name}`, [
    ...wrappers,
    { members: value, pointer, name },
  ]);
}
