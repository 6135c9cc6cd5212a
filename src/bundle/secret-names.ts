import { digestOf } from '../graph/digest';
import { withoutSecretForms } from './secret-rules';

const MAX_LENGTH = 100;

/** The name of a secret, and how definitions refer to it. */
export function secretReference(name: string): string {
  return `{{secrets.${name}}}`;
}

/**
 * Gives every distinct secret of one workflow a name, and equal ones the same. Names come from where
 * a secret stands, never from its value, so that a changed key is no change of the definition.
 */
export class SecretNames {
  private readonly byValue = new Map<string, string>();
  private readonly byCredential = new Map<string, string>();
  private readonly byPlace = new Map<string, string>();
  private readonly taken = new Set<string>();

  /**
   * @param credentials all credentials of the workflow as [type, name], so that two whose names
   * differ only in signs that an environment variable cannot have are told apart in every file alike.
   */
  constructor(credentials: readonly (readonly [type: string, name: string])[]) {
    const byName = new Map<string, Set<string>>();
    for (const [type, name] of credentials) {
      const plain = variableName(`${type}_${name}`);
      const sources = byName.get(plain) ?? new Set();
      byName.set(plain, sources.add(JSON.stringify([type, name])));
    }
    for (const [plain, sources] of byName) {
      for (const source of sources) {
        const name = sources.size === 1 ? plain : `${plain}_${shortHash(source)}`;
        this.byCredential.set(source, name);
        this.taken.add(name);
      }
    }
  }

  /** The name for a credential that the constructor was told of. */
  ofCredential(type: string, name: string): string {
    return this.byCredential.get(JSON.stringify([type, name])) ?? variableName(`${type}_${name}`);
  }

  /** The name for the secret of a place that has one wherever it is named, whatever its value. */
  ofPlace(place: string): string {
    const known = this.byPlace.get(place);
    if (known !== undefined) return known;
    const name = this.freeName(place);
    this.byPlace.set(place, name);
    return name;
  }

  /** The name for a secret that stood in the open, at a place called `place`. */
  ofInline(value: string, place: string): string {
    const known = this.byValue.get(value);
    if (known !== undefined) return known;
    const name = this.freeName(place);
    this.byValue.set(value, name);
    return name;
  }

  private freeName(place: string): string {
    const plain = variableName(place);
    let name = plain;
    for (let next = 2; this.taken.has(name); next++) name = `${plain}_${next}`;
    this.taken.add(name);
    return name;
  }
}

/**
 * A text as the name of an environment variable: `openAiApi My key` becomes `OPEN_AI_API_MY_KEY`.
 * Where letters are lost that no such name can have, a short hash keeps different texts different.
 * What has the form of a secret is no part of a name.
 */
export function variableName(given: string): string {
  // Names of stores and places hold no secrets, but people paste one into any field.
  const text = withoutSecretForms(given);
  const words = text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
  const isLossy = /[^\x20-\x7e]/.test(text) || words === '' || words.length > MAX_LENGTH;
  const name = isLossy ? `${words.slice(0, MAX_LENGTH)}_${shortHash(text)}` : words;
  return /^[A-Z]/.test(name) ? name : `SECRET_${name.replace(/^_/, '')}`;
}

function shortHash(text: string): string {
  return digestOf(text).slice(-8).toUpperCase();
}
