import DataLoader from 'dataloader';
import { type Page } from '../platform/graphql/page';
import { type Run, type RunContent, type Step, type StepContent } from './run';
import { type RunListStore, type RunSelectionFilter } from './run-list.store';
import { type RunStore } from './run.store';
import { type RunTallyStore } from './run-tally.store';
import { type StepStore } from './step.store';

/** Reads runs and steps of one workspace for one request; what may be large only where it is asked for. */
export class RunLoader {
  readonly #byId: DataLoader<string, Run | undefined>;
  readonly #contents: DataLoader<string, RunContent>;
  readonly #steps: DataLoader<string, Step | undefined>;
  readonly #stepContents: DataLoader<string, StepContent>;

  readonly #waitingSteps: DataLoader<string, Step[]>;
  readonly #calledRuns: DataLoader<string, Run | undefined>;
  readonly #lastStarted: DataLoader<string, string | undefined>;

  constructor(
    runs: RunStore,
    tallies: RunTallyStore,
    private readonly lists: RunListStore,
    private readonly steps: StepStore,
    private readonly workspaceId: string,
  ) {
    this.#byId = new DataLoader(async (ids) => inOrderOf(ids, await runs.byIds(workspaceId, ids)));
    this.#contents = new DataLoader(async (ids) =>
      inOrderOf(ids, await runs.contents(ids)).map((content) => content ?? GONE),
    );
    this.#steps = new DataLoader(async (ids) =>
      inOrderOf(ids, await steps.byIds(workspaceId, ids)),
    );
    this.#stepContents = new DataLoader(async (ids) =>
      inOrderOf(ids, await steps.contents(ids)).map((content) => content ?? GONE),
    );
    this.#waitingSteps = new DataLoader(async (ids) => {
      const found = await steps.waiting(ids);
      return ids.map((id) => found.filter(({ runId }) => runId === id));
    });
    this.#calledRuns = new DataLoader(async (ids) => {
      const found = new Map((await runs.calledBy(ids)).map((run) => [run.parentStep, run]));
      return ids.map((id) => found.get(id));
    });
    this.#lastStarted = new DataLoader(async (ids) => {
      const found = await tallies.lastStarted(workspaceId, ids);
      return ids.map((id) => found.get(id));
    });
  }

  byId(id: string): Promise<Run | undefined> {
    return this.#byId.load(id);
  }

  content(run: Run): Promise<RunContent> {
    return this.#contents.load(run.id);
  }

  page(filter: RunSelectionFilter, page: Page): Promise<Run[]> {
    return this.lists.page(this.workspaceId, filter, page);
  }

  /** Capped. */
  count(filter: RunSelectionFilter): Promise<number> {
    return this.lists.count(this.workspaceId, filter);
  }

  step(id: string): Promise<Step | undefined> {
    return this.#steps.load(id);
  }

  stepContent(step: Step): Promise<StepContent> {
    return this.#stepContents.load(step.id);
  }

  /** Its steps that wait. */
  waitingSteps(run: Run): Promise<Step[]> {
    return this.#waitingSteps.load(run.id);
  }

  /** The run that a step called, whatever came of it. */
  calledRun(step: Step): Promise<Run | undefined> {
    return this.#calledRuns.load(step.id);
  }

  /** When a live run of a workflow was last started. */
  lastStarted(workflowId: string): Promise<string | undefined> {
    return this.#lastStarted.load(workflowId);
  }

  stepPage(run: Run, page: Page): Promise<Step[]> {
    return this.steps.page(run.id, page);
  }

  stepCount(run: Run): Promise<number> {
    return this.steps.count(run.id);
  }
}

/** Of a run that was deleted while the request was answered. */
const GONE: RunContent & StepContent = {
  id: '',
  input: 'null',
  output: null,
  variables: 'null',
  metrics: null,
  currentVariables: null,
  triggerPayload: null,
};

function inOrderOf<Row extends { id: string }>(
  ids: readonly string[],
  rows: readonly Row[],
): (Row | undefined)[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}
