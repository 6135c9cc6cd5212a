import type { RetryPolicy } from '../../graph/definition';
import { StepError } from './step-error';

/** What to do after a failed attempt. */
export type RetryDecision = { kind: 'GIVE_UP' } | { kind: 'RETRY'; afterMs: number };

/**
 * Decides on another attempt. The pause is `backoffMs` before every attempt, as the policy says: it
 * neither grows nor varies. What only computes fails again in the same way and is not tried again.
 *
 * @param attempt which attempt failed, from 1.
 */
export function decideRetry(
  policy: RetryPolicy | undefined,
  attempt: number,
  error: unknown,
): RetryDecision {
  const isRetryable = !(error instanceof StepError) || error.isRetryable;
  if (policy === undefined || attempt >= policy.attempts || !isRetryable)
    return { kind: 'GIVE_UP' };
  return { kind: 'RETRY', afterMs: policy.backoffMs };
}

/**
 * Does `work` with a signal that is aborted after `timeoutMs` milliseconds or when `signal` is. It does
 * not wait for work that ignores the signal.
 *
 * @throws StepError `TIMED_OUT`, which can be tried again, or the reason of `signal`.
 */
export async function withinTime<T>(
  timeoutMs: number | undefined,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const controller = new AbortController();
  const stop = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs);
  try {
    const stopped = new Promise<never>((_resolve, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error));
    });
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function timedOut(timeoutMs: number): StepError {
  return new StepError('TIMED_OUT', `It took longer than ${timeoutMs} milliseconds.`, {}, true);
}
