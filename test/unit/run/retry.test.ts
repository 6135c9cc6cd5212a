import * as fc from 'fast-check';
import { decideRetry, withinTime } from '../../../src/run/execution/retry';
import { StepError } from '../../../src/run/execution/step-error';

const lost = new StepError('HTTP_FAILED', 'lost', {}, true);
const wrong = new StepError('EXPRESSION_FAILED', 'wrong');

test('a step is tried as often as its policy says, with its pause before each try', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(), (attempts, backoffMs) => {
      const policy = { attempts, backoffMs };
      let attempt = 1;
      for (; attempt <= 2_000; attempt++) {
        const decision = decideRetry(policy, attempt, lost);
        if (decision.kind === 'GIVE_UP') break;
        expect(decision.afterMs).toBe(backoffMs);
      }
      expect(attempt).toBe(attempts);
    }),
  );
});

test('without a policy, and of what fails in the same way again, nothing is tried twice', () => {
  expect(decideRetry(undefined, 1, lost)).toEqual({ kind: 'GIVE_UP' });
  expect(decideRetry({ attempts: 5, backoffMs: 1 }, 1, wrong)).toEqual({ kind: 'GIVE_UP' });
  expect(decideRetry({ attempts: 5, backoffMs: 1 }, 1, new Error('any'))).toMatchObject({
    kind: 'RETRY',
  });
});

describe('time', () => {
  const never = () => new Promise<never>(() => undefined);
  const open = () => new AbortController().signal;

  test('what is done in time is answered', async () => {
    expect(await withinTime(1_000, open(), async () => 7)).toBe(7);
    expect(await withinTime(undefined, open(), async () => 7)).toBe(7);
  });

  test('what takes too long fails in a way that can be tried again, even if it ignores its signal', async () => {
    let seen: AbortSignal | undefined;
    const work = withinTime(20, open(), (signal) => {
      seen = signal;
      return never();
    });
    await expect(work).rejects.toMatchObject({ code: 'TIMED_OUT', isRetryable: true });
    expect(seen?.aborted).toBe(true);
  });

  test('a cancelled run ends the work with its reason', async () => {
    const controller = new AbortController();
    const work = withinTime(1_000, controller.signal, never);
    controller.abort(new Error('canceled'));
    await expect(work).rejects.toThrow('canceled');
    await expect(withinTime(1_000, controller.signal, never)).rejects.toThrow('canceled');
  });

  test('a fault of the work is its own', async () => {
    await expect(withinTime(1_000, open(), () => Promise.reject(wrong))).rejects.toBe(wrong);
  });
});
