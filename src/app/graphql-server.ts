import {
  ApolloServer,
  type ApolloServerPlugin,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type DocumentNode, type ExecutionResult } from 'graphql';
import { type Caller } from '../access/caller';
import { stringifyWithRawJson } from '../platform/graphql/raw-json';
import { type Logger } from '../platform/logger';
import { type ErrorFormatter, requestError } from './format-error';
import { type OperationRequest, type OperationRunner } from './operation-runner';
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
    schema: runner.schema,
    plugins: [
      executingBy(runner, errors),
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

/** What Apollo tells its plugins of a request whose document is parsed and validated. */
interface ResolvedOperation {
  document: DocumentNode;
  operation?: unknown;
  request: Omit<OperationRequest, 'document'>;
  contextValue: ApolloContext;
}

/**
 * Answers in the place of Apollo's execution, which is by graphql-js alone.
 *
 * A hot path. Apollo's other way to execute by something else, its gateway, makes objects that keep
 * each request's data until the next full garbage collection.
 */
function executingBy(
  runner: OperationRunner,
  errors: ErrorFormatter,
): ApolloServerPlugin<ApolloContext> {
  const listener = {
    didResolveOperation: async ({ document, request, contextValue }: ResolvedOperation) =>
      runner.admit({ ...request, document }, contextValue.caller),
    responseForOperation: async ({
      document,
      operation,
      request,
      contextValue,
    }: ResolvedOperation): Promise<GraphQLResponse | null> => {
      // Apollo says itself what is wrong with a name that no operation has
      if (!operation) return null;
      try {
        const result = await runner.execute({ ...request, document }, contextValue.caller);
        return responseOf(result, errors);
      } catch (error) {
        return responseOf({ errors: [requestError(error)] }, errors);
      }
    },
  };
  return { requestDidStart: async () => listener };
}

/** A result as Apollo sends it: an error may name an HTTP status, and without data it is the request's fault. */
function responseOf(result: ExecutionResult, formatter: ErrorFormatter): GraphQLResponse {
  const http: GraphQLResponse['http'] = { status: undefined, headers: new HeaderMap() };
  if (!result.errors) return { http, body: { kind: 'single', singleResult: result } };
  if (result.data === undefined) http.status = 400;
  for (const { extensions } of result.errors) {
    const named = extensions['http'] as Partial<GraphQLResponse['http']> | undefined;
    http.status = named?.status ?? http.status;
    for (const [name, value] of named?.headers ?? []) http.headers.set(name, value);
  }
  const formatted = result.errors.map((error) => formatter.formatError(error));
  return { http, body: { kind: 'single', singleResult: { ...result, errors: formatted } } };
}
