import type { JsonValue } from './definition';

// `vars.name` or `vars.`any name``, not as a member of something else. JSONata is not parsed: this
// also finds what stands in quoted texts, which is why what follows from it is only a warning.
const USE = /(?<![\w.`])vars\.(?:([A-Za-z_]\w*)|`([^`]+)`)/g;

/** The names of the variables that the texts of a value read as `vars.NAME`, each once, as they come. */
export function variableUses(value: JsonValue): string[] {
  const names = new Set<string>();
  collect(value, names);
  return [...names];
}

function collect(value: JsonValue, names: Set<string>): void {
  if (typeof value === 'string') {
    // Most texts use none, and looking for a plain text is cheaper than the pattern.
    if (!value.includes('vars.')) return;
    for (const match of value.matchAll(USE)) names.add((match[1] ?? match[2]) as string);
  } else if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) collect(member, names);
  }
}
