import { CommandError, refusalError } from './command-error';
import { decodeText, parseContent } from './content-file';
import {
  CreateWorkflowDocument,
  DraftStateDocument,
  FindWorkflowDocument,
  ImportWorkflowFilesDocument,
  ListVersionsDocument,
  RestoreDraftDocument,
  SaveVersionDocument,
  ValidateDefinitionDocument,
} from './generated/documents';
import { type Commit, type GitHistory } from './git-history';
import { collect } from './pages';
import { type ServerConnection } from './server-connection';
import { missingWorkflow } from './session';

/** What became of the history of a file. */
export interface Imported {
  workflow: string;
  file: string;
  /** Versions that were made. */
  created: number;
  /** Commits whose content was that of the version before. */
  unchanged: number;
  /** Commits that an import before this one has dealt with. */
  known: number;
  /** Commits whose content is neither a definition nor a file of another system. */
  skipped: { commit: string; reason: string }[];
}

/** The lines of a description by which a later import knows the commit. */
const COMMIT_LINE = /^Commit: ([0-9a-f]{40,64})\nAuthor: /m;
/** The longest name of a version. */
const MOST_NAME = 200;

/** Imports the history of one file into one workflow. */
export class FileImport {
  readonly result: Imported;
  #workflowId: string | undefined;
  #latestDigest: string | undefined;
  #commits: Commit[] = [];

  constructor(
    private readonly server: ServerConnection,
    private readonly history: GitHistory,
    private readonly key: string,
    private readonly file: string,
  ) {
    this.result = { workflow: key, file, created: 0, unchanged: 0, known: 0, skipped: [] };
  }

  /** How many commits there are to import. */
  get remaining(): number {
    return this.#commits.length;
  }

  /** Finds the commits that the workflow does not have. */
  async prepare(): Promise<void> {
    const all = await this.history.commits(this.file);
    const { workflow } = await this.server.request(FindWorkflowDocument, { key: this.key });
    this.#workflowId = workflow?.id;
    const held = workflow ? await this.readVersions() : new Set<string>();
    const known = all.map(({ hash }) => hash).filter((hash) => held.has(hash));
    // those between that made no version would be taken for changes of what is the latest now
    this.#commits = known.length === 0 ? all : await this.history.commits(this.file, known);
    this.result.known = all.length - this.#commits.length;
  }

  /** @param step is told each commit that is done. */
  async run(step: (detail: string) => void): Promise<void> {
    for await (const [commit, content] of this.history.contents(this.#commits, this.file)) {
      if (content !== undefined) await this.take(commit, content);
      step(`${this.key} ${commit.hash.slice(0, 8)}`);
    }
    if (this.#workflowId !== undefined) await this.fillDraft(this.#workflowId);
  }

  /** Learns the commits that the workflow holds, and what its latest version is. */
  private async readVersions(): Promise<Set<string>> {
    const versions = await collect(Infinity, async (page) => {
      const found = await this.server.request(ListVersionsDocument, {
        ...page,
        key: this.key,
        includeArchived: true,
      });
      return (found.workflow ?? missingWorkflow(this.key)).versions;
    });
    this.#latestDigest = versions[0]?.digest;
    const hashes = versions.map(({ description }) => COMMIT_LINE.exec(description ?? '')?.[1]);
    return new Set(hashes.filter((hash) => hash !== undefined));
  }

  private async take(commit: Commit, content: Buffer): Promise<void> {
    let text: string | undefined;
    try {
      text = decodeText(content, this.file);
      const definition = await parseContent(text, this.file);
      if (await this.save(commit, definition)) this.result.created++;
      else this.result.unchanged++;
    } catch (error) {
      if (!(error instanceof CommandError) || error.exit !== 'invalid') throw error;
      if (text !== undefined && (await this.saveForeign(commit, text))) return;
      this.result.skipped.push({ commit: commit.hash, reason: error.message });
    }
  }

  /** Takes the content as a file of another system; false where it is none. */
  private async saveForeign(commit: Commit, text: string): Promise<boolean> {
    const { author, date: committedAt } = commit;
    const message = `${nameOf(commit)}\n\n${this.provenance(commit)}`;
    const into = this.#workflowId;
    const { importWorkflowFiles } = await this.server.request(ImportWorkflowFilesDocument, {
      input: {
        files: [{ name: this.file, text, author, committedAt, message }],
        ...(into === undefined ? { key: this.key } : { into }),
      },
    });
    const { workflow, files, userErrors } = importWorkflowFiles;
    if (!workflow) {
      const refused = refusalError(userErrors);
      if (refused.exit === 'invalid') return false;
      throw refused;
    }
    const imported = files![0]!;
    this.#workflowId = workflow.id;
    this.#latestDigest = imported.version?.digest;
    if (imported.created) this.result.created++;
    else this.result.unchanged++;
    return true;
  }

  private provenance({ hash, author, date }: Commit): string {
    return `Commit: ${hash}\nAuthor: ${author}\nDate: ${date}\nFile: ${this.file}`;
  }

  /** Whether the content became a version. */
  private async save(commit: Commit, definition: unknown): Promise<boolean> {
    const digest = await this.digestOf(definition);
    // a save of what the latest version holds would give that one another name
    if (digest === this.#latestDigest) return false;
    // made when there is content for it, so that none is left empty
    this.#workflowId ??= await this.create();
    const { saveVersion } = await this.server.request(SaveVersionDocument, {
      input: {
        workflowId: this.#workflowId,
        definition,
        name: nameOf(commit),
        description: this.provenance(commit),
      },
    });
    if (!saveVersion.version) throw refusalError(saveVersion.userErrors);
    this.#latestDigest = saveVersion.version.digest;
    return saveVersion.created ?? false;
  }

  private async digestOf(definition: unknown): Promise<string | undefined> {
    const checked = await this.server.request(ValidateDefinitionDocument, { definition });
    const { digest, userErrors } = checked.validateDefinition;
    if (userErrors.length > 0) throw refusalError(userErrors);
    return digest ?? undefined;
  }

  private async create(): Promise<string> {
    const { createWorkflow } = await this.server.request(CreateWorkflowDocument, {
      input: { key: this.key, name: this.key },
    });
    if (!createWorkflow.workflow) throw refusalError(createWorkflow.userErrors);
    return createWorkflow.workflow.id;
  }

  /** The draft goes on from the last version, unless somebody has changed it. */
  private async fillDraft(id: string): Promise<void> {
    const { workflow } = await this.server.request(DraftStateDocument, { id });
    if (!workflow || workflow.hasUnsavedChanges) return;
    const { digest, revision: expectedRevision } = workflow.draft;
    if (this.#latestDigest === undefined || digest === this.#latestDigest) return;
    const { createDraftFromVersion } = await this.server.request(RestoreDraftDocument, {
      input: { workflowId: id, version: 'latest', expectedRevision },
    });
    if (!createDraftFromVersion.draft) throw refusalError(createDraftFromVersion.userErrors);
  }
}

function nameOf({ subject, hash }: Commit): string {
  // without half of a surrogate pair at its end
  const name = subject.trim().slice(0, MOST_NAME);
  return name.replace(/[\ud800-\udbff]$/, '') || hash.slice(0, 8);
}
