import { pino, type Logger } from 'pino';

export type { Logger };

/** A structured logger at `level`; secrets never reach it (see the redaction list). */
export function createLogger(level: string): Logger {
  return pino({
    level,
    base: undefined,
    redact: ['authorization', '*.authorization', 'token', '*.token', 'secret', '*.secret'],
  });
}
