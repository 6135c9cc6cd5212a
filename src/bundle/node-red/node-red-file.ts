import { isPlainObject } from '../../graph/canonical-json';
import { ImportError } from '../import-error';
import { checkImportedJson } from '../imported-json';

/** The objects of a Node-RED file, and where they stand. */
export interface NodeRedSource {
  objects: unknown[];
  /** JSON Pointer of the list. */
  pointer: string;
  /** What stands beside the list: `rev` of the admin API. */
  members: Record<string, unknown>;
}

/**
 * Finds the flat list of objects: the file itself, or `flows` of what the admin API answers.
 *
 * @throws ImportError for anything else.
 */
export function findNodeRedObjects(file: unknown): NodeRedSource {
  checkImportedJson(file);
  if (Array.isArray(file)) return { objects: file as unknown[], pointer: '', members: {} };
  if (isPlainObject(file) && Array.isArray(file['flows'])) {
    return { objects: file['flows'] as unknown[], pointer: '/flows', members: file };
  }
  const isOneTab = isPlainObject(file) && Array.isArray(file['nodes']);
  const hint = isOneTab ? ', not one tab as the admin API answers it' : '';
  throw new ImportError('', `is not a Node-RED file: a list of objects is expected${hint}`);
}
