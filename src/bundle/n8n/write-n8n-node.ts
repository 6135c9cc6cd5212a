import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, Position } from '../../graph/definition';
import { variableName } from '../secret-names';
import { fileLoss, type FileLoss } from '../source-file/file-content';
import { isSame, rewriteValue, setMember } from '../source-file/rewrite-value';

// Members that are written from elsewhere: one of that name in a config has no place in the file.
const OWN_MEMBERS = new Set([
  'id',
  'name',
  'type',
  'position',
  'disabled',
  'credentials',
  'webhookId',
]);
/** What stands first in the entry of a new node, as n8n writes it. */
const NEW_NODE = { parameters: {} };
/** A name of a package and a node of it. */
const N8N_TYPE = /^[@\w-]+(?:\/[\w-]+)?\.\w+/;
const REFERENCE = /^\{\{\s*secrets\.(\w+)\s*\}\}$/;

/** What writing a node needs beside the node. */
export interface N8nWriting {
  /** What the node is called in the file. */
  name: string;
  places: { read: Position | undefined; now: Position | undefined };
  /** Credentials of the file by type and reference. */
  known: ReadonlyMap<string, unknown>;
  losses: FileLoss[];
}

/**
 * The entry of a node.
 *
 * @param inFile its entry in the file; empty for a new node, of which nothing was read.
 */
export function writeN8nNode(
  inFile: Record<string, unknown>,
  read: DefinitionNode | undefined,
  now: DefinitionNode,
  { name, places, known, losses }: N8nWriting,
): Record<string, unknown> {
  const entry: Record<string, unknown> = read === undefined ? { ...NEW_NODE } : { ...inFile };
  writeConfig(entry, read, now);
  if (read?.type !== now.type) {
    entry['type'] = now.type;
    if (!N8N_TYPE.test(now.type)) {
      const message = `has the type ${now.type}, which n8n does not know`;
      losses.push(fileLoss('NODE_TYPE_FOREIGN', message, now));
    }
  }
  if (read === undefined) entry['typeVersion'] ??= 1;
  if (!isSame(places.read, places.now) && places.now !== undefined) {
    const { x, y } = places.now;
    entry['position'] = isPlainObject(entry['position']) ? { ...entry['position'], x, y } : [x, y];
  }
  const nameInFile = typeof entry['name'] === 'string' ? entry['name'] : '';
  if (name !== nameInFile) entry['name'] = name;
  if ((read?.disabled ?? false) !== (now.disabled ?? false)) {
    setMember(entry, 'disabled', now.disabled === true ? true : undefined);
  }
  writeRetry(entry, read, now);
  writeCredentials(entry, read, now, known, losses);
  if (read === undefined) entry['id'] = now.id;
  return entry;
}

function writeConfig(
  entry: Record<string, unknown>,
  read: DefinitionNode | undefined,
  now: DefinitionNode,
): void {
  const before = read?.config ?? {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(now.config)])) {
    const [was, is] = [before[name], now.config[name]];
    if (OWN_MEMBERS.has(name) || isSame(was, is)) continue;
    setMember(entry, name, is === undefined ? undefined : rewriteValue(entry[name], was, is));
  }
}

function writeRetry(
  entry: Record<string, unknown>,
  read: DefinitionNode | undefined,
  now: DefinitionNode,
): void {
  if (isSame(read?.retry, now.retry)) return;
  setMember(entry, 'retryOnFail', now.retry && true);
  setMember(entry, 'maxTries', now.retry?.attempts);
  setMember(entry, 'waitBetweenTries', now.retry?.backoffMs);
}

function writeCredentials(
  entry: Record<string, unknown>,
  read: DefinitionNode | undefined,
  now: DefinitionNode,
  known: ReadonlyMap<string, unknown>,
  losses: FileLoss[],
): void {
  const [was, is] = [read?.config['credentials'], now.config['credentials']];
  if (isSame(was, is)) return;
  if (!isPlainObject(is)) return setMember(entry, 'credentials', undefined);
  const credentials: Record<string, unknown> = {};
  const present = isPlainObject(entry['credentials']) ? entry['credentials'] : {};
  for (const [type, reference] of Object.entries(is)) {
    const isOld = isPlainObject(was) && was[type] === reference && Object.hasOwn(present, type);
    const found = isOld ? present[type] : known.get(JSON.stringify([type, reference]));
    if (found !== undefined) credentials[type] = found;
    else {
      const name = typeof reference === 'string' ? REFERENCE.exec(reference)?.[1] : undefined;
      if (name === undefined) continue;
      credentials[type] = { name: nameOfCredential(type, name) };
      const message = `uses the credential ${name} of type ${type}, which must be chosen in n8n`;
      losses.push(fileLoss('CREDENTIAL_UNKNOWN', message, now));
    }
  }
  entry['credentials'] = credentials;
}

/** A name by which reading the file gives the same reference: its type stands in front of it there. */
function nameOfCredential(type: string, reference: string): string {
  const prefix = `${variableName(type)}_`;
  return reference.startsWith(prefix) ? reference.slice(prefix.length) : reference;
}
