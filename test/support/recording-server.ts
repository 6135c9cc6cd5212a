import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A request that was answered. */
export interface RecordedRequest {
  path: string;
  idempotencyKey: string | undefined;
  body: string;
}

/** A server on loopback that answers each request with `{ "path": … }` and keeps it. */
export class RecordingServer {
  readonly requests: RecordedRequest[] = [];

  private constructor(private readonly server: Server) {}

  static async start(): Promise<RecordingServer> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (data: Buffer) => (body += data.toString()));
      request.on('end', () => {
        const path = request.url!;
        const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
        recording.requests.push({ path, idempotencyKey, body });
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ path }));
      });
    });
    const recording = new RecordingServer(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return recording;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
