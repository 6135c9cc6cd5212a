import { basename, extname } from 'node:path';
import { defineCommand } from '../command-definition';
import { CommandError, usageError } from '../command-error';
import { FileImport, type Imported } from '../file-import';
import { GitHistory } from '../git-history';
import { oneLine } from '../output';
import { PatientConnection } from '../patient-connection';
import { withProgress } from '../progress';

interface ImportGitOptions {
  path: string;
  workflow?: string;
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
    await history.checkComplete();
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
    const { output } = session;
    const server = new PatientConnection(session.connection(), output);
    const imports = files.map(
      (file) => new FileImport(server, history, workflow ?? keyOfFile(file), file),
    );
    await withProgress(output, 'Reading', files.length, async (step) => {
      for (const one of imports) {
        await one.prepare();
        step(one.result.file);
      }
    });
    const commits = imports.reduce((sum, { remaining }) => sum + remaining, 0);
    await withProgress(output, 'Importing', commits, async (step) => {
      for (const one of imports) await one.run(step);
    });
    const results = imports.map(({ result }) => result);
    output.data(results, () => results.map(importedText).join('\n'));
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

/** The longest key of a workflow. */
const MOST_KEY = 64;

function keyOfFile(file: string): string {
  const name = basename(file, extname(file)).toLowerCase();
  return (
    name
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, MOST_KEY)
      .replace(/^-+|-+$/g, '') || 'workflow'
  );
}

function importedText({ workflow, file, created, unchanged, known, skipped }: Imported): string {
  const counts = [
    `${created} new ${created === 1 ? 'version' : 'versions'}`,
    unchanged > 0 && `${unchanged} unchanged`,
    known > 0 && `${known} imported before`,
    skipped.length > 0 && `${skipped.length} left out`,
  ].filter(Boolean);
  const left = skipped.map(
    ({ commit, reason }) => `  left out ${commit.slice(0, 8)}: ${oneLine(reason)}`,
  );
  return [`${workflow} (${file}): ${counts.join(', ')}`, ...left].join('\n');
}
