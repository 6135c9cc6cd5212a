import { type Activation, type Route } from '../channel/channel';
import { type ChannelHistory, type RoutedChannel } from '../channel/channel-history';
import { type Actor } from '../platform/actor';
import { type Transaction } from '../platform/database/transaction';
import { notFound } from '../platform/refusal';
import { DRAFT_NUMBER, type Version } from '../version/version';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import {
  type Bundle,
  BUNDLE_FORMAT,
  BUNDLE_FORMAT_VERSION,
  type BundleActivation,
  type BundleAncestor,
  type BundleChannel,
  type BundleDraft,
  type BundleRoute,
  type BundleVersion,
  type BundleWorkflow,
  MAX_BUNDLE_ACTIVATIONS,
  MAX_LEFT_OUT,
  MAX_MERGED_FROM,
} from './bundle';
import { type BundleHead } from './bundle-text';
import { originOf } from './lineage-origin';

/** What of a workflow is exported. */
export interface ExportSelection {
  /** Numbers of saved versions, ascending. */
  numbers: readonly number[];
  draft: boolean;
}

/** When and by whom. */
export interface ExportStamp {
  exportedAt: string;
  exportedBy: Actor;
}

/** Everything of a bundle but what may be large: definitions and layouts. */
export interface GatheredExport {
  workspaceId: string;
  head: BundleHead;
  /** Each with the id that its layout is kept by. */
  versions: { id: string; version: BundleVersion }[];
  draft?: { id: string; draft: BundleDraft };
}

/** What a version came from, as a bundle tells it. */
type Parents = Pick<BundleVersion, 'parent' | 'mergedFrom' | 'leftOut'>;

/** Gathers what a bundle says about a workflow that is locked, so that all of it is of one moment. */
export class GatherExport {
  constructor(
    private readonly versions: VersionService,
    private readonly channels: ChannelHistory,
  ) {}

  /** @throws Refusal NOT_FOUND for a number that is not there. */
  async gather(
    transaction: Transaction,
    workflow: Workflow,
    { numbers, draft }: ExportSelection,
    stamp: ExportStamp,
  ): Promise<GatheredExport> {
    const all = await this.versions.ofWorkflow(transaction, workflow.id);
    const chosen = new Set(numbers);
    const saved = all.filter(({ number }) => chosen.has(number));
    const present = new Set(saved.map(({ number }) => number));
    const missing = numbers.find((number) => !present.has(number));
    if (missing !== undefined) throw notFound(`Version ${missing}`, ['versions']);
    const parents = await this.parentsAmong(transaction, workflow, all, chosen);
    const draftVersion = draft ? all.find(({ number }) => number === DRAFT_NUMBER) : undefined;
    return {
      workspaceId: workflow.workspaceId,
      head: {
        format: BUNDLE_FORMAT,
        formatVersion: BUNDLE_FORMAT_VERSION,
        origin: originOf(workflow),
        exportedAt: stamp.exportedAt,
        exportedBy: plainActor(stamp.exportedBy),
        workflow: bundledWorkflow(workflow),
        ...(await this.routing(transaction, workflow, numberOf(all, chosen))),
      },
      versions: saved.map((version) => ({
        id: version.id,
        version: bundledVersion(version, parents(version)),
      })),
      ...(draftVersion && {
        draft: {
          id: draftVersion.id,
          draft: { digest: draftVersion.digest, ...parents(draftVersion) },
        },
      }),
    };
  }

  /** Tells of a version what it came from, among the chosen: the nearest ancestors that are. */
  private async parentsAmong(
    transaction: Transaction,
    workflow: Workflow,
    all: readonly Version[],
    chosen: ReadonlySet<number>,
  ): Promise<(version: Version) => Parents> {
    const byId = new Map(all.map((version) => [version.id, version]));
    const merges = new Map<string, string[]>();
    for (const { versionId, parentId } of await this.versions.mergeParents(
      transaction,
      workflow.id,
    ))
      merges.set(versionId, [...(merges.get(versionId) ?? []), parentId]);
    const nearest = (id: string | null): number | undefined => {
      // numbers fall along a descent, so this ends
      for (let at = byId.get(id ?? ''); at; at = byId.get(at.parentId ?? ''))
        if (chosen.has(at.number)) return at.number;
      return undefined;
    };
    return ({ id, number, parentId }) => {
      const parent = nearest(parentId);
      const leftOut: BundleAncestor[] = [];
      for (
        let at = byId.get(parentId ?? '');
        at && !chosen.has(at.number) && leftOut.length < MAX_LEFT_OUT;
        at = byId.get(at.parentId ?? '')
      )
        leftOut.push({ number: at.number, digest: at.digest });
      const merged = new Set((merges.get(id) ?? []).flatMap((one) => nearest(one) ?? []));
      if (parent !== undefined) merged.delete(parent);
      const newest = [...merged].sort((a, b) => a - b).slice(-MAX_MERGED_FROM);
      return {
        ...(parent !== undefined && { parent }),
        ...(newest.length > 0 && { mergedFrom: newest }),
        ...(leftOut.length > 0 && number !== DRAFT_NUMBER && { leftOut }),
      };
    };
  }

  private async routing(
    transaction: Transaction,
    workflow: Workflow,
    numbers: ReadonlyMap<string, number>,
  ): Promise<Pick<Bundle, 'channels' | 'activations'>> {
    const channels = await this.channels.channelsOf(transaction, workflow);
    const keys = new Map(channels.map(({ channel }) => [channel.id, channel.key]));
    const past = await this.channels.latest(transaction, workflow, MAX_BUNDLE_ACTIVATIONS);
    const isWhole = (routes: readonly Route[]): boolean =>
      routes.every(({ versionId }) => numbers.has(versionId));
    return {
      channels: channels.map((channel) => bundledChannel(channel, numbers)),
      activations: past
        .filter(({ activation, routes }) => keys.has(activation.channelId) && isWhole(routes))
        .map(({ activation, routes }) =>
          bundledActivation(activation, keys.get(activation.channelId)!, routes, numbers),
        )
        .sort((a, b) => compare(a.channel, b.channel) || a.sequence - b.sequence),
    };
  }
}

/** Numbers of what is exported by id; the draft among them, since a route to it needs no content. */
function numberOf(all: readonly Version[], chosen: ReadonlySet<number>): Map<string, number> {
  const numbered = all.filter(({ number }) => number === DRAFT_NUMBER || chosen.has(number));
  return new Map(numbered.map(({ id, number }) => [id, number]));
}

function bundledWorkflow(workflow: Workflow): BundleWorkflow {
  const { key, name, description, sealing } = workflow;
  const limits = present(workflow.limits);
  const retention = present(workflow.retention);
  return {
    key,
    name,
    ...(description && { description }),
    sealing,
    ...(limits && { limits }),
    ...(retention && { retention }),
  };
}

function bundledVersion(version: Version, parents: Parents): BundleVersion {
  const { number, name, description, workflowName, origin, digest } = version;
  const { createdAt, createdBy, sealedAt, archivedAt } = version;
  return {
    number,
    ...(name && { name }),
    ...(description && { description }),
    workflowName,
    origin,
    ...parents,
    digest,
    createdAt,
    createdBy: plainActor(createdBy),
    ...(sealedAt && { sealedAt }),
    ...(archivedAt && { archivedAt }),
  };
}

function bundledChannel(
  { channel, routes }: RoutedChannel,
  numbers: ReadonlyMap<string, number>,
): BundleChannel {
  const chosen = routes.filter(({ versionId }) => numbers.has(versionId));
  return { key: channel.key, routes: chosen.map((route) => bundledRoute(route, numbers)) };
}

function bundledActivation(
  { sequence, kind, note, activatedAt, actor }: Activation,
  channel: string,
  routes: readonly Route[],
  numbers: ReadonlyMap<string, number>,
): BundleActivation {
  return {
    channel,
    sequence,
    kind,
    ...(note && { note }),
    activatedAt,
    actor: plainActor(actor),
    routes: routes.map((route) => bundledRoute(route, numbers)),
  };
}

function bundledRoute(
  { versionId, digest, weight, label }: Route,
  numbers: ReadonlyMap<string, number>,
): BundleRoute {
  return {
    version: numbers.get(versionId)!,
    ...(digest && { digest }),
    weight,
    ...(label && { label }),
  };
}

/** What is stored of an actor, and nothing that a later version of the server may keep with it. */
function plainActor({ kind, id, name }: Actor): Actor {
  return { kind, id, name };
}

/** The members that say something; undefined where none does. */
function present<Value extends object>(value: Value | null): Value | undefined {
  const entries = Object.entries(value ?? {}).filter(([, member]) => member != null);
  return entries.length > 0 ? (Object.fromEntries(entries) as Value) : undefined;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
