import type { JsonObject, JsonValue } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import type { N8nNodeReference, N8nReportList } from './n8n-report';
import { type SecretNames, secretReference } from './secret-names';
import { isPlaceholder, isSecretName, SECRET_RULES, type SecretRule } from './secret-rules';

/** Where a value stands. */
export interface N8nPlace {
  /** JSON Pointer into the file. */
  pointer: string;
  /** The node that it belongs to, if it belongs to one. */
  node?: N8nNodeReference | undefined;
}

/**
 * Copies values of a file that `checkN8nJson` has passed: free of secrets, and of what n8n only caches
 * for display. Members are visited in the order of their names, so that neither the copy nor the
 * names of secrets depend on how the file was written.
 */
export class N8nValues {
  constructor(
    private readonly report: N8nReportList,
    private readonly names: SecretNames,
  ) {}

  /** @param member the name that the value stands under, which may say that it is a secret. */
  copy(value: unknown, place: N8nPlace, member = ''): JsonValue {
    if (typeof value === 'string') return this.text(value, place, member);
    if (typeof value === 'number' && isSecretName(member)) {
      return this.withoutWhole(String(value), place, member);
    }
    if (Array.isArray(value)) {
      return (value as unknown[]).map((item, index) => this.copy(item, at(place, index), member));
    }
    if (typeof value === 'object' && value !== null) {
      return this.copyObject(value as Record<string, unknown>, place);
    }
    return value as JsonValue;
  }

  /** A text without what looks like a secret in it. */
  text(text: string, place: N8nPlace, member = ''): string {
    if (isSecretName(member) && !isPlaceholder(text)) return this.withoutWhole(text, place, member);
    let result = text;
    for (const rule of SECRET_RULES) {
      result = result.replace(rule.pattern, (match: string, before: string, secret: string) => {
        if (rule.isByContext && isPlaceholder(secret)) return match;
        const name = nameIn(before) ?? (isSecretName(member) ? member : rule.name);
        return before + this.replaced(secret, name, rule.kind, place);
      });
    }
    return result;
  }

  /** As `copy`; names of members are freed of secrets as well. */
  copyObject(value: Record<string, unknown>, place: N8nPlace): JsonObject {
    const isLocator = Object.hasOwn(value, '__rl');
    const copy: JsonObject = {};
    for (const name of Object.keys(value).sort()) {
      const inner = at(place, name);
      const member = name === 'value' || name === 'stringValue' ? nameBeside(value, name) : name;
      const result = this.copy(value[name], inner, member);
      if (isLocator && name.startsWith('cachedResult')) {
        const message = `${name} only shows what the chosen value is called; left out`;
        this.report.add('NOISE', inner.pointer, message, { node: place.node, value: result });
      } else copy[this.text(name, place)] = result;
    }
    return copy;
  }

  /** A text that is a secret from end to end, the scheme of an Authorization header aside. */
  private withoutWhole(text: string, place: N8nPlace, member: string): string {
    const scheme = /^=?(?:(?:Bearer|Basic|Token|ApiKey)\s+)?/i.exec(text)?.[0] ?? '';
    const secret = text.slice(scheme.length);
    if (isPlaceholder(secret)) return text;
    return scheme + this.replaced(secret, member, 'by the name of its place', place);
  }

  private replaced(
    secret: string,
    name: string,
    kind: SecretRule['kind'],
    place: N8nPlace,
  ): string {
    const reference = secretReference(this.names.ofInline(secret, name));
    const message = `holds a secret, by its looks (${kind}); it became ${reference}`;
    this.report.add('SECRET_REMOVED', place.pointer, message, { node: place.node });
    return reference;
  }
}

function at(place: N8nPlace, token: string | number): N8nPlace {
  return { pointer: `${place.pointer}/${escapePointerToken(token)}`, node: place.node };
}

/** n8n writes headers, query parameters and assignments as `{name, value}`. */
function nameBeside(value: Record<string, unknown>, otherwise: string): string {
  const name = value['name'] ?? value['key'];
  return typeof name === 'string' ? name : otherwise;
}

/** The name that a secret is assigned to in a text: `api_key` of `const api_key = '`. */
function nameIn(before: string): string | undefined {
  const name = /([\w-]+)\\?["']?\s*[:=]\s*\\?["'`]?$/.exec(before)?.[1];
  return name !== undefined && isSecretName(name) ? name : undefined;
}
