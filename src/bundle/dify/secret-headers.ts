import type { ImportPlace, SecretFreeValues } from '../secret-free-values';
import { isSecretName } from '../secret-rules';

/**
 * The headers or parameters of an HTTP request as Dify writes them, `name:value` in each line, without
 * the values of those whose name says that they are secret. Anything but a text is as it was.
 */
export function withoutSecretHeaders(
  value: unknown,
  place: ImportPlace,
  values: SecretFreeValues,
): unknown {
  if (typeof value !== 'string') return value;
  return value
    .split('\n')
    .map((line) => {
      const match = /^(\s*([\w.-]+)\s*:\s*)(.*)$/.exec(line);
      const [before = '', name = '', text = ''] = match?.slice(1) ?? [];
      // what an address calls a key is one
      const meant = name.toLowerCase() === 'key' ? 'api_key' : name;
      return isSecretName(meant) ? before + values.text(text, place, meant) : line;
    })
    .join('\n');
}
