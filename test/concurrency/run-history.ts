import { type Database } from '../../src/platform/database/database';
import { type GraphQLClient } from '../support/graphql-client';
import { range } from './invariants';

type Row = Record<string, unknown> & { id: string };

/** Columns that say what a run is, decided in the transaction that creates it. */
const PINNED =
  `workspace_id workflow_id version_id revision digest channel_id variant selected_by mode
  trigger_kind trigger_key trigger_payload executor parent_run parent_step created_at created_by node_types
  variables input`.split(/\s+/);
/** Columns that others may change of a run that is finished: what it repeats may be deleted. */
const LOOSE = new Set(['replay_of']);
const ENDED = new Set(['SUCCEEDED', 'FAILED', 'CANCELED']);

interface Progress {
  runId: string;
  sequence: number;
  kind: string;
  stepId: string | null;
}

interface Counted {
  number: number;
  status: string;
  durationMs: number | null;
  cost: number | undefined;
}

interface Stats {
  total: {
    succeeded: number;
    failed: number;
    canceled: number;
    durationMs: { mean: number } | null;
    metrics: { name: string; count: number; sum: number }[];
  };
  byVersion: {
    number: number;
    figures: { succeeded: number; failed: number; canceled: number };
  }[];
}

/**
 * Looks at the runs of workflows time and again, and checks rules that hold of them whatever happened:
 * by what is stored alone, without asking a model.
 */
export class RunHistory {
  readonly #pinned = new Map<string, string>();
  readonly #ended = new Map<string, { row: string; retries: number }>();
  readonly #endedSteps = new Map<string, string>();
  #counted = new Map<string, Counted & { workflowId: string }>();
  /** Runs that were deleted after they counted. */
  readonly #deleted: (Counted & { workflowId: string })[] = [];
  readonly #stopped = new Map<string, { pausedAt: string | null; archivedAt: string | null }>();

  constructor(
    private readonly database: Database,
    private readonly workflowIds: readonly [string, string],
  ) {}

  async observe(): Promise<void> {
    const of = 'workflow_id IN (?, ?)';
    const runs = await this.rows<Row>(`SELECT * FROM run WHERE ${of} ORDER BY id`);
    const progress = await this.rows<Progress>(
      `SELECT p.run_id AS "runId", p.sequence AS "sequence", p.kind AS "kind", p.step_id AS "stepId"
       FROM run_progress p JOIN run r ON r.id = p.run_id WHERE r.${of} ORDER BY p.run_id, p.sequence`,
    );
    const steps = await this.rows<Row>(
      `SELECT s.* FROM step s JOIN run r ON r.id = s.run_id WHERE r.${of}`,
    );
    await this.checkStanding(runs);
    const byRun = grouped(progress, ({ runId }) => runId);
    const stepsByRun = grouped(steps, (step) => step['run_id'] as string);
    for (const run of runs) {
      const own = byRun.get(run.id) ?? [];
      this.checkPinned(run);
      this.checkEnded(run, own);
      checkLease(run);
      checkProgress(run, own, stepsByRun.get(run.id) ?? []);
    }
    this.checkSteps(steps, runs);
    await this.checkEvents(runs, byRun);
    await this.checkPaths();
    await this.count(runs);
  }

  /** Figures are those of the runs that ended and counted, deleted ones too. */
  async checkFigures(client: GraphQLClient, workflowId: string): Promise<void> {
    const answer = await client.request<{ workflow: { stats: Stats } }>(
      `{ workflow(id: "${workflowId}") { stats {
        total { succeeded failed canceled durationMs { mean } metrics { name count sum } }
        byVersion(first: 100) { number figures { succeeded failed canceled } } } } }`,
    );
    const all = [...this.#counted.values(), ...this.#deleted];
    const counted = all.filter((one) => one.workflowId === workflowId);
    const { total, byVersion } = answer.workflow.stats;
    const { durationMs, metrics, ...counts } = total;
    expect(counts).toEqual(countsOf(counted));
    const timed = counted.flatMap(({ durationMs: took }) => took ?? []);
    expect(durationMs?.mean ?? null).toEqual(timed.length > 0 ? sum(timed) / timed.length : null);
    const costs = counted.flatMap(({ cost }) => cost ?? []);
    expect(metrics).toEqual(
      costs.length > 0 ? [{ name: 'cost', count: costs.length, sum: sum(costs) }] : [],
    );
    const versions = byVersion
      .filter(({ figures }) => figures.succeeded + figures.failed + figures.canceled > 0)
      .map(({ number, figures }) => ({ number, ...figures }));
    const expected = [...grouped(counted, ({ number }) => number)].map(([number, runs]) => ({
      number,
      ...countsOf(runs),
    }));
    const byNumber = (a: { number: number }, b: { number: number }): number => a.number - b.number;
    expect(versions.sort(byNumber)).toEqual(expected.sort(byNumber));
  }

  private rows<T>(sql: string): Promise<T[]> {
    return this.database.query<T>(sql, [...this.workflowIds]);
  }

  /** What was paused before and is so still has got no live run; what is archived none at all. */
  private async checkStanding(runs: readonly Row[]): Promise<void> {
    const standings = await this.rows<{
      id: string;
      pausedAt: string | null;
      archivedAt: string | null;
    }>(
      `SELECT id AS "id", paused_at AS "pausedAt", archived_at AS "archivedAt" FROM workflow WHERE id IN (?, ?)`,
    );
    for (const { id, pausedAt, archivedAt } of standings) {
      const before = this.#stopped.get(id);
      const born = runs.filter((run) => run['workflow_id'] === id && !this.#pinned.has(run.id));
      if (pausedAt !== null && before?.pausedAt === pausedAt)
        expect(born.filter(({ mode }) => mode === 'LIVE')).toEqual([]);
      if (archivedAt !== null && before?.archivedAt === archivedAt) expect(born).toEqual([]);
      this.#stopped.set(id, { pausedAt, archivedAt });
    }
  }

  private checkPinned(run: Row): void {
    const pinned = JSON.stringify(PINNED.map((column) => run[column]));
    const before = this.#pinned.get(run.id) ?? pinned;
    expect(`${run.id} ${pinned}`).toBe(`${run.id} ${before}`);
    this.#pinned.set(run.id, pinned);
  }

  /** A finished run stays as it is, unless it had failed and was tried again. */
  private checkEnded(run: Row, progress: readonly Progress[]): void {
    const retries = progress.filter(({ kind }) => kind === 'RETRIED').length;
    const before = this.#ended.get(run.id);
    if (before && before.retries === retries) expect(withoutLoose(run)).toBe(before.row);
    else if (before) expect((JSON.parse(before.row) as Row)['status']).toBe('FAILED');
    if (ENDED.has(run['status'] as string))
      this.#ended.set(run.id, { row: withoutLoose(run), retries });
  }

  /** A finished step stays as it is; trying its run again leaves a mark on it. */
  private checkSteps(steps: readonly Row[], runs: readonly Row[]): void {
    const present = new Set(steps.map(({ id }) => id));
    for (const step of steps) {
      if (step['finished_at'] === null) continue;
      const row = JSON.stringify({ ...step, wake: null });
      expect(row).toBe(this.#endedSteps.get(step.id) ?? row);
      this.#endedSteps.set(step.id, row);
    }
    const ids = new Set(runs.map(({ id }) => id));
    for (const [id, row] of this.#endedSteps) {
      if (present.has(id)) continue;
      // only with its run
      expect(ids.has((JSON.parse(row) as Row)['run_id'] as string)).toBe(false);
      this.#endedSteps.delete(id);
    }
  }

  /** Each run has started once, before it ended; each end and each retry is told once. */
  private async checkEvents(
    runs: readonly Row[],
    progress: ReadonlyMap<string, readonly Progress[]>,
  ): Promise<void> {
    const events = await this.rows<{ type: string; facts: string }>(
      `SELECT type AS "type", facts AS "facts" FROM event
       WHERE workflow_id IN (?, ?) AND type LIKE 'RUN_%' ORDER BY workflow_id, sequence`,
    );
    const told = grouped(events, ({ facts }) => (JSON.parse(facts) as { runId: string }).runId);
    for (const id of told.keys()) expect(this.#pinned.has(id)).toBe(true);
    for (const { id, digest } of runs) {
      const own = told.get(id) ?? [];
      const happened = (progress.get(id) ?? []).flatMap(({ kind }) => EVENT_OF[kind] ?? []);
      expect({ id, told: own.map(({ type }) => type) }).toEqual({ id, told: happened });
      for (const { facts } of own) expect(JSON.parse(facts)).toMatchObject({ digest });
    }
  }

  private async checkPaths(): Promise<void> {
    const shared = await this.database.query(
      `SELECT t.workspace_id, t.path FROM armed_trigger t JOIN workflow w ON w.id = t.workflow_id
       WHERE t.path IS NOT NULL AND w.archived_at IS NULL
       GROUP BY t.workspace_id, t.path HAVING COUNT(*) > 1`,
      [],
    );
    expect(shared).toEqual([]);
  }

  private async count(runs: readonly Row[]): Promise<void> {
    const versions = await this.rows<{ id: string; number: number }>(
      'SELECT id AS "id", number AS "number" FROM version WHERE workflow_id IN (?, ?)',
    );
    const numbers = new Map(versions.map(({ id, number }) => [id, number]));
    const present = new Set(runs.map(({ id }) => id));
    for (const [id, counted] of this.#counted) if (!present.has(id)) this.#deleted.push(counted);
    this.#counted = new Map(
      runs
        .filter((run) => run['mode'] === 'LIVE' && ENDED.has(run['status'] as string))
        .map((run) => [run.id, countedOf(run, numbers.get(run['version_id'] as string)!)]),
    );
  }
}

/** The events that progress of a run is told by. */
const EVENT_OF: Record<string, string> = {
  QUEUED: 'RUN_STARTED',
  FINISHED: 'RUN_FINISHED',
  RETRIED: 'RUN_RETRIED',
};

/** A run has a lease while it runs, and none while it waits; when it may be claimed is told while it is not finished. */
function checkLease({ id, status, lease_token, claimable_at, claims, started_at }: Row): void {
  const isWaiting = status === 'QUEUED' || status === 'WAITING';
  if (isWaiting) expect({ id, lease_token }).toEqual({ id, lease_token: null });
  if (status === 'RUNNING') {
    expect(lease_token).not.toBeNull();
    expect(claimable_at).not.toBeNull();
  }
  if (ENDED.has(status as string)) expect(claimable_at).toBeNull();
  expect({ id, isStarted: started_at !== null }).toEqual({ id, isStarted: (claims as number) > 0 });
}

/** Progress is numbered without gaps from QUEUED to FINISHED, and tells each end of a step once. */
function checkProgress(run: Row, progress: readonly Progress[], steps: readonly Row[]): void {
  const kinds = progress.map(({ kind }) => kind);
  expect(progress.map(({ sequence }) => sequence)).toEqual(
    range(1, run['last_sequence'] as number),
  );
  expect(kinds.indexOf('QUEUED')).toBe(0);
  expect(kinds.lastIndexOf('QUEUED')).toBe(0);
  kinds.forEach((kind, place) => {
    if (kind === 'FINISHED') expect(['RETRIED', undefined]).toContain(kinds[place + 1]);
    if (kind === 'RETRIED') expect(kinds[place - 1]).toBe('FINISHED');
  });
  expect(kinds.at(-1) === 'FINISHED').toBe(ENDED.has(run['status'] as string));
  expect(kinds.filter((kind) => kind === 'CLAIMED')).toHaveLength(run['claims'] as number);
  for (const { id, finished_at } of steps) {
    const ends = progress.filter(({ kind, stepId }) => stepId === id && kind === 'STEP_FINISHED');
    expect({ id, ends: ends.length }).toEqual({ id, ends: finished_at === null ? 0 : 1 });
  }
}

function withoutLoose(run: Row): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(run).filter(([column]) => !LOOSE.has(column))),
  );
}

function countedOf(run: Row, number: number): Counted & { workflowId: string } {
  const { status, started_at, finished_at, metrics } = run as Record<string, string | null>;
  const isMeasured = status !== 'CANCELED';
  const took = started_at == null ? null : Date.parse(finished_at!) - Date.parse(started_at);
  const measured = JSON.parse(metrics ?? '{}') as { cost?: number };
  return {
    workflowId: run['workflow_id'] as string,
    number,
    status: status!,
    durationMs: isMeasured ? took : null,
    cost: isMeasured ? measured.cost : undefined,
  };
}

function countsOf(runs: readonly Counted[]) {
  const count = (wanted: string): number => runs.filter(({ status }) => status === wanted).length;
  return { succeeded: count('SUCCEEDED'), failed: count('FAILED'), canceled: count('CANCELED') };
}

function grouped<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
