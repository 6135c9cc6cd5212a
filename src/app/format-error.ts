import { HeaderMap } from '@apollo/server';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { Forbidden, IdentityProviderUnavailable } from '../access/api-token.errors';
import { EventsSkipped } from '../event/feed-end';
import { type Ids } from '../platform/ids';
import { type Logger } from '../platform/logger';
import { Refusal } from '../platform/refusal';

const FAULT = 'INTERNAL_SERVER_ERROR';
const UNAVAILABLE = 'SERVICE_UNAVAILABLE';

/** HTTP status of the refusals that end a request before it is executed. */
const STATUS: Record<string, number> = { UNAUTHENTICATED: 401, FORBIDDEN: 403, RATE_LIMITED: 429 };

/**
 * Shows errors to clients: each has a stable `extensions.code`. A refusal tells its code and
 * message; a fault of the server tells only an id, under which the log has the rest.
 */
export class ErrorFormatter {
  /** One fault that hits several fields is one fault. */
  readonly #faultIds = new WeakMap<object, string>();

  constructor(
    private readonly ids: Ids,
    private readonly logger: Logger,
  ) {}

  /** For Apollo: `formatted` is what it would send of `error`. */
  readonly format = (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const original = originalOf(error);
    if (original instanceof Refusal) {
      return { ...formatted, message: original.message, extensions: extensionsOf(original) };
    }
    const code = formatted.extensions?.['code'];
    if (code !== undefined && code !== FAULT) return formatted;
    const { locations, path } = formatted;
    return { ...this.fault(original), ...(locations && { locations }), ...(path && { path }) };
  };

  /** For everything that is not Apollo's. */
  formatError(error: GraphQLError): GraphQLFormattedError {
    const extensions = { ...error.extensions };
    delete extensions['http'];
    return this.format({ ...error.toJSON(), extensions }, error);
  }

  private fault(error: unknown): GraphQLFormattedError {
    const faultId = this.faultIdOf(error);
    if (error instanceof IdentityProviderUnavailable) {
      this.logger.error({ err: error, faultId }, error.message);
      return {
        message: 'The identity provider cannot be reached; try again in a moment.',
        extensions: { code: UNAVAILABLE, faultId },
      };
    }
    this.logger.error({ err: error, faultId }, 'a request failed');
    return {
      message: `The server failed. Quote ${faultId} when you report it.`,
      extensions: { code: FAULT, faultId },
    };
  }

  private faultIdOf(error: unknown): string {
    if (typeof error !== 'object' || error === null) return this.ids.next('fault');
    let id = this.#faultIds.get(error);
    if (!id) this.#faultIds.set(error, (id = this.ids.next('fault')));
    return id;
  }
}

/** An error that ends a request before it is executed, with its HTTP status. */
export function requestError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const original = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(original.message, {
    originalError: original,
    extensions: { http: { status: statusOf(original), headers: headersOf(original) } },
  });
}

function statusOf(error: Error): number {
  if (error instanceof Refusal) return STATUS[error.code] ?? 400;
  return error instanceof IdentityProviderUnavailable ? 503 : 500;
}

function headersOf(error: Error): HeaderMap {
  if (error instanceof RateLimited)
    return new HeaderMap([['retry-after', String(error.retryAfterSeconds)]]);
  if (error instanceof IdentityProviderUnavailable) return new HeaderMap([['retry-after', '5']]);
  if (error instanceof Refusal && error.code === 'UNAUTHENTICATED') {
    return new HeaderMap([['www-authenticate', 'Bearer realm="switchyard"']]);
  }
  return new HeaderMap();
}

/** The token made more requests than it may. */
export class RateLimited extends Refusal {
  constructor(readonly retryAfterSeconds: number) {
    super(
      'RATE_LIMITED',
      `Too many requests with this token; try again in ${retryAfterSeconds} seconds.`,
    );
  }
}

function originalOf(error: unknown): unknown {
  let original = error;
  while (original instanceof GraphQLError && original.originalError)
    original = original.originalError;
  return original;
}

function extensionsOf(refusal: Refusal): Record<string, unknown> {
  return {
    code: refusal.code,
    ...(refusal.field && { field: refusal.field }),
    ...(refusal instanceof Forbidden &&
      refusal.missingScopes.length > 0 && { missingScopes: refusal.missingScopes }),
    ...(refusal instanceof EventsSkipped && { resumeAfter: refusal.resumeAfter }),
    ...(refusal instanceof RateLimited && { retryAfterSeconds: refusal.retryAfterSeconds }),
  };
}
