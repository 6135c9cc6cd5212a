import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type NewEvent } from '../event/event';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { invalidInput } from '../platform/refusal';
import {
  type SavedVersion,
  type SaveVersion,
  type SaveVersionInput,
} from '../version/save-version';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { LIVE } from './channel';
import { checkNote } from './channel.rules';
import { idempotentRequest } from '../workflow/idempotent-request';
import { type Release, type ReleaseWriter } from './release';

export interface SaveAndActivateInput extends Omit<SaveVersionInput, 'from' | 'parent'> {
  workflowId: string;
  from?: VersionRef | null;
  parent?: VersionRef | null;
  activate?: boolean | null;
  channel?: string | null;
  note?: string | null;
  idempotencyKey?: string | null;
}

export interface SavedAndActivated extends Omit<SavedVersion, 'events'> {
  /** What the activation did; absent where none was asked for. */
  release?: Release;
}

/** What an idempotent repetition finds again. */
interface Remembered {
  number: number;
  created: boolean;
  activated: boolean;
}

/** Saves a version and, if asked, activates it, in one transaction. */
export class SaveAndActivate {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly saveVersion: SaveVersion,
    private readonly versions: VersionService,
    private readonly releases: ReleaseWriter,
    private readonly idempotency: IdempotencyKeys,
    private readonly log: EventLog,
  ) {}

  async save(caller: Caller, input: SaveAndActivateInput): Promise<SavedAndActivated> {
    if (!input.activate && (input.channel != null || input.note != null)) {
      throw invalidInput('channel and note are of an activation; say activate: true with them.', [
        input.channel != null ? 'channel' : 'note',
      ]);
    }
    const request = idempotentRequest(caller, 'saveVersion', input);
    return this.database.transaction(async (transaction) => {
      const workflow = await this.workflows.lock(transaction, caller, input.workflowId);
      const earlier = request && (await this.idempotency.find<Remembered>(transaction, request));
      if (earlier) return this.again(transaction, workflow, input, earlier);
      const { events, ...saved } = await this.saveVersion.save(transaction, caller, workflow, {
        ...input,
        from:
          input.from == null
            ? undefined
            : await this.versions.resolve(transaction, workflow, input.from, 'from'),
        parent:
          input.parent == null
            ? undefined
            : await this.versions.resolve(transaction, workflow, input.parent, 'parent'),
      });
      const activated = input.activate
        ? await this.activate(transaction, caller, saved, input)
        : undefined;
      await this.log.append(transaction, saved.workflow, caller.actor, [
        ...events,
        ...(activated?.events ?? []),
      ]);
      if (request) {
        const remembered: Remembered = {
          number: saved.version.number,
          created: saved.created,
          activated: !!activated,
        };
        await this.idempotency.remember(transaction, request, remembered);
      }
      const sealedSince = activated?.release.gained.find(
        (version) => version.id === saved.version.id,
      );
      return { ...saved, version: sealedSince ?? saved.version, release: activated?.release };
    });
  }

  private async activate(
    transaction: Transaction,
    caller: Caller,
    saved: Omit<SavedVersion, 'events'>,
    input: SaveAndActivateInput,
  ): Promise<{ release: Release; events: NewEvent[] }> {
    const held = await this.releases.hold(transaction, saved.workflow, input.channel ?? LIVE, {});
    const route = await this.releases.wholeRoute(transaction, saved.version);
    return this.releases.route(transaction, caller, held, [route], {
      kind: 'ACTIVATE',
      note: checkNote(input.note),
    });
  }

  /** The objects of an earlier request as they are now; nothing is written. */
  private async again(
    transaction: Transaction,
    workflow: Workflow,
    input: SaveAndActivateInput,
    earlier: Remembered,
  ): Promise<SavedAndActivated> {
    const version = await this.versions.resolve(transaction, workflow, { number: earlier.number });
    const release = earlier.activated
      ? await this.present(transaction, workflow, input.channel ?? LIVE)
      : undefined;
    return { workflow, version, created: earlier.created, release };
  }

  private async present(
    transaction: Transaction,
    workflow: Workflow,
    channel: string,
  ): Promise<Release> {
    const held = await this.releases.hold(transaction, workflow, channel, {});
    return this.releases.unchanged(transaction, held);
  }
}
