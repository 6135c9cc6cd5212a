/** What came with the request of a webhook, as `trigger.payload` says it in expressions. */
export interface WebhookPayload {
  method: string;
  /** By names in lower case, without those that prove who sends. */
  headers: Record<string, string>;
  /** A list where a name is there several times. */
  query: Record<string, string | string[]>;
  /** What the body says; null where there is none. */
  body: unknown;
}

/** Names that prove who sends: nothing secret may come into what is kept of a run. */
const PROOF =
  /auth(?!or(?:$|[s_-]))|token|secret|passw|api[-_]?key|access[-_]?key|signature|cookie|jwt|assertion|credential/i;

/** Headers for the payload, of those of a request by their names in lower case. */
export function payloadHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !PROOF.test(name)) kept.push([name, String(value)]);
  return Object.fromEntries(kept);
}

/** The query for the payload, without what proves who sends. */
export function payloadQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const all = Object.entries(parametersOf(parameters));
  return Object.fromEntries(all.filter(([name]) => !PROOF.test(name)));
}

/** Names and values as an object; a name that is there several times has a list. Takes linear time. */
export function parametersOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const values = new Map<string, string[]>();
  for (const [name, value] of parameters) {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  }
  return Object.fromEntries(
    [...values].map(([name, list]) => [name, list.length === 1 ? list[0]! : list]),
  );
}
