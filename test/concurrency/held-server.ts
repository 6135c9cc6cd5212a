import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request that was received. */
export interface HeldRequest {
  /** From which process, by its header. */
  process: string;
  runId: string;
  path: string;
  /** Whether it was given up before it was answered. */
  isAborted: boolean;
  /** Answers it. */
  answer: () => void;
}

/** An HTTP server that answers `/held` only when told to, and anything else at once. */
export class HeldServer {
  readonly requests: HeldRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<HeldServer> {
    const server = createServer();
    const held = new HeldServer(server);
    server.on('request', ({ headers, url }, response: ServerResponse) => {
      const request: HeldRequest = {
        process: String(headers['x-process']),
        runId: String(headers['x-run']),
        path: url!,
        isAborted: false,
        answer: () => response.end('"done"'),
      };
      response.on('close', () => (request.isAborted = !response.writableEnded));
      held.requests.push(request);
      if (url !== '/held') request.answer();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return held;
  }

  /** An `http` node's config for a request that tells its run and its process. */
  config(path: string): object {
    const { port } = this.server.address() as AddressInfo;
    const headers = { 'x-process': '{{secrets.PROCESS}}', 'x-run': '{{ run.id }}' };
    return { method: 'GET', url: `http://127.0.0.1:${port}${path}`, headers, timeoutMs: 300_000 };
  }

  /** Requests of a run, oldest first. */
  of(runId: string): HeldRequest[] {
    return this.requests.filter((request) => request.runId === runId);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
