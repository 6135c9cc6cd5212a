import { type Actor } from '../platform/actor';
import { withoutSecretForms } from './secret-rules';
import { cutText } from './usable-text';

const MAX_VERSION_NAME = 200;
const MAX_DESCRIPTION = 10_000;
const MAX_AUTHOR = 200;

/** Who made something elsewhere, by a name that nobody here vouches for; undefined without a name. */
export function importedActor(author: string | null | undefined): Actor | undefined {
  const name = cutText(clean(author).trim(), MAX_AUTHOR);
  return name === '' ? undefined : { kind: 'IMPORTED', id: `imported:${name}`, name };
}

/** The first line of a message as the name of a version, the message as its description where there is more. */
export function nameOfVersion(message: string | null | undefined): {
  name?: string;
  description?: string;
} {
  const text = clean(message).trim();
  if (text === '') return {};
  const line = text.split(/\r\n|\n|\r/, 1)[0]!.trim();
  const name =
    line.length <= MAX_VERSION_NAME ? line : `${cutText(line, MAX_VERSION_NAME - 1).trimEnd()}…`;
  return { name, ...(name !== text && { description: cutText(text, MAX_DESCRIPTION) }) };
}

/** A description as a workflow can have it. */
export function descriptionOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : cutText(withoutZero(text), MAX_DESCRIPTION);
}

/** A text without U+0000, which no database text can hold. */
export function withoutZero(text: string): string {
  return text.replaceAll('\u0000', '') || 'Unnamed workflow';
}

function clean(text: string | null | undefined): string {
  return withoutSecretForms((text ?? '').replaceAll('\u0000', ''));
}
