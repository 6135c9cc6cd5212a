import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type GraphQLSchema } from 'graphql';
import { type Caller } from '../access/caller';
import { stringifyWithRawJson } from '../platform/graphql/raw-json';
import { type Logger } from '../platform/logger';
import { type ErrorFormatter } from './format-error';
import { type OperationRunner } from './operation-runner';
import { REQUEST_LIMITS } from './request-limits';

/** What Apollo carries through a request. It copies the object, so what resolvers see is made at the execution. */
export interface ApolloContext {
  caller?: Caller;
}

export type GraphQLServer = ApolloServer<ApolloContext>;

/**
 * Apollo Server without what this server has no use for. It parses, validates and keeps documents,
 * speaks GraphQL over HTTP and refuses cross-site requests; {@link OperationRunner} does the rest.
 */
export async function createGraphQLServer(
  runner: OperationRunner,
  errors: ErrorFormatter,
  logger: Logger,
): Promise<GraphQLServer> {
  const server = new ApolloServer<ApolloContext>({
    gateway: executingBy(runner),
    plugins: [
      admission(runner),
      // its policy is computed for every field and used by nobody: a fifth of the time of a request
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    introspection: true,
    csrfPrevention: true,
    persistedQueries: false,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: REQUEST_LIMITS.tokens },
    formatError: errors.format,
    stringifyResult: stringifyWithRawJson,
    logger,
  });
  await server.start();
  return server;
}

function admission(runner: OperationRunner): ApolloServerPlugin<ApolloContext> {
  const listener = {
    didResolveOperation: async ({
      document,
      request,
      contextValue,
    }: {
      document: Parameters<OperationRunner['admit']>[0]['document'];
      request: { operationName?: string; variables?: Record<string, unknown> };
      contextValue: ApolloContext;
    }) => runner.admit({ ...request, document }, contextValue.caller),
  };
  return { requestDidStart: async () => listener };
}

type Gateway = NonNullable<ConstructorParameters<typeof ApolloServer>[0]['gateway']>;

/** The gateway option is Apollo's only way to execute by something else than graphql-js. */
function executingBy(runner: OperationRunner): Gateway {
  const listeners = new Set<
    (schema: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void
  >();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: async () => {
      for (const listener of listeners)
        listener({ apiSchema: runner.schema, coreSupergraphSdl: '' });
      return {
        executor: ({ document, request, context }) =>
          runner.execute({ ...request, document }, (context as ApolloContext).caller),
      };
    },
    stop: async () => undefined,
  };
}
