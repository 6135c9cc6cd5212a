import { hasSecretForm } from './secret-rules';

/** A text that can be an id or type as it stands: not empty, not too long, not a secret. */
export function usableText(value: unknown, maxLength: number): string | undefined {
  const isUsable =
    typeof value === 'string' && value !== '' && value.length <= maxLength && !hasSecretForm(value);
  return isUsable ? value : undefined;
}

/** The start of a text, without half of a surrogate pair at its end. */
export function cutText(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, '');
}
