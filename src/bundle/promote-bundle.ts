import { type Caller } from '../access/caller';
import { type EventLog } from '../event/event-log';
import { type Transaction } from '../platform/database/transaction';
import { notFound } from '../platform/refusal';
import { type ImportVersions } from '../version/import-versions';
import { type Version } from '../version/version';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowDirectory } from '../workflow/workflow-directory';
import { type WorkflowService } from '../workflow/workflow.service';
import { type BundleVersion } from './bundle';
import { PromotionDiverged, promotionUnrelated } from './bundle.errors';
import { type BundleUploads, type GivenBundle } from './bundle-uploads';
import { importedVersions } from './imported-versions';
import { originOf } from './lineage-origin';
import { type OncePerKey } from './once-per-key';
import { type ImportProblem, type PlanImport } from './plan-import';
import { type VerifiedBundle } from './read-bundle';

export interface PromoteBundleInput extends GivenBundle {
  /** Id of the workflow that gets versions. */
  into: string;
  idempotencyKey?: string | null;
}

/** What promoting has done. */
export interface PromotedBundle {
  workflow: Workflow;
  /** The versions that were added, ascending. */
  versions: Version[];
  /** False where the workflow had all of them already. */
  changed: boolean;
}

/** What promoting a bundle would add. */
export interface PromotionPlan {
  /** Ascending. */
  versions: BundleVersion[];
  /** What may be in the way of their running; none keeps them from being added. */
  problems: ImportProblem[];
}

export interface PromoteBundleParts {
  uploads: BundleUploads;
  once: OncePerKey;
  planning: PlanImport;
  directory: WorkflowDirectory;
  workflows: WorkflowService;
  versions: VersionService;
  importVersions: ImportVersions;
  log: EventLog;
}

/**
 * Adds to a workflow the versions of a bundle of its lineage that it lacks. Owner of the rule that a
 * number means one content in all copies of a workflow: it refuses whole, or adds, and rewrites nothing.
 */
export class PromoteBundle {
  constructor(private readonly parts: PromoteBundleParts) {}

  /**
   * What {@link promote} would add. Nothing is written, and nobody waits.
   * @throws Refusal as promoting would.
   */
  async preview(
    caller: Caller,
    input: GivenBundle & Pick<PromoteBundleInput, 'into'>,
  ): Promise<PromotionPlan> {
    const { uploads, planning } = this.parts;
    const workflow = await this.find(caller, input.into);
    const verified = await uploads.verified(caller, input);
    const { lacking: versions } = await this.compare(undefined, workflow, verified);
    const digests = [...new Set(versions.map(({ digest }) => digest))];
    const definitions = digests.map((digest) => verified.definitions.get(digest)!);
    return { versions, problems: await planning.problemsOf(workflow, definitions) };
  }

  /**
   * Repeating it adds nothing. The draft and the routing stay as they are.
   * @throws Refusal NOT_FOUND, PROMOTION_UNRELATED, BundleInvalid, PromotionDiverged.
   */
  async promote(caller: Caller, input: PromoteBundleInput): Promise<PromotedBundle> {
    const { once, versions } = this.parts;
    await this.find(caller, input.into);
    return once.do<{ ids: string[] }, PromotedBundle>(caller, input, {
      name: 'promoteBundle',
      make: async (transaction, verified) => {
        const workflow = await this.lock(transaction, caller, input.into);
        const added = await this.add(transaction, caller, workflow, verified);
        return { ids: added.map(({ id }) => id) };
      },
      answer: async (transaction, { ids }) => {
        const workflow = await this.lock(transaction, caller, input.into);
        const added = await versions.byIds(caller.workspaceId, ids, transaction);
        added.sort((a, b) => a.number - b.number);
        return { workflow, versions: added, changed: ids.length > 0 };
      },
    });
  }

  /** Adds what is lacking, and answers it. */
  private async add(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    verified: VerifiedBundle,
  ): Promise<Version[]> {
    const { workflows, importVersions, log } = this.parts;
    const { known, lacking } = await this.compare(transaction, workflow, verified);
    if (lacking.length === 0) return [];
    const highest = Math.max([...known.keys()].at(-1)!, lacking.at(-1)!.number);
    const imported = importedVersions(verified, lacking, highest);
    const { versions, events } = await importVersions.add(transaction, workflow, imported, known);
    const nextVersionNumber = Math.max(workflow.nextVersionNumber, highest + 1);
    const changed = await workflows.change(transaction, workflow, caller.actor, {
      nextVersionNumber,
    });
    await log.append(transaction, changed, caller.actor, events);
    return versions;
  }

  /** What a workflow has, by number, and what of the bundle it lacks. */
  private async compare(
    transaction: Transaction | undefined,
    workflow: Workflow,
    { bundle }: VerifiedBundle,
  ): Promise<{ known: Map<number, Version>; lacking: BundleVersion[] }> {
    if (originOf(workflow) !== bundle.origin) throw promotionUnrelated();
    const all = await this.parts.versions.ofWorkflow(transaction, workflow.id);
    const known = new Map(all.map((version) => [version.number, version]));
    return { known, lacking: lackingIn(known, bundle.versions) };
  }

  /** Asked before a large file is read: whether there is such a workflow. */
  private async find(caller: Caller, id: string): Promise<Workflow> {
    const [workflow] = await this.parts.directory.byIds(caller.workspaceId, [id]);
    return workflow ?? missing();
  }

  private async lock(transaction: Transaction, caller: Caller, id: string): Promise<Workflow> {
    const { workflows } = this.parts;
    return (await workflows.lockIfPresent(transaction, caller.workspaceId, id)) ?? missing();
  }
}

function missing(): never {
  throw notFound('This workflow', ['into']);
}

/** What is to be added. @throws PromotionDiverged that names the numbers with other content. */
function lackingIn(
  known: ReadonlyMap<number, Version>,
  versions: readonly BundleVersion[],
): BundleVersion[] {
  const diverged = versions.filter(({ number, digest }) => {
    const version = known.get(number);
    return version !== undefined && version.digest !== digest;
  });
  if (diverged.length > 0) throw new PromotionDiverged(diverged.map(({ number }) => number));
  return versions
    .filter(({ number }) => !known.has(number))
    .map((version) => withParentAmong(known, version));
}

/** A version with the nearest of its ancestors that there will be: one that was left out, or its parent. */
function withParentAmong(
  known: ReadonlyMap<number, Version>,
  version: BundleVersion,
): BundleVersion {
  const nearest = version.leftOut?.find(
    ({ number, digest }) => known.get(number)?.digest === digest,
  );
  return nearest ? { ...version, parent: nearest.number } : version;
}
