import { isPlainObject } from '../../graph/canonical-json';
import { type FileNode } from '../graph-file/file-nodes';
import { membersOf } from '../graph-file/finish-import';
import type { ValueRules } from '../secret-free-values';
import { hasSecretForm } from '../secret-rules';

/** What Flowise writes in place of a password that it does not show. */
const BLANK = /^_FLOWISE_BLANK_/;
/** The member of `inputs` that agent flows keep the id of a credential in. */
const CREDENTIAL_INPUT = 'FLOWISE_CREDENTIAL_ID';

/** Names of the inputs of a node that are passwords, those of the rows of a list among them. */
function passwordsOf(data: Record<string, unknown>): Set<string> {
  const names = new Set<string>();
  const pending: unknown[] = [data['inputParams']];
  while (pending.length > 0) {
    const next = pending.pop();
    if (!Array.isArray(next)) continue;
    for (const param of next as unknown[]) {
      if (!isPlainObject(param)) continue;
      if (param['type'] === 'password' && typeof param['name'] === 'string') {
        names.add(param['name']);
      }
      pending.push(param['array'], param['tabs']);
    }
  }
  return names;
}

/**
 * The inputs of nodes that are secret: those that the component declares to be passwords, and ids of
 * credentials.
 */
export function flowiseSecrets(nodes: () => readonly FileNode[]): ValueRules {
  const passwords = new Map<string, Set<string>>();
  return {
    secret: (owner, name, { pointer, node }) => {
      const id = node?.id ?? '';
      if (node === undefined || !pointer.includes('/data/inputs/')) return undefined;
      const value = owner[name];
      if (name === CREDENTIAL_INPUT) {
        return { kind: 'reference', name: credentialName('credential', value) };
      }
      let own = passwords.get(id);
      if (own === undefined) {
        const found = nodes().find((candidate) => candidate.id === id && !candidate.isNote);
        own = passwordsOf(membersOf(found?.members['data']));
        passwords.set(id, own);
      }
      if (!own.has(name)) return undefined;
      // Blanked passwords all look alike and still are different secrets.
      const isBlank = typeof value === 'string' && BLANK.test(value);
      return isBlank
        ? { kind: 'named', name: `${id} ${name}` }
        : { kind: 'literal', name: `${id} ${name}` };
    },
  };
}

/** A name for the credential of an id: what it is for, and enough of the id to tell it from others. */
export function credentialName(kind: string, id: unknown): string {
  const text = typeof id === 'string' ? id : JSON.stringify(id ?? null);
  if (hasSecretForm(text)) return kind;
  return `${kind} ${/^[0-9a-f]{8}-/i.test(text) ? text.slice(0, 8) : text}`;
}

/** What a node's credential is for, by the parameter that asks for it: `openAIApi`. */
export function credentialKind(data: Record<string, unknown>): string {
  const params = Array.isArray(data['inputParams']) ? (data['inputParams'] as unknown[]) : [];
  for (const param of params) {
    if (!isPlainObject(param) || param['type'] !== 'credential') continue;
    const names: unknown = param['credentialNames'];
    const [first]: unknown[] = Array.isArray(names) ? (names as unknown[]) : [];
    if (typeof first === 'string' && first !== '') return first;
  }
  return 'credential';
}
