import { type Logger, pino, stdSerializers } from 'pino';

export type { Logger };

/** A structured logger at `level`; secrets never reach it (see the redaction list). */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    serializers: { error: stdSerializers.err },
    redact: ['authorization', '*.authorization', 'token', '*.token', 'secret', '*.secret'],
  });
}
