import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from './command-error';
import { type TypedDocumentString } from './generated/documents';
import { type Output } from './output';
import { ServerConnection } from './server-connection';

/** A connection for long work: it waits where the server asks to come again later. */
export class PatientConnection extends ServerConnection {
  constructor(
    { url, token }: ServerConnection,
    private readonly output: Output,
  ) {
    super(url, token);
  }

  override async request<Data, Variables>(
    document: TypedDocumentString<Data, Variables>,
    variables: Variables,
  ): Promise<Data> {
    for (;;) {
      try {
        return await super.request(document, variables);
      } catch (error) {
        // refused before anything of it was done
        if (!(error instanceof CommandError) || error.code !== 'RATE_LIMITED') throw error;
        const { retryAfterSeconds = 1 } = (error.data ?? {}) as { retryAfterSeconds?: number };
        this.output.note(`Too many requests; going on in ${retryAfterSeconds} seconds …`);
        await pause(retryAfterSeconds * 1000);
      }
    }
  }
}
