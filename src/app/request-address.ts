import { type IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';

/**
 * What a request asks for. Anybody may send anything as an address, and not all of it is one.
 * @throws GraphQLError with status 400.
 */
export function addressOf(request: IncomingMessage): URL {
  try {
    return new URL(request.url ?? '/', 'http://localhost');
  } catch {
    throw new GraphQLError('The address of this request is none.', {
      extensions: { code: 'BAD_REQUEST', http: { status: 400 } },
    });
  }
}
