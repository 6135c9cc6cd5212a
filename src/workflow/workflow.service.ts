import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type EventLog } from '../event/event-log';
import { type Actor } from '../platform/actor';
import { type Clock } from '../platform/clock';
import { type Database, isUniqueViolation } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { notFound, Refusal } from '../platform/refusal';
import {
  type ForkSource,
  type RetentionPolicy,
  Sealing,
  type Workflow,
  type WorkflowLimits,
} from './workflow';
import * as events from './workflow.events';
import {
  checkReason,
  checkDescription,
  checkKey,
  checkName,
  checkNumbers,
  keyOfName,
} from './workflow.rules';
import { type WorkflowStore } from './workflow.store';

/** What a new workflow is made of, its content apart. */
export interface NewWorkflow {
  name: string;
  key?: string | null;
  description?: string | null;
  sealing?: Sealing | null;
  limits?: WorkflowLimits | null;
  forkedFrom?: ForkSource;
  /** Of one that comes from elsewhere, as the two that follow. */
  importedFrom?: Workflow['importedFrom'];
  retention?: RetentionPolicy | null;
  /** What the next saved version will be called; 1 by default. */
  nextVersionNumber?: number;
}

export interface WorkflowChanges {
  name?: string | null;
  key?: string | null;
  description?: string | null;
  sealing?: Sealing | null;
  limits?: WorkflowLimits | null;
  retention?: RetentionPolicy | null;
}

/** Asked when the sealing of a workflow changes: versions that qualify are sealed by it. */
export interface SealingObserver {
  sealingChanged(transaction: Transaction, workflow: Workflow): Promise<NewEvent[]>;
}

/** Told when a workflow is paused, resumed, archived or unarchived; refuses it by throwing. */
export interface StandingObserver {
  /** @param workflow as it is from now on. */
  standingChanged(transaction: Transaction, workflow: Workflow): Promise<void>;
}

/** Keeps workflows. Owner of the rules that keys are unique and that version numbers are never used twice. */
export class WorkflowService {
  constructor(
    private readonly database: Database,
    private readonly store: WorkflowStore,
    private readonly log: EventLog,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly sealingObserver: SealingObserver,
    private readonly standingObserver: StandingObserver,
  ) {}

  /** Makes the row of a workflow; its draft and channel are made in the same transaction by `channel/`. */
  async create(transaction: Transaction, caller: Caller, input: NewWorkflow): Promise<Workflow> {
    const name = checkName(input.name);
    checkNumbers(input.limits, 'limits', 1);
    checkNumbers(input.retention, 'retention', 0);
    const now = this.clock.now();
    const workflow: Workflow = {
      id: this.ids.next('wf'),
      workspaceId: caller.workspaceId,
      key: input.key == null ? keyOfName(name) : checkKey(input.key),
      name,
      description: checkDescription(input.description),
      sealing: input.sealing ?? Sealing.ON_SAVE,
      limits: input.limits ?? null,
      retention: input.retention ?? null,
      nextVersionNumber: input.nextVersionNumber ?? 1,
      pausedAt: null,
      pausedReason: null,
      archivedAt: null,
      createdAt: now,
      createdBy: caller.actor,
      updatedAt: now,
      updatedBy: caller.actor,
      forkedFrom: input.forkedFrom ?? null,
      importedFrom: input.importedFrom ?? null,
    };
    if (await this.store.create(transaction, workflow)) return workflow;
    if (input.key != null) throw keyTaken(workflow.key);
    // a key made of a name must not refuse: its id's last digits make it unique
    const unique = { ...workflow, key: `${workflow.key}-${workflow.id.slice(-8)}` };
    if (await this.store.create(transaction, unique)) return unique;
    throw keyTaken(unique.key);
  }

  /** @throws Refusal NOT_FOUND. */
  async lock(transaction: Transaction, caller: Caller, id: string): Promise<Workflow> {
    const workflow = await this.lockIfPresent(transaction, caller.workspaceId, id);
    if (!workflow) throw notFound('This workflow', ['workflowId']);
    return workflow;
  }

  /** Locks a workflow for the server's own doings; undefined where there is none. */
  lockIfPresent(
    transaction: Transaction,
    workspaceId: string,
    id: string,
  ): Promise<Workflow | undefined> {
    return this.store.lock(transaction, workspaceId, id);
  }

  /** Takes the next version number; the workflow must be locked. */
  async takeVersionNumber(
    transaction: Transaction,
    workflow: Workflow,
    actor: Actor,
  ): Promise<Workflow> {
    return this.change(transaction, workflow, actor, {
      nextVersionNumber: workflow.nextVersionNumber + 1,
    });
  }

  /** Stamps who changed the workflow last, with any changes of its row. */
  async change(
    transaction: Transaction,
    workflow: Workflow,
    actor: Actor,
    changes: Partial<Workflow> = {},
  ): Promise<Workflow> {
    const stamped = { ...changes, updatedAt: this.clock.now(), updatedBy: actor };
    await this.store.update(transaction, workflow.id, stamped);
    return { ...workflow, ...stamped };
  }

  async update(caller: Caller, id: string, input: WorkflowChanges): Promise<Workflow> {
    return this.changeUnderLock(caller, id, async (transaction, workflow) => {
      const changes = readChanges(workflow, input);
      if (Object.keys(changes).length === 0) return { workflow, events: [] };
      const changed = await this.change(transaction, workflow, caller.actor, changes).catch(
        (error: unknown) => {
          throw isUniqueViolation(error) ? keyTaken(changes.key!) : error;
        },
      );
      const sealed = changes.sealing
        ? await this.sealingObserver.sealingChanged(transaction, changed)
        : [];
      return {
        workflow: changed,
        events: [events.workflowUpdated(Object.keys(changes)), ...sealed],
      };
    });
  }

  async pause(caller: Caller, id: string, reason: string | null | undefined): Promise<Workflow> {
    const why = checkReason(reason) || `Paused by ${caller.actor.name}.`;
    return this.changeUnderLock(caller, id, (transaction, workflow) =>
      this.pauseWithin(transaction, workflow, caller.actor, why),
    );
  }

  /** Pauses a locked workflow in an open transaction; one that is paused already gets the reason. Answers the events. */
  async pauseWithin(
    transaction: Transaction,
    workflow: Workflow,
    actor: Actor,
    reason: string,
  ): Promise<{ workflow: Workflow; events: NewEvent[] }> {
    const changes = { pausedAt: workflow.pausedAt ?? this.clock.now(), pausedReason: reason };
    return {
      workflow: await this.changeStanding(transaction, workflow, actor, changes),
      events: [events.workflowPaused(reason)],
    };
  }

  async resume(caller: Caller, id: string): Promise<Workflow> {
    return this.changeUnderLock(caller, id, async (transaction, workflow) => {
      if (!workflow.pausedAt)
        throw new Refusal('NOT_PAUSED', 'This workflow is not paused.', ['workflowId']);
      const changes = { pausedAt: null, pausedReason: null };
      return {
        workflow: await this.changeStanding(transaction, workflow, caller.actor, changes),
        events: [events.workflowResumed()],
      };
    });
  }

  async archive(caller: Caller, id: string): Promise<Workflow> {
    return this.changeUnderLock(caller, id, async (transaction, workflow) => {
      if (workflow.archivedAt)
        throw new Refusal('ALREADY_ARCHIVED', 'This workflow is archived already.', ['workflowId']);
      const changes = { archivedAt: this.clock.now() };
      return {
        workflow: await this.changeStanding(transaction, workflow, caller.actor, changes),
        events: [events.workflowArchived()],
      };
    });
  }

  async unarchive(caller: Caller, id: string): Promise<Workflow> {
    return this.changeUnderLock(caller, id, async (transaction, workflow) => {
      if (!workflow.archivedAt)
        throw new Refusal('NOT_ARCHIVED', 'This workflow is not archived.', ['workflowId']);
      const changes = { archivedAt: null };
      return {
        workflow: await this.changeStanding(transaction, workflow, caller.actor, changes),
        events: [events.workflowUnarchived()],
      };
    });
  }

  /** Workflows of all workspaces that have a retention policy. */
  withRetention(): Promise<{ id: string; workspaceId: string }[]> {
    return this.store.withRetention();
  }

  /** Removes the row; what hangs on it must be gone. */
  async remove(transaction: Transaction, workflow: Workflow): Promise<void> {
    await this.store.delete(transaction, workflow.id);
  }

  private async changeStanding(
    transaction: Transaction,
    workflow: Workflow,
    actor: Actor,
    changes: Partial<Workflow>,
  ): Promise<Workflow> {
    const changed = await this.change(transaction, workflow, actor, changes);
    await this.standingObserver.standingChanged(transaction, changed);
    return changed;
  }

  private async changeUnderLock(
    caller: Caller,
    id: string,
    work: (
      transaction: Transaction,
      workflow: Workflow,
    ) => Promise<{ workflow: Workflow; events: NewEvent[] }>,
  ): Promise<Workflow> {
    return this.database.transaction(async (transaction) => {
      const locked = await this.lock(transaction, caller, id);
      const { workflow, events: happened } = await work(transaction, locked);
      await this.log.append(transaction, workflow, caller.actor, happened);
      return workflow;
    });
  }
}

/** Only what is given and differs. */
function readChanges(workflow: Workflow, input: WorkflowChanges): Partial<Workflow> {
  checkNumbers(input.limits, 'limits', 1);
  checkNumbers(input.retention, 'retention', 0);
  const wanted: Partial<Workflow> = {
    ...(input.name != null && { name: checkName(input.name) }),
    ...(input.key != null && { key: checkKey(input.key) }),
    ...(input.description !== undefined && { description: checkDescription(input.description) }),
    ...(input.sealing != null && { sealing: input.sealing }),
    ...(input.limits !== undefined && { limits: input.limits }),
    ...(input.retention !== undefined && { retention: input.retention }),
  };
  const changed = Object.entries(wanted).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(workflow[name as keyof Workflow]),
  );
  return Object.fromEntries(changed);
}

function keyTaken(key: string): Refusal {
  return new Refusal(
    'KEY_TAKEN',
    `The key "${key}" belongs to another workflow of this workspace.`,
    ['key'],
  );
}
