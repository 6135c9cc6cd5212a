import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { type Authenticator, type Credentials } from '../access/authenticate';
import { type Caller } from '../access/caller';
import { invalidInput } from '../platform/refusal';
import { type RateLimit } from './rate-limit';

/** Finds the caller of a request, over HTTP or of a socket, and counts the request. */
export class RequestCallers {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly rateLimit: RateLimit,
  ) {}

  /** @throws what {@link Authenticator.authenticate} throws, and RateLimited. */
  async ofRequest(request: IncomingMessage): Promise<Caller | undefined> {
    const caller = await this.authenticator.authenticate(credentialsOf(request.headers));
    if (caller) await this.rateLimit.take(caller);
    return caller;
  }

  /** The caller by the payload of `connection_init`; its operations are counted one by one. */
  ofConnection(
    payload: Readonly<Record<string, unknown>> | undefined,
  ): Promise<Caller | undefined> {
    const text = (name: string): string | undefined => {
      const value = payload?.[name];
      if (value === undefined || value === null) return undefined;
      if (typeof value !== 'string') throw invalidInput(`${name} must be text.`, [name]);
      return value;
    };
    return this.authenticator.authenticate({
      authorization: text('authorization') ?? text('Authorization'),
      actorId: text('actorId'),
      actorName: text('actorName'),
    });
  }

  /** Counts one operation of a socket. @throws RateLimited. */
  count(caller: Caller): Promise<void> {
    return this.rateLimit.take(caller);
  }
}

function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  return {
    authorization: headers.authorization,
    actorId: decoded(headers['x-actor-id'], 'X-Actor-Id'),
    actorName: decoded(headers['x-actor-name'], 'X-Actor-Name'),
  };
}

/** Headers are ASCII, so names of people come percent-encoded. */
function decoded(value: string | string[] | undefined, name: string): string | undefined {
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(String(value));
  } catch {
    throw invalidInput(`${name} must be percent-encoded UTF-8.`, [name]);
  }
}
