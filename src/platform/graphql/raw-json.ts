import { randomBytes } from 'node:crypto';

/**
 * Stands in for a value of which the JSON text is at hand, such as a stored definition:
 * {@link stringifyWithRawJson} splices the text in as it is, instead of parsing it only to print it
 * again. Anything else that prints it (`JSON.stringify`, a logger) gets the parsed value.
 */
export class RawJson {
  constructor(
    /** JSON in canonical form; it is not checked. */
    readonly text: string,
  ) {}

  toJSON(): unknown {
    if (!pending) return JSON.parse(this.text) as unknown;
    pending.push(this.text);
    return PLACEHOLDER;
  }
}

/** Unknown outside of this process and never sent, so that no content can hold it but by knowing it. */
const PLACEHOLDER = randomBytes(24).toString('base64url');
const QUOTED = JSON.stringify(PLACEHOLDER);

/** Texts met by the stringification under way, in the order of their placeholders. */
let pending: string[] | undefined;

/** `JSON.stringify(value)`, with every {@link RawJson} in it replaced by its text. */
export function stringifyWithRawJson(value: unknown): string {
  const outer = pending;
  const texts: string[] = (pending = []);
  let json: string;
  try {
    json = JSON.stringify(value);
  } finally {
    pending = outer;
  }
  if (texts.length === 0) return json;
  const between = json.split(QUOTED);
  // content that holds the placeholder nevertheless: then slowly, but right
  if (between.length !== texts.length + 1) return JSON.stringify(value);
  let result = between[0]!;
  for (let index = 0; index < texts.length; index++) result += texts[index]! + between[index + 1]!;
  return result;
}
