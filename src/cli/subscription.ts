import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from './command-error';
import { type TypedDocumentString } from './generated/documents';
import { type Output } from './output';
import {
  requestError,
  type RequestError,
  type ServerConnection,
  unreachable,
} from './server-connection';

/** Milliseconds between pings, and within which one is answered: a connection that is silently dead is found. */
const PING = 10_000;
/** Milliseconds within which a new connection is made and accepted. */
const HANDSHAKE = 15_000;
/** Milliseconds to wait before the first new try, and at most. */
const FIRST_WAIT = 100;
const LONGEST_WAIT = 10_000;
/** How often it is tried where there never was a connection, though the server answered before by HTTP. */
const MOST_FIRST_TRIES = 8;

/** A subscription that goes on after whatever breaks in between. */
export interface Followed<Data, Variables> {
  document: TypedDocumentString<Data, Variables>;
  /** Variables that begin after a cursor; from now on, or as the subscription defines it, where there is none. */
  variables: (after: string | undefined) => Variables;
  after: string | undefined;
  /** Takes what came and tells after what to go on; undefined ends it. */
  take: (data: Data) => string | undefined;
}

/**
 * Follows a subscription to its end, over lost connections. Each message is taken once: what came is never
 * asked for again. A server that goes away is waited for.
 * @throws CommandError
 */
export async function follow<Data, Variables extends Record<string, unknown>>(
  server: ServerConnection,
  output: Output,
  { document, variables, after: first, take }: Followed<Data, Variables>,
): Promise<void> {
  let after = first;
  const connection = new Connection(output);
  const client = await connect(server, () => connection.opened());
  try {
    for (;;) {
      try {
        const messages = client.iterate<Data>({
          query: document.toString(),
          variables: variables(after),
        });
        let resumeAfter: string | undefined;
        for await (const message of messages) {
          resumeAfter = resumeAfterOf(message);
          if (resumeAfter !== undefined) break;
          after = take(dataOf(message));
          if (after === undefined) return;
        }
        if (resumeAfter === undefined) return;
        after = resumeAfter;
      } catch (error) {
        await connection.lost(lostOrEnded(server, error));
      }
    }
  } finally {
    await client.dispose();
  }
}

/** Decides whether and when a lost connection is tried again. */
class Connection {
  #tries = 0;
  #wait = FIRST_WAIT;
  /** Milliseconds of the process when it was last opened. */
  #openedAt: number | undefined;
  #isLost = false;

  constructor(private readonly output: Output) {}

  opened(): void {
    this.#openedAt = performance.now();
    if (this.#isLost) this.output.note('Connected again.');
    this.#isLost = false;
  }

  /** Waits before a new try. @throws CommandError where none would help */
  async lost(problem: CommandError): Promise<void> {
    if (problem.exit !== 'unreachable') throw problem;
    if (this.#openedAt === undefined && ++this.#tries >= MOST_FIRST_TRIES) throw problem;
    if (!this.#isLost) this.output.note('The connection is lost; trying again …');
    // one that breaks at once is not asked for at once
    if (this.#openedAt !== undefined && !this.#isLost)
      if (performance.now() - this.#openedAt > LONGEST_WAIT) this.#wait = FIRST_WAIT;
    this.#isLost = true;
    // not all clients at once where a server comes back
    await pause(this.#wait * (0.5 + Math.random()));
    this.#wait = Math.min(2 * this.#wait, LONGEST_WAIT);
  }
}

async function connect(server: ServerConnection, connected: () => void) {
  const [{ createClient }, { WebSocket }] = await Promise.all([import('graphql-ws'), import('ws')]);
  let unanswered: NodeJS.Timeout | undefined;
  const client = createClient({
    url: `${server.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(url: string, protocols: string) {
        super(url, protocols, { handshakeTimeout: HANDSHAKE });
      }
    },
    connectionAckWaitTimeout: HANDSHAKE,
    connectionParams: { authorization: `Bearer ${server.token}` },
    // a retry of its own would begin where the first connection began
    retryAttempts: 0,
    keepAlive: PING,
    on: {
      connected,
      ping: (received) => {
        if (!received) unanswered = setTimeout(() => client.terminate(), PING);
      },
      pong: (received) => {
        if (received) clearTimeout(unanswered);
      },
      closed: () => clearTimeout(unanswered),
    },
  });
  return client;
}

/** What comes over the socket. */
interface Message<Data> {
  data?: Data | null;
  errors?: readonly { message: string; extensions?: Record<string, unknown> }[];
}

/** Where to go on if the server left something out because this client was too slow. */
function resumeAfterOf({ errors }: Message<unknown>): string | undefined {
  return (errors?.[0]?.extensions as { resumeAfter?: string } | undefined)?.resumeAfter;
}

function dataOf<Data>({ data, errors }: Message<Data>): Data {
  if (errors?.[0]) throw requestError(errors[0]);
  if (!data) throw new Error('a message of a subscription has no data');
  return data;
}

/** Codes of sockets that are closed because of the token; see docs/errors.md. */
const UNAUTHORIZED = [4401, 4403];

/** Codes of sockets that broke: here by a ping or a handshake without answer, there by a fault. */
const BROKEN = [4408, 4499, 4500, 4504];

function lostOrEnded(server: ServerConnection, error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  // the operation was refused: these do not mend themselves
  if (Array.isArray(error)) return requestError(error[0] as RequestError);
  const { code, reason } = error as { code?: number; reason?: string };
  if (code !== undefined && UNAUTHORIZED.includes(code))
    return new CommandError(
      'unauthorized',
      `${reason ?? 'The token is refused'}.`,
      'Sign in by `switchyard login`, or set SWITCHYARD_TOKEN.',
    );
  if (code === undefined || code < 4400 || BROKEN.includes(code)) {
    const cause = error instanceof Error ? error : new Error(reason || String(code));
    return unreachable(server.url, (error as { error?: Error }).error ?? cause);
  }
  return new CommandError('fault', `The server closed the connection: ${reason} (${code}).`);
}
