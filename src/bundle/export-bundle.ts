import { type Caller } from '../access/caller';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { invalidInput, notFound } from '../platform/refusal';
import { DRAFT_NUMBER } from '../version/version';
import { type VersionRef } from '../version/version-ref';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowService } from '../workflow/workflow.service';
import { type Bundle, MAX_BUNDLE_BYTES, MAX_BUNDLE_VERSIONS, MAX_COMPARED_BYTES } from './bundle';
import { type BundleArchive } from './bundle-archive';
import { BundleFormat, type BundleLink, type BundleLinks } from './bundle-links';
import { type ExportSelection, type GatherExport, type GatheredExport } from './gather-export';
import { type RefuseSecrets } from './refuse-secrets';
import { type ExportSizes, type WriteBundle } from './write-bundle';

/** Largest bundle that is answered itself, in bytes; larger ones are downloaded. */
export const MAX_ANSWERED_BYTES = 5 * 1024 * 1024;

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
  secrets: RefuseSecrets;
  links: BundleLinks;
  /** Absent where bundles are not packed. */
  archive?: BundleArchive;
}

/** Exports workflows. Changes nothing but that there is a link. */
export class ExportBundle {
  constructor(private readonly parts: ExportBundleParts) {}

  /** @throws Refusal NOT_FOUND, INVALID_INPUT for more than a bundle can be, BundleInvalid for secrets in it. */
  async export(caller: Caller, input: ExportBundleInput): Promise<ExportedBundle> {
    const { database, workflows, gathering, links, writing } = this.parts;
    const format = input.format ?? BundleFormat.JSON;
    if (format === 'ZIP' && !this.parts.archive)
      throw invalidInput('This server writes no ZIP.', ['format']);
    const { gathered, link, path } = await database.transaction(async (transaction) => {
      const workflow = await workflows.lock(transaction, caller, input.workflowId);
      const selection = await this.selectionOf(transaction, workflow, input.versions);
      const made = await links.make(transaction, caller, {
        workflowId: workflow.id,
        format,
        selection,
      });
      const whole = await gathering.gather(transaction, workflow, selection, made.link);
      return { ...made, gathered: whole };
    });
    const sizes = await writing.measure(gathered);
    if (sizes.total > MAX_BUNDLE_BYTES)
      throw invalidInput(
        `The bundle would be larger than ${MAX_BUNDLE_BYTES} bytes; choose fewer versions.`,
        ['versions'],
      );
    if (sizes.compared > MAX_COMPARED_BYTES)
      throw invalidInput(
        `The definitions of the versions, each counted for itself, are larger than ${MAX_COMPARED_BYTES} bytes; choose fewer versions.`,
        ['versions'],
      );
    await this.parts.secrets.check(gathered, sizes);
    const text = format === 'JSON' ? await this.shortText(gathered, sizes) : undefined;
    return { text, downloadUrl: path, expiresAt: link.expiresAt };
  }

  /** What a link leads to, as it is now; undefined where the link is not good. */
  async download(id: string, token: string): Promise<BundleDownload | undefined> {
    const { links, writing, archive } = this.parts;
    const link = await links.find(id, token);
    const gathered = link && (await this.gathered(link));
    if (!gathered) return undefined;
    const text = writing.text(gathered, await writing.measure(gathered));
    const name = gathered.head.workflow.key;
    if (link.format === 'JSON') {
      const contentType = 'application/json; charset=utf-8';
      return { fileName: `${name}.bundle.json`, contentType, content: text };
    }
    if (!archive) return undefined;
    const bundle = JSON.parse(await joined(text)) as Bundle;
    const content = archive.write(bundle);
    return { fileName: `${name}.bundle.zip`, contentType: 'application/zip', content };
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

  private async shortText(
    gathered: GatheredExport,
    sizes: ExportSizes,
  ): Promise<string | undefined> {
    if (sizes.total > MAX_ANSWERED_BYTES) return undefined;
    return joined(this.parts.writing.text(gathered, sizes));
  }
}

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}
