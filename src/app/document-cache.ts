import { type DocumentNode, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { REQUEST_LIMITS } from './request-limits';

/** A validated document, or why there is none. */
export type CheckedDocument = { document: DocumentNode } | { errors: readonly GraphQLError[] };

/** Characters of document text that are kept with their documents. */
const MOST_TEXT = 4_000_000;

/**
 * Parses and validates the documents that come over WebSocket, each text once. One text is one
 * document object, by which subscribers with the same selection find each other.
 */
export class DocumentCache {
  readonly #documents = new LRUCache<string, { document: DocumentNode }>({
    maxSize: MOST_TEXT,
    sizeCalculation: (_, text) => text.length + 1,
  });

  constructor(private readonly schema: GraphQLSchema) {}

  /** The document of `text`; only good ones are kept. */
  check(text: string): CheckedDocument {
    const known = this.#documents.get(text);
    if (known) return known;
    let document: DocumentNode;
    try {
      document = parse(text, { maxTokens: REQUEST_LIMITS.tokens });
    } catch (error) {
      return { errors: [coded(error as GraphQLError, 'GRAPHQL_PARSE_FAILED')] };
    }
    const errors = validate(this.schema, document);
    if (errors.length > 0)
      return { errors: errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED')) };
    const checked = { document };
    this.#documents.set(text, checked);
    return checked;
  }
}

/** The same error with its code, under the names that Apollo gives over HTTP. */
function coded(
  { message, nodes, source, positions, path }: GraphQLError,
  code: string,
): GraphQLError {
  return new GraphQLError(message, { nodes, source, positions, path, extensions: { code } });
}
