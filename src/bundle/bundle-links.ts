import { createHash } from 'node:crypto';
import { type Caller } from '../access/caller';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { type BundleLinkStore } from './bundle-link.store';
import { type ExportSelection, type ExportStamp } from './gather-export';

/** How a bundle is written. */
export enum BundleFormat {
  JSON = 'JSON',
  ZIP = 'ZIP',
}

/** A right to download one bundle for a short while, without any other token. */
export interface BundleLink extends ExportStamp {
  id: string;
  workspaceId: string;
  workflowId: string;
  format: `${BundleFormat}`;
  selection: ExportSelection;
  expiresAt: string;
}

/** Milliseconds that a link is good for. */
const LINK_KEPT_FOR = 10 * 60 * 1000;
/** Random bytes of a link's token. */
const TOKEN_BYTES = 32;

/** Makes and finds links. Owner of the rule that a link's token is kept as its SHA-256 only. */
export class BundleLinks {
  constructor(
    private readonly store: BundleLinkStore,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** A link to what `caller` exports. It is not good before it is kept. */
  make(
    { workspaceId, actor }: Caller,
    exported: Pick<BundleLink, 'workflowId' | 'format' | 'selection'>,
  ): BundleLink {
    const now = this.clock.now();
    return {
      ...exported,
      id: this.ids.next('bundle'),
      workspaceId,
      exportedAt: now,
      exportedBy: actor,
      expiresAt: plusMilliseconds(now, LINK_KEPT_FOR),
    };
  }

  /** Makes a link good. Returns its address below that of the server, which is told this once. */
  async keep(transaction: Transaction, link: BundleLink): Promise<string> {
    const token = this.ids.secret(TOKEN_BYTES);
    await this.store.add(transaction, link, hashOf(token));
    return `/bundles/${link.id}?token=${token}`;
  }

  /** The link, while it is good and the token is its own. */
  find(id: string, token: string): Promise<BundleLink | undefined> {
    return this.store.find(id, hashOf(token), this.clock.now());
  }

  async expire(transaction: Transaction): Promise<void> {
    await this.store.expire(transaction, this.clock.now());
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
