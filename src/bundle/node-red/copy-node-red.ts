import { isPlainObject } from '../../graph/canonical-json';
import type { FileNode } from '../graph-file/file-nodes';
import type { ImportContext } from '../graph-file/import-context';
import { ImportReportList } from '../import-report';
import { SecretFreeValues } from '../secret-free-values';
import type { SecretNames } from '../secret-names';
import { findNodeRedObjects } from './node-red-file';
import { identifyNodeRedObjects } from './node-red-nodes';
import { readCredentials, readEnvironment, readStore } from './node-red-secrets';

/**
 * A copy of a file that was read, with the references of its definition in place of secrets.
 *
 * @param names those that reading the file has given out.
 */
export function copyNodeRedFile(file: unknown, names: SecretNames): unknown {
  const report = new ImportReportList('');
  const values = new SecretFreeValues(report, names, { asWritten: true });
  const context: ImportContext = { system: 'node-red', values, names, report };
  const { objects, pointer } = findNodeRedObjects(file);
  const copy = values.copy(file, { pointer: '' });
  const copied = findNodeRedObjects(copy).objects;
  for (const node of identifyNodeRedObjects(objects, pointer, context)) {
    const members = copied[node.index] as Record<string, unknown>;
    if (Object.hasOwn(node.members, 'credentials')) {
      members['credentials'] = credentialsOf(node, context);
    }
    if (Object.hasOwn(node.members, 'env')) members['env'] = environmentOf(node, context);
  }
  if (isPlainObject(copy) && isPlainObject(file) && Object.hasOwn(file, 'credentials')) {
    copy['credentials'] = readStore(file['credentials'], { pointer: '/credentials' }, context);
  }
  return copy;
}

function credentialsOf(node: FileNode, context: ImportContext): unknown {
  const given = node.members['credentials'];
  if (!isPlainObject(given)) return null;
  return inOrderOf(given, readCredentials(node, context), context);
}

function environmentOf(node: FileNode, context: ImportContext): unknown {
  const given = node.members['env'];
  const copy: unknown = readEnvironment(node, context);
  if (!Array.isArray(given) || !Array.isArray(copy)) return copy;
  return (given as unknown[]).map((item, index) => {
    const copied: unknown = copy[index];
    return isPlainObject(item) && isPlainObject(copied) ? inOrderOf(item, copied, context) : copied;
  });
}

/** What is read has its members in an order of its own. */
function inOrderOf(
  given: Record<string, unknown>,
  read: Record<string, unknown>,
  { values }: ImportContext,
): Record<string, unknown> {
  const names = Object.keys(given).map((name) => values.text(name, { pointer: '' }));
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(read, name)).map((name) => [name, read[name]]),
  );
}
