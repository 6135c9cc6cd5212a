import { type AddressInfo } from 'node:net';
import { type GraphQLSchema } from 'graphql';
import { type AccessService } from '../access/access.service';
import { Authenticator } from '../access/authenticate';
import { type Caller } from '../access/caller';
import { type JwtOptions, JwtVerifier } from '../access/jwt';
import { type Clock } from '../platform/clock';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { type DeliverWebhook } from '../run/trigger/deliver-webhook';
import { type BundleUploads } from '../bundle/bundle-uploads';
import { type ExportBundle } from '../bundle/export-bundle';
import { BundleEndpoint } from './bundle-endpoint';
import { CompiledExecutor } from './compiled-executor';
import { ErrorFormatter } from './format-error';
import { GraphiQL } from './graphiql';
import { createGraphQLServer } from './graphql-server';
import { HttpServer } from './http-server';
import { Metrics } from './metrics';
import { type OperationContext, OperationRunner } from './operation-runner';
import { RateLimit } from './rate-limit';
import { RequestCallers } from './request-credentials';
import { WebhookEndpoint } from './webhook-endpoint';
import { WebSocketServer } from './websocket-server';

export interface ServerOptions {
  port: number;
  host: string;
  jwt?: JwtOptions;
  corsOrigins?: readonly string[];
  rateLimitPerMinute?: number;
  /** Milliseconds that open requests get to finish when the server stops. */
  shutdownTimeout?: number;
}

/** What a server serves. */
export interface ServerParts {
  schema: GraphQLSchema;
  access: AccessService;
  createContext: (caller: Caller) => OperationContext;
  eventCursor: (workspaceId: string) => Promise<string>;
  definitionText: (workspaceId: string, digest: string) => Promise<string | undefined>;
  checkReady: () => Promise<void>;
  deliverWebhook: DeliverWebhook;
  bundleUploads: BundleUploads;
  exportBundle: ExportBundle;
  clock: Clock;
  ids: Ids;
  logger: Logger;
}

/** HTTP and WebSocket on one port. */
export interface Server {
  /** Takes requests from now on; answers the address, without a slash at its end. */
  listen(): Promise<string>;
  /** Open requests finish, sockets are closed with 1001. */
  close(): Promise<void>;
}

/** Puts the network side of the program together. */
export async function createServer(options: ServerOptions, parts: ServerParts): Promise<Server> {
  const { access, clock, logger, schema } = parts;
  const errors = new ErrorFormatter(parts.ids, logger);
  const metrics = new Metrics();
  const jwt = options.jwt && new JwtVerifier(options.jwt, clock);
  const authenticator = new Authenticator(access.tokens, access.workspaces, jwt);
  const callers = new RequestCallers(authenticator, new RateLimit(options.rateLimitPerMinute));
  const runner = new OperationRunner({ ...parts, executor: new CompiledExecutor(schema, logger) });
  const graphql = await createGraphQLServer(runner, errors, logger);
  const corsOrigins = options.corsOrigins ?? [];
  const shared = { ...parts, runner, callers, errors, metrics, tokens: access.tokens };
  const webhooks = new WebhookEndpoint(parts.deliverWebhook);
  const bundles = new BundleEndpoint(callers, parts.bundleUploads, parts.exportBundle);
  const graphiql = new GraphiQL();
  const http = new HttpServer({ ...shared, graphql, graphiql, webhooks, bundles, corsOrigins });
  const sockets = new WebSocketServer(shared);
  sockets.attach(http.server);
  const { shutdownTimeout = 10_000 } = options;
  return {
    listen: async () => addressOf(await http.listen(options.port, options.host)),
    close: async () => {
      await Promise.all([http.close(shutdownTimeout), sockets.close(shutdownTimeout)]);
      await graphql.stop();
    },
  };
}

function addressOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
