import { type Caller } from '../access/caller';
import { type NewEvent } from '../event/event';
import { type Clock } from '../platform/clock';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { notFound, Refusal } from '../platform/refusal';
import { type SealVersions } from '../version/seal-versions';
import { DRAFT_NUMBER, type Version } from '../version/version';
import { ValidationFailed, VersionConflict } from '../version/version.errors';
import { type VersionService } from '../version/version.service';
import { Sealing, type Workflow } from '../workflow/workflow';
import { type ActivationStore } from './activation.store';
import { type Activation, type ActivationKind, type Channel, type Route } from './channel';
import { channelActivated } from './channel.events';
import { checkExpectation, type Expectation, isSameRouting } from './channel.rules';
import { type ChannelStore } from './channel.store';

/** A channel as it stands, held by the lock of its workflow. */
export interface HeldChannel {
  workflow: Workflow;
  channel: Channel;
  routes: readonly Route[];
  /** The versions of `routes`, in their order. */
  routed: readonly Version[];
}

/** What a release did. */
export interface Release {
  workflow: Workflow;
  channel: Channel;
  /** The channel's last activation; null if it never had one. */
  activation: Activation | null;
  gained: Version[];
  lost: Version[];
  /** False where the routing was so already and nothing was written. */
  changed: boolean;
}

/** Why and as what a channel is routed anew. */
export interface ReleaseCause {
  kind: ActivationKind;
  note: string | null;
  restoredSequence?: number;
}

/** A channel as it is routed from now on. */
export interface RoutedChannel {
  workflow: Workflow;
  channel: Channel;
  routes: readonly Route[];
  /** The versions of `routes`, in their order. */
  versions: readonly Version[];
  kind: ActivationKind;
}

/** Told when a channel is routed anew, in the transaction that does it; refuses it by throwing. */
export interface RoutingObserver {
  routed(transaction: Transaction, routed: RoutedChannel): Promise<void>;
}

/**
 * Changes a channel's routing within an open transaction. Owner of the rule that at every instant
 * a channel has exactly the routing of its last activation.
 */
export class ReleaseWriter {
  constructor(
    private readonly channels: ChannelStore,
    private readonly activations: ActivationStore,
    private readonly versions: VersionService,
    private readonly sealing: SealVersions,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly observer: RoutingObserver,
  ) {}

  /** Reads the channel of a locked workflow and checks what the caller expects of it. */
  async hold(
    transaction: Transaction,
    workflow: Workflow,
    key: string,
    expectation: Expectation,
  ): Promise<HeldChannel> {
    const channel = await this.channels.byKey(transaction, workflow.id, key);
    if (!channel) throw notFound(`Channel "${key}"`, ['channel']);
    const routes = channel.activationId
      ? (await this.activations.routes([channel.activationId], transaction)).get(
          channel.activationId,
        )!
      : [];
    const routed = await this.versionsOf(transaction, workflow, routes);
    checkExpectation(expectation, channel.activationSequence, routed);
    return { workflow, channel, routes, routed };
  }

  /** Routes the held channel to `routes`, unless it does so already; answers the events to append. */
  async route(
    transaction: Transaction,
    caller: Caller,
    held: HeldChannel,
    routes: readonly Route[],
    cause: ReleaseCause,
  ): Promise<{ release: Release; events: NewEvent[] }> {
    const { workflow, channel } = held;
    if (isSameRouting(held.routes, routes))
      return { release: await this.unchanged(transaction, held), events: [] };
    const activation: Activation = {
      id: this.ids.next('act'),
      workspaceId: workflow.workspaceId,
      workflowId: workflow.id,
      channelId: channel.id,
      sequence: channel.activationSequence + 1,
      kind: cause.kind,
      restoredSequence: cause.restoredSequence ?? null,
      note: cause.note,
      activatedAt: this.clock.now(),
      actor: caller.actor,
    };
    if (!(await this.channels.activate(transaction, channel, activation, routes))) {
      throw new VersionConflict(
        'expectedActivation',
        String(channel.activationSequence),
        'another',
      );
    }
    const versionIds = routes.map((route) => route.versionId);
    const sealed =
      workflow.sealing === Sealing.ON_ACTIVATION
        ? await this.sealing.seal(transaction, versionIds)
        : [];
    const routed = await this.versionsOf(transaction, workflow, routes);
    const { kind } = cause;
    await this.observer.routed(transaction, { workflow, channel, routes, versions: routed, kind });
    const before = new Set(held.routes.map((route) => route.versionId));
    const release: Release = {
      workflow,
      channel: { ...channel, activationId: activation.id, activationSequence: activation.sequence },
      activation,
      gained: routed.filter((version) => !before.has(version.id)),
      lost: held.routed.filter((version) => !versionIds.includes(version.id)),
      changed: true,
    };
    return { release, events: [...sealed, channelActivated(channel, activation, versionIds)] };
  }

  /** The release of a channel that is routed as wanted already. */
  async unchanged(transaction: Transaction, { workflow, channel }: HeldChannel): Promise<Release> {
    const ids = channel.activationId ? [channel.activationId] : [];
    const [activation] =
      ids.length > 0
        ? await this.activations.activationsByIds(workflow.workspaceId, ids, transaction)
        : [];
    return {
      workflow,
      channel,
      activation: activation ?? null,
      gained: [],
      lost: [],
      changed: false,
    };
  }

  /**
   * The route that takes all runs to a version's present digest.
   * @throws Refusal for the draft and archived versions, ValidationFailed for one with errors.
   */
  async wholeRoute(transaction: Transaction, version: Version): Promise<Route> {
    if (version.number === DRAFT_NUMBER) {
      throw new Refusal(
        'DRAFT_NOT_ALLOWED',
        'The draft cannot be activated; save it as a version, or route a channel to it by routeChannel.',
        ['version'],
      );
    }
    checkNotArchived(version, 'version');
    const problems = await this.versions.refusingProblems(version, transaction);
    if (problems.length > 0) throw new ValidationFailed(version.label, problems, 'version');
    return {
      versionId: version.id,
      revision: version.revision,
      digest: version.digest,
      weight: 1,
      label: null,
    };
  }

  /** The versions of routes, in their order. */
  async versionsOf(
    transaction: Transaction,
    workflow: Workflow,
    routes: readonly Route[],
  ): Promise<Version[]> {
    if (routes.length === 0) return [];
    const found = await this.versions.byIds(
      workflow.workspaceId,
      routes.map((route) => route.versionId),
      transaction,
    );
    const byId = new Map(found.map((version) => [version.id, version]));
    return routes.map((route) => byId.get(route.versionId)!);
  }
}

/** @throws Refusal VERSION_ARCHIVED. */
export function checkNotArchived(version: Version, field: string): void {
  if (version.isArchived) {
    throw new Refusal(
      'VERSION_ARCHIVED',
      `${version.label} is archived; unarchive it before it is routed to.`,
      [field],
    );
  }
}
