import type { ReleaseStep } from './sample-step';

/** What happens to a workflow of the sample workspace beside its versions being saved. */
export interface SampleStory {
  /** Name of the history's directory, and the workflow's key. */
  key: string;
  name: string;
  description: string;
  /** What is done once the version of that number is saved. */
  releases: Readonly<Record<number, readonly ReleaseStep[]>>;
  /** The last file of the history stays an unsaved change of the draft. */
  lastFileIsUnsaved?: true;
}

/**
 * The sample workspace shows each thing once where it would happen: a canary in a split, a rollback
 * with and without a target, promotion from staging, a test route to the draft, an archived version,
 * and a draft that is ahead of its last version. Numbers are versions, not files: a file that only
 * moves notes makes none.
 */
export const SAMPLE_STORIES: readonly SampleStory[] = [
  {
    key: 'email-triage',
    name: 'Email triage',
    description: 'Sorts incoming mail with a language model and writes it to the CRM.',
    releases: {
      1: [activate(1, 'First release')],
      3: [activate(3, 'Attachments go to the drive')],
      4: [activate(4, 'Links to attachments repaired')],
      6: [
        activate(6, 'Three model providers, two more channels'),
        rollback('Alerts arrive twice since the new channels'),
      ],
      7: [activate(7, 'Alerts arrive once again')],
      8: [
        route('live', 'A fifth of the mail tries the single provider', [
          { version: 7, weight: 80, label: 'provider chain' },
          { version: 8, weight: 20, label: 'single provider' },
        ]),
      ],
    },
  },
  {
    key: 'lock-acquisition',
    name: 'Lock acquisition',
    description: 'Takes a lock in Redis for other workflows, waiting for it if it has to.',
    releases: {
      3: [activate(3, 'Stub for the first callers')],
      4: [activate(4, 'Locks expire')],
      5: [
        { kind: 'archiveVersion', version: 1 },
        activate(5, 'Counter instead of a check for stale locks'),
      ],
      6: [activate(6, 'New names of placeholders')],
      7: [rollback('Placeholders are not filled in on the old installation', 4)],
      8: [activate(8, 'Only the owner releases a lock')],
      9: [activate(9, 'Placeholders as all installations take them')],
    },
  },
  {
    key: 'linkedin-job-digest',
    name: 'LinkedIn job digest',
    description: 'Collects job postings, rates them with a language model and sends a digest.',
    releases: {
      1: [{ kind: 'createChannel', channel: 'staging' }],
      7: [activate(7, 'Structured output', 'staging'), activate(7, 'First release')],
      9: [activate(9, 'Posting times', 'staging')],
      10: [activate(10, 'Hardened delivery', 'staging'), activate(10, 'Hardened delivery')],
      13: [activate(13, 'Selectable destinations', 'staging')],
      14: [activate(14, 'Simpler delivery', 'staging'), activate(14, 'Simpler delivery')],
      15: [
        route('staging', 'The editor tries what is not saved yet', [
          { version: 15, weight: 50, label: 'saved' },
          { version: 'draft', weight: 50, label: 'draft' },
        ]),
      ],
    },
  },
  {
    key: 'drive-chat-assistant',
    name: 'Chat with documents',
    description: 'Answers questions about the files of a shared drive.',
    releases: {
      2: [activate(2, 'First release')],
      4: [activate(4, 'Instructions corrected')],
      6: [
        activate(6, 'Built on the new assistant node'),
        rollback('The assistant node is missing on production'),
      ],
      8: [activate(8, 'The assistant node is there now')],
    },
  },
  {
    key: 'insights-chat',
    name: 'Insights chat',
    description: 'The chat behind a notebook: looks up passages and answers with their sources.',
    releases: {
      2: [activate(2, 'First release')],
      5: [activate(5, 'Without the error output that stopped runs')],
    },
    lastFileIsUnsaved: true,
  },
];

function activate(version: number, note: string, channel = 'live'): ReleaseStep {
  return { kind: 'activate', channel, version, note };
}

function rollback(note: string, targetVersion?: number): ReleaseStep {
  return {
    ...{ kind: 'rollback', channel: 'live', note },
    ...(targetVersion !== undefined && { targetVersion }),
  };
}

function route(
  channel: string,
  note: string,
  routes: { version: number | 'draft'; weight: number; label: string }[],
): ReleaseStep {
  return { kind: 'routeChannel', channel, routes, note };
}
