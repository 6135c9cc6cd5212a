import { type ServerResponse } from 'node:http';
import { type GraphQLFormattedError } from 'graphql';

/** Ends a response with `body`. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer = '',
): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Ends a response with errors in the form of GraphQL's, whatever the address. */
export function sendErrors(
  response: ServerResponse,
  status: number,
  errors: readonly GraphQLFormattedError[],
  headers: Record<string, string> = {},
): void {
  send(
    response,
    status,
    { ...headers, 'content-type': 'application/json; charset=utf-8' },
    JSON.stringify({ errors }),
  );
}
