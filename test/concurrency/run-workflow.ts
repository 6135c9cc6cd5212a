import { type Content, contentOf, isCall, type ModelTrigger, UNPINNED } from './run-contents';
import { type RunWorld } from './run-model';
import { isSame, type ModelRoute, type Verdict, WorkflowModel } from './workflow-model';

export type ModelStatus = 'QUEUED' | 'RUNNING' | 'WAITING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export interface ModelRun {
  /** Empty until the row of a run is seen that another one called. */
  id: string;
  workflow: RunWorkflow;
  version: number;
  content: number;
  mode: 'LIVE' | 'TEST';
  executor: 'BUILT_IN' | 'EXTERNAL';
  hasName: boolean;
  status: ModelStatus;
  /** What claimRun answered last, while it is the lease. */
  lease: string | null;
  /** All that it ever answered. */
  leases: string[];
  claimableAt: number;
  wakeAt: number | null;
  /** Attempts that an executor outside reported, the last one last. */
  steps: string[];
  /** What its executor ended it with, while it stands. */
  end: string | null;
  parent: ModelRun | null;
  /** The run that it waits for. */
  child: ModelRun | null;
  /** The value of the variable at its start. */
  count: number;
}

export interface ModelLimits {
  maxConcurrentRuns?: number;
  maxRunsPerDay?: number;
  coolDownMs?: number;
  pauseAfterFailures?: number;
}

export interface ModelArmed {
  trigger: ModelTrigger;
  content: number;
  nextTickAt: number | null;
}

/** What is asked of a start. */
export interface ModelStart {
  mode: 'LIVE' | 'TEST';
  executor?: 'BUILT_IN' | 'EXTERNAL';
  hasName: boolean;
  count?: number;
}

/** What may be started: one for each route that a draw may pick. */
export interface Candidate {
  version: number;
  content: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** A workflow with all that its runs and triggers hang on, as product.md has it. */
export class RunWorkflow extends WorkflowModel {
  id = '';
  isPaused = false;
  limits: ModelLimits = {};
  staging: ModelRoute[] = [];
  tally = { day: 0, started: 0, lastStartedAt: -Infinity, failures: 0 };
  armed: ModelArmed[] = [];
  /** The variable that outlives runs. */
  count = 0;
  /** Contents of all revisions of each version, 0 for the draft. */
  readonly held = new Map<number, Set<number>>();

  constructor(readonly world: RunWorld) {
    super();
  }

  get runs(): ModelRun[] {
    return this.world.runs.filter(({ workflow }) => workflow === this);
  }

  get status(): string {
    if (this.isArchived) return 'ARCHIVED';
    if (this.isPaused) return 'PAUSED';
    if (this.routes.length > 0) return 'ACTIVE';
    return this.next === 1 ? 'DRAFT' : 'INACTIVE';
  }

  /** Takes note of contents that revisions have by now. */
  note(): void {
    const present = new Map([...this.versions].map(([number, { content }]) => [number, content]));
    present.set(0, this.draft.content);
    for (const [number, content] of present) {
      if (!this.held.has(number)) this.held.set(number, new Set());
      this.held.get(number)!.add(content);
    }
    for (const number of this.held.keys()) if (!present.has(number)) this.held.delete(number);
  }

  holds(content: number): boolean {
    return [...this.held.values()].some((contents) => contents.has(content));
  }

  /** What a start on a channel may run. */
  candidates(channel: 'live' | 'staging'): Candidate[] {
    const routes = channel === 'live' ? this.routes : this.staging;
    return routes.map((route) => ({ version: route.version, content: this.contentAt(route) }));
  }

  /** The draft's content is taken at each start. */
  contentAt({ version, content }: ModelRoute): number {
    return version === 0 ? this.draft.content : content;
  }

  /** What saved content is, with its call pinned on top of what `base` pins. */
  pinned(content: number, base: number | undefined): number {
    if (!isCall(content)) return content;
    if (base !== undefined && isCall(base) && base !== UNPINNED) return base;
    return this.world.calledNow ?? UNPINNED;
  }

  /** Saves content as a version that comes from another one. */
  saveBeside(content: number, parent: number | null): Verdict {
    const { next } = this;
    const verdict = this.saveVersion(content, false);
    if (typeof verdict === 'string') return verdict;
    return {
      done: () => {
        verdict.done();
        const saved = this.versions.get(next);
        if (saved) saved.parent = parent;
      },
    };
  }

  movePins(): void {
    if (!isCall(this.draft.content)) return;
    const moved = this.world.calledNow ?? this.draft.content;
    if (moved !== this.draft.content) this.moveDraft(moved);
  }

  override activate(number: number): Verdict {
    return this.releasable(super.activate(number), () => [this.whole(number)], true);
  }

  override rollbackTo(number: number): Verdict {
    const last = this.routings.findLast((routes) =>
      routes.some(({ version }) => version === number),
    );
    const route = last?.find(({ version }) => version === number);
    return this.releasable(super.rollbackTo(number), () => [{ ...route!, weight: 1 }], false);
  }

  override split(numbers: number[]): Verdict {
    for (const number of numbers) {
      const refusal = this.notRoutable(number);
      if (refusal) return refusal;
      if (number > 0 && contentOf(this.whole(number).content).isBroken) return 'VALIDATION_FAILED';
    }
    if (new Set(numbers).size < numbers.length) return 'INVALID_INPUT';
    const routes = numbers.map((number, place) => ({ ...this.whole(number), weight: place + 1 }));
    return this.releasable({ done: () => this.route(routes) }, () => routes, false);
  }

  /** Routes the channel `staging` wholly to a version. */
  stage(number: number): Verdict {
    const refusal = this.notRoutable(number);
    if (refusal) return refusal;
    const route = this.whole(number);
    if (contentOf(route.content).isBroken) return 'VALIDATION_FAILED';
    return {
      done: () => {
        this.staging = [route];
        const version = this.versions.get(number)!;
        version.wasRouted = true;
        version.isSealed ||= this.sealing === 'ON_ACTIVATION';
      },
    };
  }

  override archiveVersion(number: number): Verdict {
    const verdict = super.archiveVersion(number);
    const isStaged = this.staging.some(({ version }) => version === number);
    return typeof verdict !== 'string' && isStaged ? 'VERSION_IN_USE' : verdict;
  }

  override deleteVersion(number: number): Verdict {
    const verdict = super.deleteVersion(number);
    if (typeof verdict === 'string') return verdict;
    const ran = this.runs.some(({ version }) => version === number);
    return ran || this.world.isPinned(this, number) ? 'VERSION_IN_USE' : verdict;
  }

  override archive(): Verdict {
    const verdict = super.archive();
    return typeof verdict === 'string' ? verdict : { done: () => this.stand(verdict.done) };
  }

  override unarchive(): Verdict {
    const verdict = super.unarchive();
    if (typeof verdict === 'string') return verdict;
    const isTaken = this.armed.some(({ trigger }) => this.world.isTaken(this, trigger));
    return isTaken ? 'WEBHOOK_PATH_TAKEN' : { done: () => this.stand(verdict.done) };
  }

  pause(): void {
    this.stand(() => (this.isPaused = true));
  }

  resume(): Verdict {
    if (!this.isPaused) return 'NOT_PAUSED';
    return { done: () => this.stand(() => (this.isPaused = false)) };
  }

  /** Where it is routed anew its triggers are those of the first route, as it is then. */
  override route(routes: ModelRoute[]): void {
    if (isSame(routes, this.routes)) return;
    super.route(routes);
    const before = this.armed;
    const [first] = routes;
    const content = first && this.contentAt(first);
    const triggers = content === undefined ? [] : contentOf(content).triggers;
    this.armed = triggers.map((trigger) => {
      const former = before.find((armed) => armed.trigger.every === trigger.every);
      return { trigger, content: content!, nextTickAt: this.nextTick(trigger, former) };
    });
  }

  /** Where routes would arm what another workflow has. */
  takesPaths([first]: ModelRoute[]): boolean {
    if (!first || this.isArchived) return false;
    const { triggers } = contentOf(this.contentAt(first));
    return triggers.some((trigger) => this.world.isTaken(this, trigger));
  }

  /** Why runs may not start, not counting limits; undefined where they may. */
  startRefusal(content: number, start: ModelStart): string | undefined {
    const { isBroken, needsName } = contentOf(content);
    if (this.isArchived) return 'WORKFLOW_ARCHIVED';
    if (this.isPaused && start.mode === 'LIVE') return 'WORKFLOW_PAUSED';
    if (isBroken && start.mode === 'LIVE') return 'VALIDATION_FAILED';
    if (needsName && !start.hasName) return 'RUN_INPUT_INVALID';
    if (start.executor === 'BUILT_IN' && !isBuiltIn(contentOf(content)))
      return 'EXECUTOR_UNSUITABLE';
    return undefined;
  }

  isLimited({ mode, count = 1 }: ModelStart): boolean {
    if (mode === 'TEST') return false;
    const { maxConcurrentRuns, maxRunsPerDay, coolDownMs } = this.limits;
    const underWay = this.runs.filter((run) => run.mode === 'LIVE' && !isEnded(run)).length;
    const { now } = this.world;
    const today = this.tally.day === Math.floor(now / DAY) ? this.tally.started : 0;
    return (
      underWay + count > (maxConcurrentRuns ?? Infinity) ||
      today + count > (maxRunsPerDay ?? Infinity) ||
      (coolDownMs !== undefined && (count > 1 || now - this.tally.lastStartedAt < coolDownMs))
    );
  }

  counted({ mode, count = 1 }: ModelStart): void {
    if (mode === 'TEST') return;
    const day = Math.floor(this.world.now / DAY);
    if (day !== this.tally.day) Object.assign(this.tally, { day, started: 0 });
    this.tally.started += count;
    this.tally.lastStartedAt = this.world.now;
  }

  protected override notRoutable(number: number): string | undefined {
    return number === 0 ? undefined : super.notRoutable(number);
  }

  protected override whole(number: number): ModelRoute {
    return number === 0 ? { version: 0, content: -1, weight: 1 } : super.whole(number);
  }

  private releasable(verdict: Verdict, routes: () => ModelRoute[], isNew: boolean): Verdict {
    if (typeof verdict === 'string') return verdict;
    const wanted = routes();
    if (isNew && wanted.some((route) => contentOf(this.contentAt(route)).isBroken))
      return 'VALIDATION_FAILED';
    const isTaken = !isSame(wanted, this.routes) && this.takesPaths(wanted);
    return isTaken ? 'WEBHOOK_PATH_TAKEN' : verdict;
  }

  private stand(change: () => unknown): void {
    change();
    for (const armed of this.armed) armed.nextTickAt = this.nextTick(armed.trigger, armed);
  }

  private nextTick({ every }: ModelTrigger, former: ModelArmed | undefined): number | null {
    if (every === undefined || this.isPaused || this.isArchived) return null;
    return former?.nextTickAt ?? tickAfter(every, this.world.now);
  }
}

export function isEnded({ status }: ModelRun): boolean {
  return status === 'SUCCEEDED' || status === 'FAILED' || status === 'CANCELED';
}

/** Whether an executor outside may claim a run: nobody has it, or its lease has ended. */
export function isClaimable(run: ModelRun, now: number): boolean {
  return run.executor === 'EXTERNAL' && !isEnded(run) && run.claimableAt <= now;
}

/** The first tick after a moment. */
export function tickAfter(every: number, now: number): number {
  return (Math.floor(now / every) + 1) * every;
}

export function isBuiltIn({ isForeign, triggers, isManual }: Content): boolean {
  return !isForeign && (isManual === true || triggers.length > 0);
}
