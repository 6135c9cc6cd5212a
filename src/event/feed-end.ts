import { Refusal } from '../platform/refusal';

/** Ends a subscription from this side: its last item, which says why. */
export abstract class FeedEnd extends Refusal {}

/** Ends a subscription whose reader fell behind; it can go on with `after: resumeAfter`. */
export class EventsSkipped extends FeedEnd {
  constructor(readonly resumeAfter: string) {
    super(
      'EVENTS_SKIPPED',
      'You read more slowly than events come; subscribe again after the cursor in resumeAfter.',
    );
  }
}

/** Refuses a place that retention has passed, and ends a subscription that it overtakes. */
export class EventsExpired extends FeedEnd {
  constructor() {
    super(
      'EVENTS_EXPIRED',
      'Events after this cursor are no longer kept; fetch the state anew and subscribe from there.',
      ['after'],
    );
  }
}
