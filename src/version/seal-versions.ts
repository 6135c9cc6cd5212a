import { type NewEvent } from '../event/event';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { Sealing, type Workflow } from '../workflow/workflow';
import { type SealingObserver } from '../workflow/workflow.service';
import { versionSealed } from './version.events';
import { type VersionUsage } from './version-usage';
import { type VersionStore } from './version.store';

/** Stamps versions as sealed, once. */
export class SealVersions implements SealingObserver {
  constructor(
    private readonly versions: VersionStore,
    private readonly usage: VersionUsage,
    private readonly clock: Clock,
  ) {}

  /** Seals those of `versionIds` that are not sealed; answers the events. */
  async seal(transaction: Transaction, versionIds: readonly string[]): Promise<NewEvent[]> {
    const sealed = await this.versions.seal(transaction, versionIds, this.clock.now());
    return sealed.map(versionSealed);
  }

  /** Tightening the setting seals what qualifies; loosening unseals nothing. */
  async sealingChanged(transaction: Transaction, workflow: Workflow): Promise<NewEvent[]> {
    if (workflow.sealing === Sealing.NEVER) return [];
    const qualifying =
      workflow.sealing === Sealing.ON_SAVE
        ? await this.versions.savedIds(transaction, workflow.id)
        : await this.usage.activatedVersions(transaction, workflow.id);
    return this.seal(transaction, qualifying);
  }
}
