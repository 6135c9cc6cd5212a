import { LIVE, type Channel, type Route } from '../channel/channel';
import { type ReleaseWriter } from '../channel/release';
import { type DiffSummary, type Severity } from '../graph/diff/definition-diff';
import { type Database } from '../platform/database/database';
import { Refusal } from '../platform/refusal';
import { type DefinitionService } from '../version/definition.service';
import { type DiffService } from '../version/diff.service';
import { type Version } from '../version/version';
import { type Workflow } from '../workflow/workflow';
import {
  mostSevere,
  nodesUnderWay,
  type NodeUnderWay,
  type PinnedContent,
  type TriggerChange,
  triggerChanges,
} from './activation-impact.rules';
import { type ActivationImpactStore, type RunUnderWay } from './activation-impact.store';
import { type WebhookPaths } from './trigger/webhook-paths';

/** Runs under way that are looked at. */
export const MOST_RUNS_LOOKED_AT = 1_000;
/** Definitions of theirs that are compared with the new one, those of most runs. */
const MOST_COMPARED = 20;

/** What is to be activated, and where. */
export interface IntendedActivation {
  workflow: Workflow;
  version: Version;
  channel: Channel;
  /** Where the channel routes to now. */
  routes: readonly Route[];
  /** The versions of the routes, in their order. */
  routed: readonly Version[];
}

/** A route that would be replaced, and what the new content changes of its content. */
export interface ReplacedRoute {
  route: Route;
  changes: DiffSummary;
}

/** A change of a trigger, and who has its webhook path. */
export interface TriggerImpact extends TriggerChange {
  ownerId?: string;
}

/** What activating a version would do. */
export interface ActivationImpact extends IntendedActivation {
  /** Why the activation would be refused now. */
  refusal: Refusal | undefined;
  /** False where the channel is routed so already. */
  changed: boolean;
  severity: Severity | undefined;
  replaced: ReplacedRoute[];
  gained: Version[];
  lost: Version[];
  /** Whether triggers fire at all: not while the workflow is paused or archived. */
  triggersFire: boolean;
  triggers: TriggerImpact[];
}

/** Runs that are pinned to one content of a version. */
export interface PinnedRuns {
  versionId: string;
  digest: string;
  queued: number;
  running: number;
  waiting: number;
}

/** Runs of the channel that go on as they began. */
export interface RunsUnderWay {
  count: number;
  /** Whether there are more than were looked at. */
  isCapped: boolean;
  pinned: PinnedRuns[];
  nodes: NodeUnderWay[];
}

/** Tells what activating a version would do, and which runs would go on with something else. */
export class ForeseeActivation {
  constructor(
    private readonly database: Database,
    private readonly definitions: DefinitionService,
    private readonly diffs: DiffService,
    private readonly releases: ReleaseWriter,
    private readonly store: ActivationImpactStore,
    private readonly paths: WebhookPaths,
  ) {}

  async foresee(intended: IntendedActivation): Promise<ActivationImpact> {
    const { workflow, version, routes, routed } = intended;
    const { id, digest } = version;
    const replaced = await this.replacedBy(intended);
    const triggers = await this.triggersOf(intended);
    return {
      ...intended,
      refusal: (await this.refusalOf(version)) ?? takenPath(triggers),
      changed: !(
        routes.length === 1 &&
        routes[0]!.versionId === id &&
        routes[0]!.digest === digest
      ),
      severity: mostSevere(replaced.map(({ changes }) => changes.severity)),
      replaced,
      gained: routed.some((one) => one.id === id) ? [] : [version],
      lost: routed.filter((one) => one.id !== id),
      triggersFire: workflow.pausedAt === null && workflow.archivedAt === null,
      triggers,
    };
  }

  /** Runs that are under way on a channel, and which of them are at nodes that `version` changes. */
  async runsUnderWay(version: Version, channel: Channel): Promise<RunsUnderWay> {
    const { workflowId } = version;
    const found = await this.store.runsUnderWay(workflowId, channel.id, MOST_RUNS_LOOKED_AT + 1);
    const runs = found.slice(0, MOST_RUNS_LOOKED_AT);
    return {
      count: runs.length,
      isCapped: found.length > runs.length,
      pinned: pinnedRuns(runs),
      nodes: runs.length === 0 ? [] : await this.nodesOf(version, runs),
    };
  }

  /** Asks who would refuse the activation, so that the answer cannot be another. */
  private async refusalOf(version: Version): Promise<Refusal | undefined> {
    return this.database.transaction(async (transaction) => {
      try {
        await this.releases.wholeRoute(transaction, version);
        return undefined;
      } catch (error) {
        if (error instanceof Refusal) return error;
        throw error;
      }
    });
  }

  private async replacedBy({
    version,
    routes,
    routed,
  }: IntendedActivation): Promise<ReplacedRoute[]> {
    const pairs = routes.map((route, place) => ({
      from: digestOf(route, routed[place]!),
      to: version.digest,
    }));
    const summaries = await this.diffs.summaries(version.workspaceId, pairs);
    return routes.map((route, place) => ({ route, changes: summaries[place]! }));
  }

  private async triggersOf(intended: IntendedActivation): Promise<TriggerImpact[]> {
    const { workflow, version, channel, routes, routed } = intended;
    // only live arms them, of a split those of its first route
    if (channel.key !== LIVE) return [];
    const { workspaceId, digest } = version;
    const [first] = routes;
    const former = first && digestOf(first, routed[0]!);
    const [after, before, renames] = await Promise.all([
      this.definitions.parsed(workspaceId, digest),
      former === undefined ? undefined : this.definitions.parsed(workspaceId, former),
      former === undefined ? new Map() : this.renamesOf(workspaceId, former, digest),
    ]);
    const changes = triggerChanges(before, after, renames);
    const paths = changes.map(pathOf).filter((path) => path !== undefined);
    const owners =
      paths.length === 0 ? undefined : await this.paths.ownersOf(workspaceId, workflow.id, paths);
    return changes.map((change) => ({ ...change, ownerId: owners?.get(pathOf(change) ?? '') }));
  }

  private async nodesOf(version: Version, runs: readonly RunUnderWay[]): Promise<NodeUnderWay[]> {
    const { workspaceId, digest } = version;
    const openSteps = await this.store.openSteps(runs.map(({ id }) => id));
    const atNodes = new Set(openSteps.map(({ runId }) => runId));
    const digests = mostFrequent(
      runs.filter((run) => atNodes.has(run.id) && run.digest !== digest).map((run) => run.digest),
    );
    // all at once, so that they are at hand below
    await this.definitions.texts(workspaceId, [...digests, digest]);
    const contents = new Map<string, PinnedContent>();
    for (const former of digests) {
      contents.set(former, {
        definition: await this.definitions.parsed(workspaceId, former),
        renames: await this.renamesOf(workspaceId, former, digest),
      });
    }
    const after = await this.definitions.parsed(workspaceId, digest);
    return nodesUnderWay(runs, openSteps, contents, after);
  }

  private async renamesOf(
    workspaceId: string,
    from: string,
    to: string,
  ): Promise<Map<string, string>> {
    const [summary] = await this.diffs.summaries(workspaceId, [{ from, to }]);
    return new Map(summary!.renames);
  }
}

/** What a route to the draft takes now is what the draft holds. */
function digestOf(route: Route, version: Version): string {
  return route.digest ?? version.digest;
}

/** The refusal that arming would be answered with. */
function takenPath(triggers: readonly TriggerImpact[]): Refusal | undefined {
  const taken = triggers.find(({ ownerId }) => ownerId !== undefined);
  if (!taken) return undefined;
  const message = `The webhook path "${pathOf(taken)}" belongs to another workflow.`;
  return new Refusal('WEBHOOK_PATH_TAKEN', message, ['version']);
}

function pathOf({ after }: TriggerChange): string | undefined {
  const path = after?.type === 'trigger.webhook' ? after.config['path'] : undefined;
  return typeof path === 'string' ? path : undefined;
}

function pinnedRuns(runs: readonly RunUnderWay[]): PinnedRuns[] {
  const byContent = new Map<string, PinnedRuns>();
  for (const { versionId, digest, status } of runs) {
    const key = `${versionId} ${digest}`;
    const none = { versionId, digest, queued: 0, running: 0, waiting: 0 };
    const pinned = byContent.get(key) ?? none;
    if (status === 'QUEUED') pinned.queued++;
    else if (status === 'RUNNING') pinned.running++;
    else pinned.waiting++;
    byContent.set(key, pinned);
  }
  const sizeOf = ({ queued, running, waiting }: PinnedRuns): number => queued + running + waiting;
  return [...byContent.values()].sort((a, b) => sizeOf(b) - sizeOf(a));
}

function mostFrequent(digests: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const digest of digests) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)!).slice(0, MOST_COMPARED);
}
