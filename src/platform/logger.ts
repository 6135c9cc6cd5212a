import { type Logger, pino, stdSerializers } from 'pino';

export type { Logger };

/** A structured logger at `level`; secrets never reach it (see the redaction list). */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    serializers: { err: serializeError, error: serializeError },
    redact: ['authorization', '*.authorization', 'token', '*.token', 'secret', '*.secret'],
  });
}

/** Without what PostgreSQL quotes of rows and parameters in its errors. */
export function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const serialized: Record<string, unknown> = { ...stdSerializers.err(error) };
  for (const field of ['detail', 'where', 'parameters', 'driverError']) delete serialized[field];
  return serialized;
}
