import type { Definition, JsonValue } from './definition';

const WHOLE_REFERENCE = /^\{\{\s*secrets\.[A-Za-z_][A-Za-z0-9_]*\s*\}\}$/;
const REFERENCE_IN_TEXT = /\bsecrets\.([A-Za-z_][A-Za-z0-9_]*)/g;

/** Whether a value is exactly one `{{secrets.NAME}}`, white space inside the braces aside. */
export function isSecretReference(value: unknown): boolean {
  return typeof value === 'string' && WHOLE_REFERENCE.test(value);
}

/** The names of all secrets that the configs of a definition refer to, sorted. */
export function secretNames(definition: Definition): string[] {
  const names = new Set<string>();
  const pending: JsonValue[] = definition.nodes.map((node) => node.config);
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value === 'string') {
      for (const template of value.matchAll(/\{\{.*?\}\}/gs)) {
        for (const match of template[0].matchAll(REFERENCE_IN_TEXT)) names.add(match[1] as string);
      }
    } else if (typeof value === 'object' && value !== null) {
      pending.push(...Object.values(value));
    }
  }
  return [...names].sort();
}
