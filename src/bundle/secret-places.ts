import { escapePointerToken } from '../graph/json-pointer';
import { hasSecretForm } from './secret-rules';

/**
 * JSON Pointers, from `value`, of texts and of names that hold what has the form of a known kind of
 * secret, such as an API key. A reference to a secret has none.
 */
export function secretPlaces(value: unknown, pointer = ''): string[] {
  const places: string[] = [];
  const pending: [value: unknown, pointer: string][] = [[value, pointer]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [part, path] = next;
    if (typeof part === 'string') {
      if (hasSecretForm(part)) places.push(path);
    } else if (typeof part === 'object' && part !== null) {
      for (const [name, member] of Object.entries(part)) {
        // the name itself is not repeated: it is the secret
        if (hasSecretForm(name)) places.push(path);
        else pending.push([member, `${path}/${escapePointerToken(name)}`]);
      }
    }
  }
  return places.sort();
}
