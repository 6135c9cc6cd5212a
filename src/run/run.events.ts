import { type NewEvent } from '../event/event';
import { EventType } from '../event/event-type';
import { type Run } from './run';

const facts = (run: Run) => ({
  runId: run.id,
  versionId: run.versionId,
  digest: run.digest,
  mode: run.mode,
});

/** `channelKey`: the channel that it was started on, if on one. */
export const runStarted = (run: Run, channelKey: string | null): NewEvent => ({
  type: EventType.RUN_STARTED,
  facts: {
    ...facts(run),
    selectedBy: run.selectedBy,
    startedOnChannel: channelKey,
    variant: run.variant,
  },
});

export const runFinished = (run: Run): NewEvent => ({
  type: EventType.RUN_FINISHED,
  facts: { ...facts(run), status: run.status },
});

export const runRetried = (run: Run): NewEvent => ({
  type: EventType.RUN_RETRIED,
  facts: facts(run),
});
