import { type Caller } from '../access/caller';
import { channelCreated } from '../channel/channel.events';
import { type Channel, LIVE } from '../channel/channel';
import { type CreateChannel } from '../channel/create-channel';
import { type EventLog } from '../event/event-log';
import { type Transaction } from '../platform/database/transaction';
import { Refusal } from '../platform/refusal';
import { type ImportVersions, type VersionsByNumber } from '../version/import-versions';
import { Sealing, type Workflow } from '../workflow/workflow';
import { type WorkflowDirectory } from '../workflow/workflow-directory';
import { workflowCreated } from '../workflow/workflow.events';
import { type WorkflowService } from '../workflow/workflow.service';
import { type BundleUploads, type GivenBundle } from './bundle-uploads';
import { importedDraft, importedVersions, provenanceOf } from './imported-versions';
import { type OncePerKey } from './once-per-key';
import { type ImportNames, type ImportPlan, type PlanImport } from './plan-import';
import { type VerifiedBundle } from './read-bundle';

/** How often a free key is looked for, while others take those that were found. */
const MOST_ATTEMPTS = 100;

export interface ImportBundleInput extends GivenBundle, ImportNames {
  idempotencyKey?: string | null;
}

export interface ImportBundleParts {
  uploads: BundleUploads;
  once: OncePerKey;
  planning: PlanImport;
  workflows: WorkflowService;
  directory: WorkflowDirectory;
  createChannel: CreateChannel;
  importVersions: ImportVersions;
  log: EventLog;
}

/**
 * Makes new workflows of bundles. Owner of the rules that an import never touches what is there,
 * activates nothing, and keeps numbers, digests, authors and times.
 */
export class ImportBundle {
  constructor(private readonly parts: ImportBundleParts) {}

  /**
   * What {@link import} would make. Nothing is written.
   * @throws Refusal as the import would.
   */
  async preview(caller: Caller, input: GivenBundle & ImportNames): Promise<ImportPlan> {
    const { planning, uploads } = this.parts;
    return planning.plan(caller.workspaceId, await uploads.verified(caller, input), input);
  }

  /**
   * Answers the id of the new workflow, or of the one that an earlier request with the key made.
   * @throws Refusal NOT_FOUND for an upload that is not there, INVALID_INPUT, KEY_TAKEN, BundleInvalid.
   */
  async import(caller: Caller, input: ImportBundleInput): Promise<string> {
    const { workflows, once } = this.parts;
    return once.do<{ id: string }, string>(caller, input, {
      name: 'importBundle',
      make: (transaction, verified) => this.write(transaction, caller, verified, input),
      answer: async (transaction, { id }) => (await workflows.lock(transaction, caller, id)).id,
    });
  }

  private async write(
    transaction: Transaction,
    caller: Caller,
    verified: VerifiedBundle,
    names: ImportNames,
  ): Promise<{ id: string }> {
    const { importVersions, log } = this.parts;
    const { versions } = verified.bundle;
    const latest = versions.at(-1)?.number ?? 0;
    const workflow = await this.makeWorkflow(transaction, caller, verified, names, latest);
    const known: VersionsByNumber = new Map();
    const imported = importedVersions(verified, versions, latest);
    await importVersions.add(transaction, workflow, imported, known);
    const draft = importedDraft(verified);
    await importVersions.addDraft(transaction, workflow, draft, known, caller.actor);
    const channels = await this.makeChannels(transaction, caller, workflow, verified);
    await log.append(transaction, workflow, caller.actor, [
      workflowCreated(workflow),
      ...channels.map(channelCreated),
    ]);
    return { id: workflow.id };
  }

  private async makeWorkflow(
    transaction: Transaction,
    caller: Caller,
    { bundle }: VerifiedBundle,
    names: ImportNames,
    latest: number,
  ): Promise<Workflow> {
    const { workflows, directory } = this.parts;
    const { name, description, sealing, limits, retention } = bundle.workflow;
    for (let attempt = 1; ; attempt++) {
      const key =
        names.key ??
        (await directory.freeKey(caller.workspaceId, bundle.workflow.key, transaction));
      try {
        return await workflows.create(transaction, caller, {
          name: names.name ?? name,
          key,
          description,
          sealing: Sealing[sealing],
          limits,
          retention,
          nextVersionNumber: latest + 1,
          importedFrom: provenanceOf(bundle),
        });
      } catch (error) {
        const isTaken = error instanceof Refusal && error.code === 'KEY_TAKEN';
        // who took it since has committed, so that the next look sees it
        if (!isTaken || names.key != null || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  }

  /** Makes `live` and the others of the bundle, all routing nowhere; answers the others. */
  private async makeChannels(
    transaction: Transaction,
    caller: Caller,
    workflow: Workflow,
    { bundle }: VerifiedBundle,
  ): Promise<Channel[]> {
    const { createChannel } = this.parts;
    await createChannel.within(transaction, caller, workflow, LIVE);
    const others: Channel[] = [];
    for (const { key } of bundle.channels)
      if (key !== LIVE) others.push(await createChannel.within(transaction, caller, workflow, key));
    return others;
  }
}
