import { isPlainObject } from '../../graph/canonical-json';
import { parseJsonText } from '../../graph/json-text';

import { ImportReportList } from '../import-report';
import type { ImportedWorkflow } from '../imported-workflow';
import { harmlessText } from '../n8n/n8n-config';
import { findWorkflows, type N8nSource } from '../n8n/n8n-file';
import { namesOf, readWorkflow } from '../n8n/read-n8n';
import { copyNodeRedFile } from '../node-red/copy-node-red';
import { readNodeRedWith } from '../node-red/read-node-red';
import { SecretFreeValues } from '../secret-free-values';
import { SecretNames } from '../secret-names';
import { hasSecretForm } from '../secret-rules';
import { jsonStyleOf, writeJson } from './json-style';
import { isSame } from './rewrite-value';
import type { WritableFormat } from './writable-format';

/** A file that can be kept: the same but for its secrets. */
export interface SecretFreeFile {
  text: string;
  /** What is read of it; of the file with its secrets the same is read. */
  workflow: ImportedWorkflow;
}

/**
 * Replaces the secrets of a file that was read by the references that the definition has in their
 * place. A file without secrets stays byte for byte; one with secrets is written anew, with its indentation.
 *
 * @throws ImportError for what is no such file.
 */
export function secretFreeFile(format: WritableFormat, text: string): SecretFreeFile {
  const file = parseJsonText(text);
  const { workflow, copy } = format === 'n8n' ? copyN8n(file) : copyNodeRed(file);
  return {
    text: isSame(file, copy) ? text : writeJson(copy, jsonStyleOf(text)),
    workflow,
  };
}

function copyN8n(file: unknown): { workflow: ImportedWorkflow; copy: unknown } {
  const [source] = findWorkflows(file) as [N8nSource];
  const names = namesOf(source);
  const workflow = readWorkflow(source, names);
  const values = new SecretFreeValues(new ImportReportList(''), names, { asWritten: true });
  const copy = values.copy(file, { pointer: '' });
  const [copied] = findWorkflows(copy) as [N8nSource];
  const nodes = source.members['nodes'] as unknown[];
  for (const [index, node] of (copied.members['nodes'] as unknown[]).entries()) {
    const original = nodes[index];
    if (!isPlainObject(node) || !isPlainObject(original)) continue;
    if (!Object.hasOwn(original, 'credentials')) continue;
    node['credentials'] = credentialsWithoutData(original['credentials']);
  }
  return { workflow, copy };
}

/** Which credentials a node uses, and never what is inside of one. */
function credentialsWithoutData(credentials: unknown): unknown {
  if (!isPlainObject(credentials)) return null;
  return Object.fromEntries(
    Object.entries(credentials)
      .filter(([type]) => !hasSecretForm(type))
      .map(([type, value]) => [type, withoutData(value)]),
  );
}

function withoutData(credential: unknown): unknown {
  if (typeof credential === 'string') return hasSecretForm(credential) ? '' : credential;
  if (!isPlainObject(credential)) return {};
  const known = Object.entries(credential).filter(([name, value]) => {
    if (name !== 'id' && name !== 'name') return false;
    return value === null || value === '' || harmlessText(value) !== undefined;
  });
  return Object.fromEntries(known);
}

function copyNodeRed(file: unknown): { workflow: ImportedWorkflow; copy: unknown } {
  const names = new SecretNames([]);
  return { workflow: readNodeRedWith(file, names), copy: copyNodeRedFile(file, names) };
}
