import { type Clock, plusMilliseconds } from '../../src/platform/clock';

/** A clock that stands still until a test moves it. */
export class FixedClock implements Clock {
  constructor(private time = '2026-01-31T09:00:00.000Z') {}

  now(): string {
    return this.time;
  }

  /** Moves the clock forward. */
  advance(milliseconds: number): void {
    this.time = plusMilliseconds(this.time, milliseconds);
  }
}
