import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, JsonObject, JsonValue, RetryPolicy } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import type { N8nNode } from './n8n-nodes';
import type { ImportReportList } from '../import-report';
import type { SecretFreeValues } from '../secret-free-values';
import { type SecretNames, secretReference } from '../secret-names';
import { hasSecretForm } from '../secret-rules';

/** What each member of an n8n node becomes. A member that is not here is kept in `config` and reported. */
type Fate = 'identity' | 'content' | 'layout' | 'display' | 'noise' | 'mapped';

const FATES: Readonly<Record<string, Fate>> = {
  id: 'identity',
  name: 'identity',
  type: 'identity',
  position: 'layout',
  parameters: 'content',
  typeVersion: 'content',
  notes: 'content',
  onError: 'content',
  continueOnFail: 'content',
  alwaysOutputData: 'content',
  executeOnce: 'content',
  disabled: 'mapped',
  retryOnFail: 'mapped',
  maxTries: 'mapped',
  waitBetweenTries: 'mapped',
  credentials: 'mapped',
  notesInFlow: 'display',
  notesAlignment: 'display',
  notesTextSize: 'display',
  notesBackgroundColor: 'display',
  color: 'display',
  webhookId: 'noise',
};

// What n8n does where the file says nothing (`maxTries || 3`, `waitBetweenTries || 1000`), and the
// bounds that it enforces: a value beyond them means another than it says, so it is not mapped.
const DEFAULT_TRIES = 3;
const MAX_TRIES = 5;
const DEFAULT_WAIT_MS = 1000;
const MAX_WAIT_MS = 5000;

/** What reading a node needs beside the node. */
export interface N8nReading {
  values: SecretFreeValues;
  names: SecretNames;
  report: ImportReportList;
}

/** A node of n8n as a node of a definition. Everything that decides behaviour is kept. */
export function readNode(node: N8nNode, reading: N8nReading): DefinitionNode {
  const config: JsonObject = {};
  const retry = readRetry(node, reading);
  const isDisabled = node.members['disabled'];
  for (const name of Object.keys(node.members).sort()) {
    const fate = Object.hasOwn(FATES, name) ? FATES[name] : undefined;
    const pointer = `${node.pointer}/${escapePointerToken(name)}`;
    const isMappedRetry = retry !== undefined && isRetryMember(name);
    if (fate === 'identity' || fate === 'layout' || isMappedRetry) continue;
    if (name === 'disabled' && typeof isDisabled === 'boolean') continue;
    if (name === 'credentials') {
      const credentials = readCredentials(node, reading);
      if (credentials !== undefined) config['credentials'] = credentials;
      continue;
    }
    const value = reading.values.copy(node.members[name], { pointer, node }, name);
    if (fate === 'display' || fate === 'noise') leaveOut(fate, name, node, pointer, value, reading);
    else config[name] = value;
    remark(name, fate, node, pointer, reading);
  }
  return {
    id: node.id,
    type: node.type,
    name: node.name,
    config,
    ...(isDisabled === true && { disabled: true }),
    ...(retry && { retry }),
  };
}

/** The credentials of a file as [type, name], for `SecretNames`. */
export function credentialsOf(list: readonly unknown[]): [type: string, name: string][] {
  return list.flatMap((node) => {
    const credentials = isPlainObject(node) ? node['credentials'] : undefined;
    if (!isPlainObject(credentials)) return [];
    return Object.entries(credentials).map(([type, value]): [string, string] => [
      type,
      nameOfCredential(value).name,
    ]);
  });
}

function leaveOut(
  fate: 'display' | 'noise',
  name: string,
  node: N8nNode,
  pointer: string,
  value: JsonValue,
  { report }: N8nReading,
): void {
  if (fate === 'display') {
    report.add('DISPLAY_ONLY', pointer, `${name} is only for the eye; left out`, { node, value });
  } else {
    const message = `${name} is given by an installation and changes with it; left out`;
    report.add('NOISE', pointer, message, { node, value });
  }
}

function remark(
  name: string,
  fate: Fate | undefined,
  node: N8nNode,
  pointer: string,
  { report }: N8nReading,
): void {
  if (fate === undefined) {
    const message = `${name} is not a member that n8n documents; kept in the config`;
    report.add('NODE_MEMBER_UNKNOWN', pointer, message, { node });
  }
  const isOdd =
    (name === 'parameters' && !isPlainObject(node.members[name])) || name === 'disabled';
  if (isOdd) {
    const message = `${name} has a value of another type than n8n's; kept in the config`;
    report.add('NODE_MEMBER_ODD', pointer, message, { node });
  }
}

function isRetryMember(name: string): boolean {
  return name === 'retryOnFail' || name === 'maxTries' || name === 'waitBetweenTries';
}

/**
 * The retry policy, if it is switched on and ours means the same: n8n's `maxTries` counts the first
 * try, as `attempts` does, and it waits the same time before each further one.
 */
function readRetry({ members, pointer, ...node }: N8nNode, reading: N8nReading) {
  if (members['retryOnFail'] !== true) return undefined;
  const tries = members['maxTries'] ?? DEFAULT_TRIES;
  const wait = members['waitBetweenTries'] ?? DEFAULT_WAIT_MS;
  if (isIntegerWithin(tries, 2, MAX_TRIES) && isIntegerWithin(wait, 1, MAX_WAIT_MS)) {
    return { attempts: tries, backoffMs: wait } satisfies RetryPolicy;
  }
  const message =
    `retries with maxTries ${describe(tries)} and waitBetweenTries ${describe(wait)}, ` +
    `which n8n does not take as they stand (2 to ${MAX_TRIES}, 1 to ${MAX_WAIT_MS}); kept in the config`;
  reading.report.add('RETRY_UNMAPPED', pointer, message, { node });
  return undefined;
}

function readCredentials(node: N8nNode, { names, report }: N8nReading): JsonObject | undefined {
  const credentials = node.members['credentials'];
  const pointer = `${node.pointer}/credentials`;
  if (!isPlainObject(credentials)) {
    report.add('CREDENTIAL_ODD', pointer, 'are not an object; nothing of them was kept', { node });
    return undefined;
  }
  const references: JsonObject = {};
  for (const type of Object.keys(credentials).sort()) {
    const place = `${pointer}/${escapePointerToken(type)}`;
    const { name, id, isKnownShape } = nameOfCredential(credentials[type]);
    const reference = secretReference(names.ofCredential(type, name));
    references[type] = reference;
    const value = { ...(id !== undefined && { id }), ...(name !== '' && { name }) };
    const message = `the ${type} credential ${name} became ${reference}`.replace('  ', ' ');
    report.add('CREDENTIAL_BOUND', place, message, { node, value });
    if (!isKnownShape) {
      const odd = 'has neither name nor id, or more than them; nothing else of it was kept';
      report.add('CREDENTIAL_ODD', place, odd, { node });
    }
  }
  return references;
}

/** The four shapes: `{id, name}`, `{name}`, `{id}`, and of old the name alone. Never what is inside. */
function nameOfCredential(value: unknown): { name: string; id?: string; isKnownShape: boolean } {
  if (typeof value === 'string') {
    return hasSecretForm(value)
      ? { name: '', isKnownShape: false }
      : { name: value, isKnownShape: true };
  }
  if (!isPlainObject(value)) return { name: '', isKnownShape: false };
  const [name, id] = [harmlessText(value['name']), harmlessText(value['id'])];
  const isKnownShape =
    (name !== undefined || id !== undefined) &&
    Object.keys(value).every((member) => member === 'id' || member === 'name');
  // The id is the installation's: it only stands in where there is no name.
  return { name: name ?? id ?? '', ...(id !== undefined && { id }), isKnownShape };
}

/** A name or id of a credential as a text; `undefined` for what may be a secret itself. */
export function harmlessText(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text !== '' && !hasSecretForm(text) ? text : undefined;
}

function isIntegerWithin(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function describe(value: unknown): string {
  return typeof value === 'number' ? String(value) : `of type ${typeof value}`;
}
