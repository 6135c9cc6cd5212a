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

/** Names of headers that prove who sends: nothing secret may come into what is kept of a run. */
const PROOF =
  /^(?:authorization|proxy-authorization|cookie)$|signature|(?:^|-)(?:token|secret|password|api-?key)(?:-|$)/;

/** Headers for the payload, of those of a request by their names in lower case. */
export function payloadHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  const kept: [string, string][] = [];
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !PROOF.test(name)) kept.push([name, String(value)]);
  return Object.fromEntries(kept);
}

/** Names and values as an object; a name that is there several times has a list. */
export function parametersOf(parameters: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? values[0]! : values];
    }),
  );
}
