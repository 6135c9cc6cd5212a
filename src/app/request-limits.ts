import { type DocumentNode, GraphQLError, type GraphQLSchema } from 'graphql';
import { operationCost } from './operation-cost';
import { type OperationFacts } from './operation-facts';

/** How large an operation may be. README tells them; page sizes are checked by the connections. */
export const REQUEST_LIMITS = {
  /** Tokens of the document's text; validation takes time by their square. */
  tokens: 3000,
  /** Levels of fields. */
  depth: 15,
  aliases: 100,
  rootFields: 30,
  /** Objects asked for, see {@link operationCost}. */
  cost: 10_000,
  /** Bytes of a request's body, or of a WebSocket message: a definition of 5 MB with room for escapes. */
  bodyBytes: 10_000_000,
  /** Bytes of the body of a webhook's request. */
  hookBytes: 1_048_576,
} as const;

/** Why an operation is too large, in one error that names the limit and the operation's own figure. */
export function limitFault(
  schema: GraphQLSchema,
  document: DocumentNode,
  facts: OperationFacts,
  variables: Readonly<Record<string, unknown>>,
): GraphQLError | undefined {
  for (const limit of ['depth', 'aliases', 'rootFields'] as const) {
    if (facts[limit] > REQUEST_LIMITS[limit]) return tooLarge(limit, facts[limit]);
  }
  const cost = operationCost(schema, document, facts.operation, variables, REQUEST_LIMITS.cost);
  return cost > REQUEST_LIMITS.cost ? tooLarge('cost', cost) : undefined;
}

const CODES = {
  depth: 'QUERY_TOO_DEEP',
  aliases: 'TOO_MANY_ALIASES',
  rootFields: 'TOO_MANY_ROOT_FIELDS',
  cost: 'QUERY_TOO_COSTLY',
} as const;

const MESSAGES = {
  depth: 'levels of fields; ask for less at once',
  aliases: 'aliases; send several requests',
  rootFields: 'fields at the root; send several requests',
  cost: 'objects, page sizes multiplied along the way down; take smaller pages',
} as const;

function tooLarge(limit: keyof typeof CODES, actual: number): GraphQLError {
  const most = REQUEST_LIMITS[limit];
  const given = limit === 'cost' ? `more than ${most}` : String(actual);
  return new GraphQLError(`The operation has ${given} ${MESSAGES[limit]}. The most is ${most}.`, {
    extensions: { code: CODES[limit], limit: most, http: { status: 400 } },
  });
}
