import { canonicalDefinition } from '../graph/canonical-form';
import type { Actor } from '../platform/actor';
import type { HistoryFile } from './history';
import type { SampleStep } from './sample-step';
import { SAMPLE_STORIES, type SampleStory } from './sample-stories';

/** A history for the sample workspace. */
export interface SampleHistory {
  /** Name of its directory under `examples/histories`. */
  key: string;
  files: readonly HistoryFile[];
}

/** The histories that the sample workspace is made of, by their directories in `examples/histories`. */
export const SAMPLE_HISTORIES: readonly string[] = SAMPLE_STORIES.map(({ key }) => key);

/** Invented: the people who made the histories are not the ones who work in the sample workspace. */
export const SAMPLE_AUTHORS: readonly Actor[] = [
  { kind: 'USER', id: 'sample-robin', name: 'Robin Hale' },
  { kind: 'USER', id: 'sample-noor', name: 'Noor Amari' },
  { kind: 'USER', id: 'sample-sasha', name: 'Sasha Lind' },
];

/** Releases things; never writes them. */
const OPERATOR: Actor = { kind: 'USER', id: 'sample-jules', name: 'Jules Ferrant' };

/** Whether an actor is one of those who work in the sample workspace. */
export function isSamplePerson({ kind, id }: Actor): boolean {
  return [...SAMPLE_AUTHORS, OPERATOR].some((person) => person.kind === kind && person.id === id);
}

const MAX_VERSION_NAME = 80;

/**
 * Plans the sample workspace, for somebody else to carry out: every file of a history is a save of
 * the draft, and a version where it changes the definition. Says the same for the same histories.
 * A history without a story becomes a workflow whose versions are never released.
 */
export function planSample(histories: readonly SampleHistory[]): SampleStep[] {
  return histories.flatMap((history) => {
    const story = SAMPLE_STORIES.find(({ key }) => key === history.key) ?? plainStory(history);
    return planWorkflow(history, story);
  });
}

function plainStory({ key, files }: SampleHistory): SampleStory {
  return { key, name: files.at(-1)?.workflowName ?? key, description: '', releases: {} };
}

function planWorkflow({ key: workflow, files }: SampleHistory, story: SampleStory): SampleStep[] {
  const { name, description } = story;
  const steps: SampleStep[] = [
    { kind: 'createWorkflow', workflow, name, description, author: authorOf(0) },
  ];
  let latest: string | undefined;
  let number = 0;
  for (const [index, file] of files.entries()) {
    const author = authorOf(index);
    const { definition, layout } = file;
    steps.push({ kind: 'saveDraft', workflow, definition, layout, author });
    const content = canonicalDefinition(definition);
    const staysUnsaved = story.lastFileIsUnsaved === true && index === files.length - 1;
    if (content === latest || staysUnsaved) continue;
    latest = content;
    number += 1;
    steps.push({ kind: 'saveVersion', workflow, number, ...describe(file), author });
    for (const release of story.releases[number] ?? []) {
      steps.push({ ...release, workflow, author: OPERATOR });
    }
  }
  return steps;
}

/** Work on a file goes from one to the next, two files at a time. */
function authorOf(index: number): Actor {
  return SAMPLE_AUTHORS[Math.floor(index / 2) % SAMPLE_AUTHORS.length] as Actor;
}

function describe({ subject, name, date }: HistoryFile): { name: string; description: string } {
  const source = `${name}, committed on ${date.slice(0, 10)}.`;
  if (subject.length <= MAX_VERSION_NAME) return { name: subject, description: source };
  const start = subject.slice(0, MAX_VERSION_NAME - 1).replace(/\s+\S*$/, '');
  return { name: `${start}…`, description: `${subject}\n\n${source}` };
}
