import { registerEnumType } from 'type-graphql';

export enum RunSelectionEnum {
  EXPLICIT = 'EXPLICIT',
  CHANNEL = 'CHANNEL',
  SPLIT = 'SPLIT',
  REPLAY = 'REPLAY',
  PARENT = 'PARENT',
}
registerEnumType(RunSelectionEnum, {
  name: 'RunSelection',
  description: 'How a run came to its version.',
  valuesConfig: {
    EXPLICIT: { description: 'The version or digest was asked for.' },
    CHANNEL: { description: "By its channel's only route." },
    SPLIT: { description: 'By one of the routes of its channel, drawn by weight.' },
    REPLAY: { description: 'As the run that it repeats, or as asked for then.' },
    PARENT: { description: 'As the definition of its parent run says.' },
  },
});

export enum RunModeEnum {
  LIVE = 'LIVE',
  TEST = 'TEST',
}
registerEnumType(RunModeEnum, {
  name: 'RunMode',
  description: 'Whether a run counts.',
  valuesConfig: {
    LIVE: { description: 'It counts in figures and for limits.' },
    TEST: {
      description:
        'It counts for nothing, and goes also while the workflow is paused or its content has errors.',
    },
  },
});

export enum RunTriggerEnum {
  MANUAL = 'MANUAL',
  SCHEDULE = 'SCHEDULE',
  WEBHOOK = 'WEBHOOK',
  WORKFLOW = 'WORKFLOW',
  REPLAY = 'REPLAY',
}
registerEnumType(RunTriggerEnum, {
  name: 'RunTrigger',
  description: 'What started a run.',
  valuesConfig: {
    MANUAL: { description: 'A request.' },
    SCHEDULE: { description: 'A schedule.' },
    WEBHOOK: { description: 'A webhook.' },
    WORKFLOW: { description: 'Another workflow.' },
    REPLAY: { description: 'A request to repeat a run.' },
  },
});

export enum RunExecutorEnum {
  BUILT_IN = 'BUILT_IN',
  EXTERNAL = 'EXTERNAL',
}
registerEnumType(RunExecutorEnum, {
  name: 'RunExecutor',
  description: 'Who executes a run.',
  valuesConfig: {
    BUILT_IN: { description: 'This server.' },
    EXTERNAL: {
      description: 'Whoever claims it: claimRun, heartbeatRun, reportStep, finishRun.',
    },
  },
});

export enum RunStatusEnum {
  QUEUED = 'QUEUED',
  RUNNING = 'RUNNING',
  WAITING = 'WAITING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  CANCELED = 'CANCELED',
}
registerEnumType(RunStatusEnum, {
  name: 'RunStatus',
  description: 'How far a run is.',
  valuesConfig: {
    QUEUED: { description: 'Nobody has taken it yet.' },
    RUNNING: { description: 'It was handed out to an executor.' },
    WAITING: { description: 'For a time, an approval, another run or its next try.' },
    SUCCEEDED: { description: 'It ended with an output.' },
    FAILED: { description: 'It ended with an error.' },
    CANCELED: { description: 'Somebody ended it.' },
  },
});

export enum StepStatusEnum {
  RUNNING = 'RUNNING',
  WAITING = 'WAITING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  SKIPPED = 'SKIPPED',
  CANCELED = 'CANCELED',
  INTERRUPTED = 'INTERRUPTED',
}
registerEnumType(StepStatusEnum, {
  name: 'StepStatus',
  description: 'How far a step is.',
  valuesConfig: {
    RUNNING: { description: 'It has begun.' },
    WAITING: { description: 'It waits, see waitingFor.' },
    SUCCEEDED: { description: 'It ended with an output.' },
    FAILED: { description: 'It ended with an error.' },
    SKIPPED: { description: 'No way led to it, or its node is disabled and was passed over.' },
    CANCELED: { description: 'The run ended while it was under way.' },
    INTERRUPTED: {
      description:
        'Its executor lost the run while it was under way: it may or may not have happened.',
    },
  },
});

export enum ReportedStepStatus {
  RUNNING = 'RUNNING',
  SUCCEEDED = 'SUCCEEDED',
  FAILED = 'FAILED',
  SKIPPED = 'SKIPPED',
}
registerEnumType(ReportedStepStatus, {
  name: 'ReportedStepStatus',
  description: 'What an executor says of a step.',
  valuesConfig: {
    RUNNING: { description: 'It begins.' },
    SUCCEEDED: { description: 'It ended with an output.' },
    FAILED: { description: 'It ended with an error.' },
    SKIPPED: { description: 'No way led to it.' },
  },
});

export enum RunProgressKindEnum {
  QUEUED = 'QUEUED',
  CLAIMED = 'CLAIMED',
  STEP_STARTED = 'STEP_STARTED',
  STEP_WAITING = 'STEP_WAITING',
  STEP_FINISHED = 'STEP_FINISHED',
  FINISHED = 'FINISHED',
  RETRIED = 'RETRIED',
}
registerEnumType(RunProgressKindEnum, {
  name: 'RunProgressKind',
  description: 'What happened to a run.',
  valuesConfig: {
    QUEUED: { description: 'It was started.' },
    CLAIMED: { description: 'It was handed out to an executor.' },
    STEP_STARTED: { description: 'A step began.' },
    STEP_WAITING: { description: 'A step waits from now on.' },
    STEP_FINISHED: { description: 'A step ended, however it did.' },
    FINISHED: {
      description: 'It ended, however it did; nothing follows, unless a failed one is tried again.',
    },
    RETRIED: { description: 'It goes on from where it failed.' },
  },
});
