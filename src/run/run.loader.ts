import DataLoader from 'dataloader';
import { type Page } from '../platform/graphql/page';
import { type Run, type RunContent, type Step, type StepContent } from './run';
import { type RunListFilter, type RunParents } from './run-list-plan';
import { type RunListStore } from './run-list.store';
import { type RunStore } from './run.store';
import { type RunTallyStore } from './run-tally.store';
import { type StepStore } from './step.store';

/** Which runs: of a version, else of a workflow, else of the workspace. */
export interface RunListSelection extends RunListFilter {
  workflowId?: string | null;
  versionId?: string | null;
}

/** Reads runs and steps of one workspace for one request; what may be large only where it is asked for. */
export class RunLoader {
  readonly #byId: DataLoader<string, Run | undefined>;
  readonly #contents: DataLoader<string, RunContent>;
  readonly #steps: DataLoader<string, Step | undefined>;
  readonly #stepContents: DataLoader<string, StepContent>;
  readonly #pages = new Map<string, DataLoader<string, Run[]>>();
  readonly #counts = new Map<string, DataLoader<string, number>>();
  readonly #stepPages = new Map<string, DataLoader<string, Step[]>>();
  readonly #stepCounts: DataLoader<string, number>;

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
      const found = groupedBy(await steps.waiting(ids), ({ runId }) => runId);
      return ids.map((id) => found.get(id) ?? []);
    });
    this.#calledRuns = new DataLoader(async (ids) => {
      const found = new Map((await runs.calledBy(ids)).map((run) => [run.parentStep, run]));
      return ids.map((id) => found.get(id));
    });
    this.#lastStarted = new DataLoader(async (ids) => {
      const found = await tallies.lastStarted(workspaceId, ids);
      return ids.map((id) => found.get(id));
    });
    this.#stepCounts = new DataLoader(async (runIds) => {
      const counts = await steps.counts(runIds);
      return runIds.map((id) => counts.get(id) ?? 0);
    });
  }

  byId(id: string): Promise<Run | undefined> {
    return this.#byId.load(id);
  }

  content(run: Run): Promise<RunContent> {
    return this.#contents.load(run.id);
  }

  /** A page of a list; the same page of the lists of several workflows or versions is one statement. */
  page(selection: RunListSelection, page: Page): Promise<Run[]> {
    const { parent, filter } = parentOf(selection);
    if (!parent) return this.lists.pages(this.workspaceId, undefined, filter, page);
    const { kind, id } = parent;
    const key = JSON.stringify([kind, filter, page]);
    const loader = loaderAt(this.#pages, key, async (ids) => {
      const runs = await this.lists.pages(this.workspaceId, { kind, ids }, filter, page);
      const parentIdOf = kind === 'version' ? versionIdOf : workflowIdOf;
      return pagesOf(ids, runs, parentIdOf, page);
    });
    return loader.load(id);
  }

  /** Capped; batched as pages are. */
  async count(selection: RunListSelection): Promise<number> {
    const { parent, filter } = parentOf(selection);
    if (!parent) return (await this.lists.counts(this.workspaceId, undefined, filter))[0]!;
    const { kind, id } = parent;
    const loader = loaderAt(this.#counts, JSON.stringify([kind, filter]), (ids) =>
      this.lists.counts(this.workspaceId, { kind, ids }, filter),
    );
    return loader.load(id);
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

  /** The same page of the steps of several runs is one statement. */
  stepPage(run: Run, page: Page): Promise<Step[]> {
    const loader = loaderAt(this.#stepPages, JSON.stringify(page), async (runIds) =>
      pagesOf(runIds, await this.steps.pages(runIds, page), ({ runId }) => runId, page),
    );
    return loader.load(run.id);
  }

  stepCount(run: Run): Promise<number> {
    return this.#stepCounts.load(run.id);
  }
}

const versionIdOf = ({ versionId }: Run): string => versionId;
const workflowIdOf = ({ workflowId }: Run): string => workflowId;

function parentOf({ workflowId, versionId, ...filter }: RunListSelection): {
  parent: { kind: RunParents['kind']; id: string } | undefined;
  filter: RunListFilter;
} {
  if (versionId != null) return { parent: { kind: 'version', id: versionId }, filter };
  if (workflowId != null) return { parent: { kind: 'workflow', id: workflowId }, filter };
  return { parent: undefined, filter };
}

/** The loader kept at `key`, made where there is none. */
function loaderAt<Value>(
  loaders: Map<string, DataLoader<string, Value>>,
  key: string,
  load: (ids: readonly string[]) => Promise<Value[]>,
): DataLoader<string, Value> {
  let loader = loaders.get(key);
  if (!loader) loaders.set(key, (loader = new DataLoader(load)));
  return loader;
}

/** Rows of pages that were read together, by what they are of: one row more than a page where there are more. */
function pagesOf<Row>(
  parentIds: readonly string[],
  rows: readonly Row[],
  parentIdOf: (row: Row) => string,
  page: Page,
): Row[][] {
  const groups = groupedBy(rows, parentIdOf);
  // a list of several streams has as many rows of each
  return parentIds.map((id) => (groups.get(id) ?? []).slice(0, page.limit + 1));
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

function groupedBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
