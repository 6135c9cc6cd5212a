import { type Caller } from '../access/caller';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput, notFound } from '../platform/refusal';
import { DRAFT_NUMBER } from '../version/version';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { MAX_BUNDLE_VERSIONS } from './bundle';
import { type BundleArchive } from './bundle-archive';
import { type NotRunnableVersion, VersionsNotRunnable } from './bundle.errors';
import { BundleFormat, type BundleLink, type BundleLinks } from './bundle-links';
import { type ArchiveContents, type CalledDefinitions } from './called-definitions';
import { type ExportSelection, type GatherExport, type GatheredExport } from './gather-export';
import { type ExportSizes, type WriteBundle } from './write-bundle';

/** Largest bundle that is answered itself, in bytes; larger ones are downloaded. */
export const MAX_ANSWERED_BYTES = 5 * 1024 * 1024;

/** Versions that are told not to be runnable, and problems that are told of each. */
const MOST_NOT_RUNNABLE = 100;
const MOST_PROBLEMS = 20;

export interface ExportBundleInput {
  workflowId: string;
  /** All with the draft, if absent. */
  versions?: readonly VersionRef[] | null;
  format?: `${BundleFormat}` | null;
}

/** What exporting answers. */
export interface ExportedBundle {
  /** Canonical JSON; absent of a large one or a ZIP. */
  text: string | undefined;
  /** Address below that of the server. */
  downloadUrl: string;
  expiresAt: string;
  /** Versions of a ZIP that its runner refuses, the first of them; absent of JSON. */
  notRunnable?: NotRunnableVersion[];
}

/** A bundle on its way. */
export interface BundleDownload {
  fileName: string;
  contentType: string;
  content: AsyncIterable<string | Uint8Array>;
}

export interface ExportBundleParts {
  database: Database;
  workflows: WorkflowService;
  versions: VersionService;
  gathering: GatherExport;
  writing: WriteBundle;
  links: BundleLinks;
  called: CalledDefinitions;
  archive: BundleArchive;
}

/** Exports workflows. Changes nothing but that there is a link. */
export class ExportBundle {
  constructor(private readonly parts: ExportBundleParts) {}

  /**
   * @throws Refusal NOT_FOUND, INVALID_INPUT for more than a bundle can be, BundleInvalid for secrets in it,
   * {@link VersionsNotRunnable} for a ZIP of chosen versions that cannot be run. Where all are exported, these
   * are told instead, since the ZIP is a backup too.
   */
  async export(caller: Caller, input: ExportBundleInput): Promise<ExportedBundle> {
    const { database, workflows, gathering, links, writing } = this.parts;
    const format = input.format ?? BundleFormat.JSON;
    const { gathered, link } = await database.transaction(async (transaction) => {
      const workflow = await workflows.lock(transaction, caller, input.workflowId);
      const selection = await this.selectionOf(transaction, workflow, input.versions);
      const made = links.make(caller, { workflowId: workflow.id, format, selection });
      return {
        link: made,
        gathered: await gathering.gather(transaction, workflow, selection, made),
      };
    });
    const sizes = await writing.measure(gathered);
    const told =
      format === 'ZIP'
        ? { text: undefined, notRunnable: await this.notRunnable(gathered, sizes) }
        : { text: await this.writtenText(gathered, sizes) };
    if (input.versions != null && told.notRunnable && told.notRunnable.length > 0)
      throw new VersionsNotRunnable(told.notRunnable);
    const downloadUrl = await database.transaction(async (transaction) => {
      // it may have been deleted while its bundle was measured
      await workflows.lock(transaction, caller, link.workflowId);
      return links.keep(transaction, link);
    });
    return { ...told, downloadUrl, expiresAt: link.expiresAt };
  }

  /** What a link leads to, as it is now; undefined where the link is not good. */
  async download(id: string, token: string): Promise<BundleDownload | undefined> {
    const { links, writing, archive } = this.parts;
    const link = await links.find(id, token);
    const gathered = link && (await this.gathered(link));
    if (!gathered) return undefined;
    const sizes = await writing.measure(gathered);
    const name = gathered.head.workflow.key;
    if (link.format === 'JSON') {
      const contentType = 'application/json; charset=utf-8';
      return {
        fileName: `${name}.bundle.json`,
        contentType,
        content: writing.text(gathered, sizes),
      };
    }
    const content = archive.write(await this.contents(gathered, sizes));
    return { fileName: `${name}.bundle.zip`, contentType: 'application/zip', content };
  }

  private async notRunnable(
    gathered: GatheredExport,
    sizes: ExportSizes,
  ): Promise<NotRunnableVersion[]> {
    const contents = await this.contents(gathered, sizes);
    const problems = await this.parts.archive.problems(contents);
    return contents.bundle.versions
      .map(({ number, digest }) => ({ number, problems: problems.get(digest) ?? [] }))
      .filter((version) => version.problems.length > 0)
      .slice(0, MOST_NOT_RUNNABLE)
      .map((version) => ({ ...version, problems: version.problems.slice(0, MOST_PROBLEMS) }));
  }

  /** What a ZIP is made of. Unlike the JSON, it is held in memory whole. */
  private async contents(gathered: GatheredExport, sizes: ExportSizes): Promise<ArchiveContents> {
    const { writing, called } = this.parts;
    const bundle = await writing.whole(gathered, sizes);
    return { bundle, called: await called.of(gathered.workspaceId, bundle) };
  }

  private async gathered(link: BundleLink): Promise<GatheredExport | undefined> {
    const { database, workflows, gathering } = this.parts;
    return database.transaction(async (transaction) => {
      const workflow = await workflows.lockIfPresent(
        transaction,
        link.workspaceId,
        link.workflowId,
      );
      return workflow && gathering.gather(transaction, workflow, link.selection, link);
    });
  }

  private async selectionOf(
    transaction: Transaction,
    workflow: Workflow,
    refs: readonly VersionRef[] | null | undefined,
  ): Promise<ExportSelection> {
    const { versions } = this.parts;
    const all = (await versions.ofWorkflow(transaction, workflow.id)).map(({ number }) => number);
    const numbers = new Set<number>();
    for (const ref of new Set(refs ?? [])) {
      if (ref === 'latest') numbers.add(all.at(-1)!);
      else if (ref === 'active')
        numbers.add((await versions.resolve(transaction, workflow, ref, 'versions')).number);
      else numbers.add(ref.number);
    }
    if (refs?.includes('latest') && all.length === 1)
      throw notFound('Version latest', ['versions']);
    if (refs?.length === 0) throw invalidInput('Choose a version.', ['versions']);
    const chosen = refs == null ? all : [...numbers].sort((a, b) => a - b);
    const saved = chosen.filter((number) => number !== DRAFT_NUMBER);
    if (saved.length > MAX_BUNDLE_VERSIONS)
      throw invalidInput(`A bundle has at most ${MAX_BUNDLE_VERSIONS} versions; choose fewer.`, [
        'versions',
      ]);
    return { numbers: saved, draft: saved.length < chosen.length };
  }

  /** The text of a short bundle. A long one is written too, to be refused now and not when it is downloaded. */
  private async writtenText(
    gathered: GatheredExport,
    sizes: ExportSizes,
  ): Promise<string | undefined> {
    const isShort = sizes.total <= MAX_ANSWERED_BYTES;
    let text = '';
    for await (const piece of this.parts.writing.text(gathered, sizes)) if (isShort) text += piece;
    return isShort ? text : undefined;
  }
}
