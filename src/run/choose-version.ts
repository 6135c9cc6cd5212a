import { LIVE, type Channel, type Route } from '../channel/channel';
import { chooseRoute } from '../channel/choose-route';
import { type HeldChannel, type ReleaseWriter } from '../channel/release';
import { type Transaction } from '../platform/database/transaction';
import { type Ids } from '../platform/ids';
import { Refusal } from '../platform/refusal';
import { type Version } from '../version/version';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type RunSelection } from './run';

/** What a caller says of the version to run. */
export interface WantedVersion {
  version?: VersionRef | null;
  /** A digest that a version of the workflow holds or once held. */
  digest?: string | null;
  channel?: string | null;
}

/** What a run is pinned to. */
export interface Choice {
  /** With the revision and digest to run, which need not be its present ones. */
  version: Version;
  channel: Channel | null;
  variant: string | null;
  selectedBy: RunSelection;
}

/** Decides which digest a run gets, in the transaction that creates it. */
export class ChooseVersion {
  constructor(
    private readonly versions: VersionService,
    private readonly releases: ReleaseWriter,
    private readonly ids: Ids,
  ) {}

  /**
   * The choice for each of several runs, one sticky key each; null draws at random.
   * @throws Refusal NOT_FOUND, or NO_ROUTE where the channel routes nowhere.
   */
  async choose(
    transaction: Transaction,
    workflow: Workflow,
    wanted: WantedVersion,
    stickyKeys: readonly (string | null | undefined)[],
  ): Promise<Choice[]> {
    const { version: ref, digest, channel: key } = wanted;
    if (ref != null || digest != null) {
      const version =
        digest != null
          ? await this.versions.holding(transaction, workflow, digest, ref ?? undefined)
          : await this.versions.resolve(transaction, workflow, ref!);
      const held = key == null ? null : await this.releases.hold(transaction, workflow, key, {});
      const choice: Choice = {
        version,
        channel: held && held.channel,
        variant: null,
        selectedBy: 'EXPLICIT',
      };
      return stickyKeys.map(() => choice);
    }
    return this.chooseByChannel(transaction, workflow, key ?? LIVE, stickyKeys);
  }

  private async chooseByChannel(
    transaction: Transaction,
    workflow: Workflow,
    key: string,
    stickyKeys: readonly (string | null | undefined)[],
  ): Promise<Choice[]> {
    const held = await this.holdRouted(transaction, workflow, key);
    return stickyKeys.map((stickyKey) => choiceOf(held, this.draw(held, stickyKey)));
  }

  /**
   * The choice for one run that only some versions can take: the drawn route, else the first.
   * @throws Refusal as {@link choose}.
   */
  async chooseFor(
    transaction: Transaction,
    workflow: Workflow,
    { channel, stickyKey }: { channel: string; stickyKey?: string },
    canTake: (version: Version) => Promise<boolean>,
  ): Promise<Choice> {
    const held = await this.holdRouted(transaction, workflow, channel);
    const drawn = choiceOf(held, this.draw(held, stickyKey));
    if (await canTake(drawn.version)) return drawn;
    // not by the draw, so it must not count for what the split is judged by
    return { ...choiceOf(held, held.routes[0]!), selectedBy: 'CHANNEL' };
  }

  private async holdRouted(
    transaction: Transaction,
    workflow: Workflow,
    key: string,
  ): Promise<HeldChannel> {
    const held = await this.releases.hold(transaction, workflow, key, {});
    if (held.routes.length > 0) return held;
    throw new Refusal(
      'NO_ROUTE',
      `The channel "${key}" routes nowhere; activate a version, or name the version to run.`,
      ['channel'],
    );
  }

  private draw({ routes, channel }: HeldChannel, stickyKey: string | null | undefined): Route {
    return chooseRoute(routes, channel.salt, stickyKey ?? this.ids.secret(12));
  }
}

function choiceOf({ channel, routes, routed }: HeldChannel, route: Route): Choice {
  const version = routed[routes.indexOf(route)]!;
  // the draft's digest is taken at each start
  const { revision = null, digest = null } = route;
  const pinned = revision === null || digest === null ? version : { ...version, revision, digest };
  const selectedBy = routes.length > 1 ? 'SPLIT' : 'CHANNEL';
  return { version: pinned, channel, variant: route.label, selectedBy };
}
