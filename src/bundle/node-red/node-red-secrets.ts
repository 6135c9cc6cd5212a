import { isPlainObject } from '../../graph/canonical-json';
import type { JsonObject, JsonValue } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import type { FileNode } from '../graph-file/file-nodes';
import { membersOf } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import type { ImportPlace } from '../secret-free-values';

/** `credentials` of an export: every value that is not empty becomes a reference. */
export function readCredentials(node: FileNode, { values, report }: ImportContext): JsonObject {
  const { members, pointer, type, id } = node;
  const credentials = members['credentials'];
  if (!isPlainObject(credentials)) {
    const message = 'are not an object; nothing of them was kept';
    report.add('CREDENTIAL_ODD', `${pointer}/credentials`, message, { node });
  }
  const references: JsonObject = {};
  const given = membersOf(credentials);
  for (const key of Object.keys(given).sort()) {
    const at = { pointer: `${pointer}/credentials/${escapePointerToken(key)}`, node };
    references[values.text(key, at)] =
      typeof given[key] === 'boolean'
        ? given[key]
        : values.secret(given[key], 'literal', `${type} ${id} ${key}`, at);
  }
  return references;
}

/** `env` of a tab, subflow, instance or group: a value of the type `cred` is a secret. */
export function readEnvironment(node: FileNode, { values }: ImportContext): JsonValue {
  const { members, pointer } = node;
  const list = members['env'];
  const at = { pointer: `${pointer}/env`, node };
  if (!Array.isArray(list)) return values.copy(list, at);
  return (list as unknown[]).map((item, index) => {
    const place = { pointer: `${at.pointer}/${index}`, node };
    if (!isPlainObject(item) || item['type'] !== 'cred') return values.copy(item, place);
    const name = typeof item['name'] === 'string' ? item['name'] : 'env';
    const inner = { pointer: `${place.pointer}/value`, node };
    const { value, ...others } = item;
    const rest = membersOf(values.copy(others, place)) as JsonObject;
    return {
      ...rest,
      value: values.secret(value ?? '', 'literal', `${node.type} ${node.id} ${name}`, inner),
    };
  });
}

/**
 * `credentials` beside the flows, by id of the node, or encrypted whole under `$`: every value becomes a
 * reference, whatever it is.
 */
export function readStore(value: unknown, place: ImportPlace, context: ImportContext): JsonValue {
  if (Array.isArray(value) || isPlainObject(value)) {
    const entries = Object.entries(value).map(([name, item]): [string, JsonValue] => {
      const pointer = `${place.pointer}/${escapePointerToken(name)}`;
      return [context.values.text(name, place), readStore(item, { pointer }, context)];
    });
    return Array.isArray(value) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
  }
  return context.values.secret(value, 'literal', place.pointer.replaceAll('/', ' '), place);
}
