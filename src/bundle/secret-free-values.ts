import type { JsonObject, JsonValue } from '../graph/definition';
import { canonicalJson } from '../graph/canonical-json';
import { escapePointerToken } from '../graph/json-pointer';
import { isSecretReference } from '../graph/secret-reference';
import type { ImportedNodeName, ImportReportList } from './import-report';
import { type SecretNames, secretReference } from './secret-names';
import {
  isFound,
  isHarmlessName,
  isNameOfSecretNumber,
  isPlaceholder,
  isSecretName,
  SECRET_RULES,
  type SecretRule,
} from './secret-rules';

/** Where a value stands. */
export interface ImportPlace {
  /** JSON Pointer into the file. */
  pointer: string;
  /** The node that it belongs to, if it belongs to one. */
  node?: ImportedNodeName | undefined;
}

/**
 * How a secret that is known by its place gets its name: `literal` ones by their place, numbered where
 * several with one name differ; `named` ones and references to the secret store of the other system by
 * the name alone, so that the same name is the same secret.
 */
export type SecretKind = 'literal' | 'named' | 'reference';

/** What a system writes that a copy must treat in its own way. */
export interface ValueRules {
  /** Keeps members in the order of the file, and noise with them: for a copy of the file itself. */
  asWritten?: boolean;
  /** Why a member of an object says nothing, in words for a report; then it is left out. */
  noise?: (owner: Record<string, unknown>, name: string) => string | undefined;
  /** What kind of secret a member of an object is by what stands beside it, and its name. */
  secret?: (
    owner: Record<string, unknown>,
    name: string,
    place: ImportPlace,
  ) => { kind: SecretKind; name: string } | undefined;
}

/**
 * Copies values of a file that `checkImportedJson` has passed: free of secrets, and of what its system
 * only caches for display. Members are visited in the order of their names, so that neither the copy
 * nor the names of secrets depend on how the file was written.
 */
export class SecretFreeValues {
  constructor(
    private readonly report: ImportReportList,
    private readonly names: SecretNames,
    private readonly rules: ValueRules = {},
  ) {}

  /** @param member the name that the value stands under, which may say that it is a secret. */
  copy(value: unknown, place: ImportPlace, member = ''): JsonValue {
    if (typeof value === 'string') return this.text(value, place, member);
    if (typeof value === 'number' && isNameOfSecretNumber(member)) {
      return this.withoutWhole(String(value), place, member) ?? value;
    }
    if (Array.isArray(value)) {
      return (value as unknown[]).map((item, index) => this.copy(item, at(place, index), member));
    }
    if (typeof value === 'object' && value !== null) {
      return this.copyObject(value as Record<string, unknown>, place, member);
    }
    return value as JsonValue;
  }

  /** A text without what looks like a secret in it. */
  text(text: string, place: ImportPlace, member = ''): string {
    const whole = isSecretName(member) ? this.withoutWhole(text, place, member) : undefined;
    if (whole !== undefined) return whole;
    let result = text;
    for (const rule of SECRET_RULES) {
      result = result.replace(rule.pattern, (match: string, before: string, secret: string) => {
        const assigned = nameIn(before);
        if (!isFound(rule, secret) || isHarmlessName(assigned)) return match;
        const own = isSecretName(member) ? member : rule.name;
        const name = isSecretName(assigned) ? assigned : own;
        return before + this.replaced(secret, name, rule.kind, place);
      });
    }
    return result;
  }

  /** As `copy`; names of members are freed of secrets as well. */
  copyObject(value: Record<string, unknown>, place: ImportPlace, owner = ''): JsonObject {
    const copy: JsonObject = {};
    const names = Object.keys(value);
    for (const name of this.rules.asWritten === true ? names : names.sort()) {
      const inner = at(place, name);
      const member = meantBy(value, name, owner);
      const secret = this.rules.secret?.(value, name, inner);
      const result = secret
        ? this.secret(value[name], secret.kind, secret.name, inner)
        : this.copy(value[name], inner, member);
      const noise = this.rules.asWritten === true ? undefined : this.rules.noise?.(value, name);
      if (noise !== undefined) {
        const message = `${name} ${noise}; left out`;
        this.report.add('NOISE', inner.pointer, message, { node: place.node, value: result });
      } else copy[this.text(name, place)] = result;
    }
    return copy;
  }

  /**
   * A reference in place of a value that is a secret whatever it looks like. What is empty says that
   * there is none and stays, but for a `named` one, which an export may have blanked; so does what is
   * a reference already.
   */
  secret(value: unknown, kind: SecretKind, name: string, place: ImportPlace): JsonValue {
    const isEmpty = value === null || value === '' || value === undefined;
    if (isEmpty && kind !== 'named') return value ?? null;
    if (typeof value === 'boolean' || isSecretReference(value)) return value as JsonValue;
    const reference = secretReference(
      kind === 'literal'
        ? this.names.ofInline(canonicalJson([name, value]), name)
        : this.names.ofPlace(name),
    );
    const [code, message] =
      kind === 'reference'
        ? (['CREDENTIAL_BOUND', `refers to a secret elsewhere and became ${reference}`] as const)
        : (['SECRET_REMOVED', `is a secret; it became ${reference}`] as const);
    this.report.add(code, place.pointer, message, { node: place.node });
    return reference;
  }

  /** A text that is a secret from end to end, the scheme of an Authorization header aside; if it is one. */
  private withoutWhole(text: string, place: ImportPlace, member: string): string | undefined {
    const scheme = /^=?(?:(?:Bearer|Basic|Token|ApiKey)\s+)?/i.exec(text)?.[0] ?? '';
    const secret = text.slice(scheme.length);
    if (isPlaceholder(text) || isPlaceholder(secret)) return undefined;
    return scheme + this.replaced(secret, member, 'by the name of its place', place);
  }

  private replaced(
    secret: string,
    name: string,
    kind: SecretRule['kind'],
    place: ImportPlace,
  ): string {
    const reference = secretReference(this.names.ofInline(secret, name));
    const message = `holds a secret, by its looks (${kind}); it became ${reference}`;
    this.report.add('SECRET_REMOVED', place.pointer, message, { node: place.node });
    return reference;
  }
}

function at(place: ImportPlace, token: string | number): ImportPlace {
  return { pointer: `${place.pointer}/${escapePointerToken(token)}`, node: place.node };
}

/** Members that hold a value, by those beside them that hold its name. */
const NAMED_VALUES: Readonly<Record<string, readonly string[]>> = {
  value: ['name', 'key'],
  stringValue: ['name', 'key'],
  // Node-RED: headers of a request, rules of a change, properties of an injected message
  valueValue: ['keyValue'],
  to: ['p'],
  v: ['p'],
};

/**
 * What a member is called by its author. Headers, query parameters and assignments are written as
 * `{name, value}`, and a value with its type as `{api_key: {type, value}}`.
 */
function meantBy(members: Record<string, unknown>, name: string, owner: string): string {
  if (!Object.hasOwn(NAMED_VALUES, name)) return name;
  for (const beside of NAMED_VALUES[name] ?? []) {
    const meant = members[beside];
    if (typeof meant === 'string') return meant;
  }
  return name === 'value' && owner !== '' ? owner : name;
}

/** The name that a secret is assigned to in a text: `api_key` of `const api_key = '`. */
function nameIn(before: string): string {
  return /([\w-]+)\\?["']?\s*[:=]\s*\\?["'`]?$/.exec(before)?.[1] ?? '';
}
