import { systemCaller } from '../../access/caller';
import { type Clock, plusMilliseconds } from '../../platform/clock';
import { type Database } from '../../platform/database/database';
import { type Transaction } from '../../platform/database/transaction';
import { type Logger } from '../../platform/logger';
import { Refusal } from '../../platform/refusal';
import { type Workflow } from '../../workflow/workflow';
import { type WorkflowService } from '../../workflow/workflow.service';
import { type ArmedTrigger } from './armed-trigger';
import { type ArmedTriggerStore, type DueTrigger } from './armed-trigger.store';
import { latestTick, nextTick, type Schedule } from './schedule';
import { type ScheduleTickStore } from './schedule-tick.store';
import { type StartRun } from '../start-run';

/** Workflows whose schedules are fired at once; each holds a connection meanwhile. */
const MOST_AT_ONCE = 5;
/** Schedules read per statement. */
const PAGE = 200;
/** Milliseconds that is remembered what came of a tick. */
const TICKS_KEPT_FOR = 30 * 24 * 60 * 60 * 1000;

/** A start that was refused, with the tick that was to start it. Undoes its transaction. */
class TickRefused extends Error {
  constructor(
    readonly tickAt: string,
    readonly refusal: Refusal,
  ) {
    super(refusal.message);
  }
}

/**
 * Fires schedules when they are due. Every process may have one: whoever holds the workflow's row and
 * takes the tick's fires it, so each tick is fired once. Of ticks that were missed the latest is
 * fired, the others never. A refused one is recorded and not tried again; after a fault the next look
 * tries again.
 */
export class ScheduleRunner {
  /** What is under way, by workflow: one that is slow holds up its own schedules only. */
  readonly #underWay = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isReading = false;
  #isClosed = false;

  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly triggers: ArmedTriggerStore,
    private readonly ticks: ScheduleTickStore,
    private readonly runs: StartRun,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** @param pollInterval milliseconds between looks. */
  start(pollInterval: number): void {
    this.#timer = setInterval(() => {
      if (!this.#isReading) void this.look();
    }, pollInterval).unref();
  }

  /** Starts nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#isClosed = true;
    await Promise.all(this.#underWay.values());
  }

  /** Forgets what came of ticks long ago. */
  expire(transaction: Transaction): Promise<void> {
    const before = plusMilliseconds(this.clock.now(), -TICKS_KEPT_FOR);
    return this.ticks.expire(transaction, before);
  }

  /** Fires what is due; resolves when that is done. Never rejects. */
  async look(): Promise<void> {
    this.#isReading = true;
    const begun: Promise<void>[] = [];
    try {
      await this.begin(begun);
    } catch (error) {
      this.logger.error({ error }, 'schedules could not be read; the next look tries again');
    } finally {
      this.#isReading = false;
    }
    await Promise.all(begun);
  }

  /** Page after page, so that those who fail each time do not keep the others from their turn. */
  private async begin(begun: Promise<void>[]): Promise<void> {
    const now = this.clock.now();
    let page: DueTrigger[];
    let last: DueTrigger | undefined;
    do {
      page = await this.triggers.due(now, last, PAGE);
      last = page.at(-1);
      for (const [workflowId, due] of byWorkflow(page)) {
        if (this.#underWay.has(workflowId)) continue;
        while (this.#underWay.size >= MOST_AT_ONCE) await Promise.race(this.#underWay.values());
        if (this.#isClosed) return;
        const firing = this.fireAll(due).finally(() => this.#underWay.delete(workflowId));
        this.#underWay.set(workflowId, firing);
        begun.push(firing);
      }
    } while (page.length === PAGE);
  }

  private async fireAll(due: readonly DueTrigger[]): Promise<void> {
    for (const trigger of due) {
      try {
        await this.fire(trigger);
      } catch (error) {
        const { workflowId, nodeKey } = trigger;
        const what = { error, workflowId, nodeKey };
        this.logger.error(what, 'a schedule could not be fired; the next look tries again');
      }
    }
  }

  private async fire(due: DueTrigger): Promise<void> {
    try {
      await this.whileDue(due, (transaction, workflow, trigger, now) =>
        this.fireWithin(transaction, workflow, trigger, now),
      );
    } catch (error) {
      if (!(error instanceof TickRefused)) throw error;
      const { tickAt, refusal } = error;
      await this.whileDue(due, async (transaction, _workflow, trigger) => {
        if (trigger.nextTickAt > tickAt) return;
        await this.triggers.moveTick(transaction, trigger, nextTick(trigger, tickAt));
        const tick = { ...trigger, tickAt };
        if (await this.ticks.take(transaction, tick))
          await this.ticks.settle(transaction, tick, refusal);
      });
    }
  }

  /** Works on a schedule under its workflow's lock, unless another process was faster or it was disarmed. */
  private async whileDue(
    { workspaceId, workflowId, nodeKey }: DueTrigger,
    work: (
      transaction: Transaction,
      workflow: Workflow,
      trigger: DueSchedule,
      now: string,
    ) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(
        transaction,
        systemCaller(workspaceId),
        workflowId,
      );
      const now = this.clock.now();
      const trigger = await this.triggers.find(transaction, workflowId, nodeKey);
      if (trigger && isDue(trigger, now)) await work(transaction, workflow, trigger, now);
    });
  }

  private async fireWithin(
    transaction: Transaction,
    workflow: Workflow,
    trigger: DueSchedule,
    now: string,
  ): Promise<void> {
    const tick = { ...trigger, tickAt: latestTick(trigger, trigger.nextTickAt, now) };
    await this.triggers.moveTick(transaction, trigger, nextTick(trigger, now));
    if (!(await this.ticks.take(transaction, tick))) return;
    const outcome = await this.startRun(transaction, workflow, trigger, tick.tickAt);
    await this.ticks.settle(transaction, tick, outcome);
  }

  private async startRun(
    transaction: Transaction,
    workflow: Workflow,
    trigger: DueSchedule,
    tickAt: string,
  ): Promise<string | Refusal> {
    try {
      return await this.runs.fire(transaction, workflow, {
        kind: 'SCHEDULE',
        triggerKey: trigger.nodeKey,
        payload: { scheduledAt: tickAt },
        input: {},
        channel: trigger.channelKey,
      });
    } catch (error) {
      throw error instanceof Refusal ? new TickRefused(tickAt, error) : error;
    }
  }
}

type DueSchedule = ArmedTrigger & Schedule & { nextTickAt: string };

function isDue(trigger: ArmedTrigger, now: string): trigger is DueSchedule {
  return trigger.nextTickAt !== null && trigger.nextTickAt <= now;
}

function byWorkflow(due: readonly DueTrigger[]): Map<string, DueTrigger[]> {
  const grouped = new Map<string, DueTrigger[]>();
  for (const trigger of due) {
    const others = grouped.get(trigger.workflowId);
    if (others) others.push(trigger);
    else grouped.set(trigger.workflowId, [trigger]);
  }
  return grouped;
}
