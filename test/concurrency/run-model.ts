import { CALLS, contentOf, type ModelTrigger, SLEEP_MS, UNPINNED } from './run-contents';
import {
  type Candidate,
  isBuiltIn,
  isEnded,
  type ModelRun,
  type ModelStart,
  RunWorkflow,
} from './run-workflow';

/** All that is there of one walk: two workflows, of which the first may call the second, and their runs. */
export class RunWorld {
  readonly caller = new RunWorkflow(this);
  readonly called = new RunWorkflow(this);
  readonly workflows = [this.caller, this.called];
  readonly runs: ModelRun[] = [];
  /** Milliseconds. */
  now = 0;

  /** Where a call without a version leads. */
  get calledNow(): number | undefined {
    const { routes, latest, versions } = this.called;
    if (routes.length === 1) return CALLS + this.called.contentAt(routes[0]!);
    return latest > 0 ? CALLS + versions.get(latest)!.content : undefined;
  }

  isTaken(by: RunWorkflow, { path }: ModelTrigger): boolean {
    if (path === undefined) return false;
    const others = this.workflows.filter((workflow) => workflow !== by && !workflow.isArchived);
    return others.some(({ armed }) => armed.some(({ trigger }) => trigger.path === path));
  }

  /** Whether a kept revision of the caller is pinned to what a version held. */
  isPinned(workflow: RunWorkflow, number: number): boolean {
    if (workflow !== this.called) return false;
    const contents = [...(workflow.held.get(number) ?? [])];
    return contents.some((content) => this.caller.holds(CALLS + content));
  }

  /** A run that was started, counted by the caller of this; what it does shows {@link execute}. */
  add(
    workflow: RunWorkflow,
    { version, content }: Candidate,
    start: ModelStart,
    parent: ModelRun | null = null,
  ): ModelRun {
    const run: ModelRun = {
      id: '',
      ...{ workflow, version, content, parent },
      ...{ mode: start.mode, hasName: start.hasName },
      executor: start.executor ?? (isBuiltIn(contentOf(content)) ? 'BUILT_IN' : 'EXTERNAL'),
      ...{ status: 'QUEUED', lease: null, leases: [], claimableAt: this.now, wakeAt: null },
      ...{ steps: [], end: null, child: null, count: workflow.count },
    };
    this.runs.push(run);
    return run;
  }

  /** What the built-in executor makes of a run, as far as it goes now. */
  execute(run: ModelRun): void {
    if (run.executor === 'EXTERNAL') return;
    const { work } = contentOf(run.content);
    if (work === 'HOLDS') run.status = 'RUNNING';
    else if (work === 'ASKS') run.status = 'WAITING';
    else if (work === 'SLEEPS')
      Object.assign(run, { status: 'WAITING', wakeAt: this.now + SLEEP_MS });
    else if (work === 'CALLS') this.call(run);
    else {
      if (work === 'COUNTS' && run.mode === 'LIVE') run.workflow.count = run.count + 1;
      this.end(run, 'SUCCEEDED');
    }
  }

  /** A run ends, whoever ends it; and what hangs on that. */
  end(run: ModelRun, status: 'SUCCEEDED' | 'FAILED' | 'CANCELED'): void {
    const { workflow, parent, child } = run;
    Object.assign(run, { status, wakeAt: null, child: null });
    if (run.steps.at(-1) === 'RUNNING') run.steps[run.steps.length - 1] = 'CANCELED';
    if (run.mode === 'LIVE' && status !== 'CANCELED') {
      const { tally, limits } = workflow;
      tally.failures = status === 'FAILED' ? tally.failures + 1 : 0;
      if (tally.failures >= (limits.pauseAfterFailures ?? Infinity)) {
        tally.failures = 0;
        workflow.pause();
      }
    }
    if (child) this.end(child, 'CANCELED');
    if (parent?.child === run && !isEnded(parent)) {
      parent.child = null;
      this.end(parent, status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED');
    }
  }

  private call(run: ModelRun): void {
    const { mode, hasName } = run;
    const content = run.content - CALLS;
    const start = { mode, hasName };
    if (run.content === UNPINNED || this.called.startRefusal(content, start))
      return this.end(run, 'FAILED');
    if (this.called.isLimited(start)) {
      this.called.pause();
      return this.end(run, 'FAILED');
    }
    const numbers = [...this.called.held].filter(([, contents]) => contents.has(content));
    const version = Math.max(...numbers.map(([number]) => number));
    this.called.counted(start);
    run.status = 'WAITING';
    run.child = this.add(this.called, { version, content }, start, run);
    this.execute(run.child);
  }
}

/** Whether the built-in executor has its node under way until the walk ends that. */
export function isHeld({ executor, status, content }: ModelRun): boolean {
  return executor === 'BUILT_IN' && status === 'RUNNING' && contentOf(content).work === 'HOLDS';
}
