import { basename, extname } from 'node:path';
import { defineCommand } from '../command-definition';
import { CommandError, refusalError, usageError } from '../command-error';
import { parseContent } from '../content-file';
import {
  CreateWorkflowDocument,
  FindWorkflowDocument,
  ImportWorkflowFilesDocument,
  ListVersionsDocument,
  RestoreDraftDocument,
  SaveVersionDocument,
  ValidateDefinitionDocument,
} from '../generated/documents';
import { type Commit, GitHistory } from '../git-history';
import { collect } from '../pages';
import { type Progress, startProgress } from '../progress';
import { type ServerConnection } from '../server-connection';
import { missingWorkflow } from '../session';

interface ImportGitOptions {
  path: string;
  workflow?: string;
}

/** What became of the history of a file. */
interface Imported {
  workflow: string;
  file: string;
  /** Versions that were made. */
  created: number;
  /** Commits whose content was that of the version before. */
  unchanged: number;
  /** Commits that were imported before. */
  known: number;
  /** Commits whose content is neither a definition nor a file of another system. */
  skipped: { commit: string; reason: string }[];
}

export const importGit = defineCommand<ImportGitOptions>({
  name: 'import-git',
  summary: 'makes versions of the git history of files',
  description:
    'Each file of JSON or YAML becomes a workflow whose key is the name of the file, and each commit that changed its content a version, named after the commit; its description tells author, date and hash. A file is a definition, a graph in the shape of React Flow, or a file of n8n, Dify, Node-RED, Langflow or Flowise: versions of those have the author and the time of the commit; those of others are made by you and now, and their descriptions say who it was and when. Commits whose content is none of these are left out and told. To repeat it takes up only what is new. Nothing goes live.',
  configure: (command) =>
    command
      .argument('<directory>', 'a folder of a git repository')
      .option('--path <path>', 'only this file or folder of it', '.')
      .option('--workflow <key>', 'key of the workflow, where it is one file'),
  examples: [
    ['switchyard import-git . --path workflows', 'each file of a folder'],
    ['switchyard import-git ../shop --path flows/order.json --workflow orders', 'one file'],
  ],
  async run(session, [directory], { path, workflow }) {
    const history = new GitHistory(directory as string);
    const files = await history.files(path);
    if (files.length === 0)
      throw new CommandError(
        'notFound',
        `There is no file of JSON or YAML at ${path} in the last commit.`,
        'Check --path; it is relative to the folder.',
      );
    if (workflow !== undefined && files.length > 1)
      throw usageError('--workflow is for one file.', 'Name the file by --path.');
    checkKeys(files);
    const server = session.connection();
    const commits = await Promise.all(files.map((file) => history.commits(file)));
    const progress = await startProgress(session.output, 'Importing', commits.flat().length);
    const results: Imported[] = [];
    try {
      for (const [place, file] of files.entries()) {
        const key = workflow ?? keyOfFile(file);
        const importer = new FileImport(server, history, key, file, progress);
        results.push(await importer.run(commits[place]!));
      }
    } finally {
      progress.end();
    }
    session.output.data(results, () => results.map(importedText).join('\n'));
  },
});

function checkKeys(files: readonly string[]): void {
  const fileOf = new Map<string, string>();
  for (const file of files) {
    const key = keyOfFile(file);
    const other = fileOf.get(key);
    if (other !== undefined)
      throw usageError(`${other} and ${file} would be one workflow, ${key}.`, 'Import one by one.');
    fileOf.set(key, file);
  }
}

function keyOfFile(file: string): string {
  const name = basename(file, extname(file)).toLowerCase();
  return (
    name
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60) || 'workflow'
  );
}

/** The line of a description by which a later import knows the commit. */
const COMMIT_LINE = /^Commit: ([0-9a-f]{40,64})$/m;
/** The longest name of a version. */
const MOST_NAME = 200;

/** Imports the history of one file into one workflow. */
class FileImport {
  #workflowId: string | undefined;
  #isNew = false;
  #latestDigest: string | undefined;
  readonly #known = new Set<string>();
  readonly #result: Imported;

  constructor(
    private readonly server: ServerConnection,
    private readonly history: GitHistory,
    private readonly key: string,
    private readonly file: string,
    private readonly progress: Progress,
  ) {
    this.#result = { workflow: key, file, created: 0, unchanged: 0, known: 0, skipped: [] };
  }

  async run(commits: readonly Commit[]): Promise<Imported> {
    const { workflow } = await this.server.request(FindWorkflowDocument, { key: this.key });
    this.#workflowId = workflow?.id;
    if (workflow) await this.readVersions();
    for (const commit of commits) {
      await this.take(commit);
      this.progress.step(`${this.key} ${commit.hash.slice(0, 8)}`);
    }
    if (this.#isNew && this.#result.created > 0) await this.fillDraft();
    return this.#result;
  }

  /** Learns what the workflow holds already. */
  private async readVersions(): Promise<void> {
    const versions = await collect(Infinity, async (page) => {
      const found = await this.server.request(ListVersionsDocument, {
        ...page,
        key: this.key,
        includeArchived: true,
      });
      return (found.workflow ?? missingWorkflow(this.key)).versions;
    });
    this.#latestDigest = versions[0]?.digest;
    for (const { description } of versions) {
      const hash = COMMIT_LINE.exec(description ?? '')?.[1];
      if (hash !== undefined) this.#known.add(hash);
    }
  }

  private async take(commit: Commit): Promise<void> {
    if (this.#known.has(commit.hash)) return void this.#result.known++;
    const text = await this.history.content(commit, this.file);
    if (text === undefined) return;
    try {
      const definition = await parseContent(text, this.file);
      if (await this.save(commit, definition)) this.#result.created++;
      else this.#result.unchanged++;
    } catch (error) {
      if (!(error instanceof CommandError) || error.exit !== 'invalid') throw error;
      if (await this.saveForeign(commit, text)) return;
      this.#result.skipped.push({ commit: commit.hash, reason: error.message });
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
    if (imported.created) this.#result.created++;
    else this.#result.unchanged++;
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
    this.#isNew = true;
    return createWorkflow.workflow.id;
  }

  /** The draft of a new workflow goes on from the last version. */
  private async fillDraft(): Promise<void> {
    const { createDraftFromVersion } = await this.server.request(RestoreDraftDocument, {
      input: { workflowId: this.#workflowId!, version: 'latest', expectedRevision: 1 },
    });
    if (!createDraftFromVersion.draft) throw refusalError(createDraftFromVersion.userErrors);
  }
}

function nameOf({ subject, hash }: Commit): string {
  return subject.trim().slice(0, MOST_NAME) || hash.slice(0, 8);
}

function importedText({ workflow, file, created, unchanged, known, skipped }: Imported): string {
  const counts = [
    `${created} new ${created === 1 ? 'version' : 'versions'}`,
    unchanged > 0 && `${unchanged} unchanged`,
    known > 0 && `${known} imported before`,
    skipped.length > 0 && `${skipped.length} left out`,
  ].filter(Boolean);
  const left = skipped.map(({ commit, reason }) => `  left out ${commit.slice(0, 8)}: ${reason}`);
  return [`${workflow} (${file}): ${counts.join(', ')}`, ...left].join('\n');
}
