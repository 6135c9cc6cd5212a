import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type Caller } from '../access/caller';
import { RateLimited } from './format-error';

/** Bounds the requests of one token, or of one person where there is a JWT, per minute in this process. */
export class RateLimit {
  readonly #limiter: RateLimiterMemory | undefined;

  constructor(perMinute: number | undefined) {
    this.#limiter =
      perMinute === undefined
        ? undefined
        : new RateLimiterMemory({ points: perMinute, duration: 60 });
  }

  /** @throws RateLimited. */
  async take(caller: Caller): Promise<void> {
    if (!this.#limiter) return;
    try {
      await this.#limiter.consume(caller.tokenId ?? `${caller.workspaceId}/${caller.actor.id}`);
    } catch (error) {
      if (error instanceof RateLimiterRes)
        throw new RateLimited(Math.ceil(error.msBeforeNext / 1000));
      throw error;
    }
  }
}
