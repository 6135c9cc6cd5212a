import { defineCommand, WORKFLOW } from '../command-definition';
import { refusalError, usageError } from '../command-error';
import { readDefinitionFile } from '../content-file';
import {
  CreateWorkflowDocument,
  DeleteWorkflowDocument,
  DraftRevisionDocument,
  SaveDraftDocument,
  SaveVersionDocument,
} from '../generated/documents';
import { activationText, versionText } from '../labels';
import { versionNumber, wholeNumber } from '../option-values';
import { type ServerConnection } from '../server-connection';
import { missingWorkflow, type Session, workflowNamed } from '../session';

interface SaveOptions {
  asVersion?: boolean;
  name?: string;
  description?: string;
  activate?: boolean;
  channel?: string;
  note?: string;
  expectedRevision?: number;
  expectedLatest?: number;
  requireComplete?: boolean;
  allowUnchanged?: boolean;
  create?: boolean;
  title?: string;
}

export const save = defineCommand<SaveOptions>({
  name: 'save',
  summary: 'saves a file into the draft, or as a version',
  description:
    "The file is a definition or a graph in React Flow's shape, as JSON or YAML. A save of the draft that is based on an older revision is merged with what came between; where the two clash nothing is saved, the exit code is 4 and each place is told. As a version, a file leaves the draft as it is; without a file, the draft itself is saved.",
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .argument('[file]', 'JSON or YAML, - for stdin')
      .option('--as-version', 'save a version instead of the draft')
      .option('--name <name>', 'name of the version')
      .option('--description <text>', 'description of the version')
      .option('--activate', 'route the channel to the version in the same transaction')
      .option('--channel <key>', 'the channel to route, live if absent')
      .option('--note <text>', 'why it is activated, for the history')
      .option(
        '--expected-revision <number>',
        'revision of the draft that it is based on; the present one if absent',
        wholeNumber,
      )
      .option(
        '--expected-latest <number>',
        'refuse if the latest version is another',
        versionNumber,
      )
      .option('--require-complete', 'refuse a version with problems of severity ERROR')
      .option('--allow-unchanged', 'make a version though the latest holds the same')
      .option('--create', 'make the workflow if there is none of this key')
      .option('--title <name>', 'name of a workflow that is made; its key if absent'),
  examples: [
    ['switchyard save greeter greeter.json', 'into the draft'],
    ['switchyard save greeter greeter.json --expected-revision 4', 'based on what you have read'],
    ['switchyard save greeter greeter.yaml --as-version --name "Polite" --activate', 'goes live'],
    ['switchyard save greeter --as-version --name "As drafted"', 'the draft as a version'],
  ],
  async run(session, [workflow, file], options) {
    checkOptions(file !== undefined, options);
    const definition = file === undefined ? undefined : await readDefinitionFile(file as string);
    const server = session.connection();
    const name = workflow as string;
    const found = await server.request(DraftRevisionDocument, workflowNamed(name));
    if (found.workflow) {
      const { id, draft } = found.workflow;
      if (options.asVersion) return saveVersion(session, server, id, definition, options);
      const expectedRevision = options.expectedRevision ?? draft.revision;
      return saveDraft(session, server, { workflowId: id, definition, expectedRevision });
    }
    if (!options.create) missingWorkflow(name, '; --create makes one');
    if (definition === undefined)
      throw usageError('A workflow is made of a file.', 'Name the file, or leave --create out.');
    const id = await create(session, server, name, definition, options);
    if (!options.asVersion) return;
    await undoing(
      () => saveVersion(session, server, id, undefined, options),
      () => server.request(DeleteWorkflowDocument, { input: { workflowId: id } }),
    );
    session.output.note(`Made the workflow ${name}.`);
  },
});

/** Does something, and undoes what came before it where it fails. */
async function undoing(work: () => Promise<void>, undo: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    // the reason of the failure is what is told, whatever becomes of this
    await undo().catch(() => undefined);
    throw error;
  }
}

function checkOptions(hasFile: boolean, options: SaveOptions): void {
  const { asVersion, expectedRevision } = options;
  if (!asVersion) {
    if (!hasFile) throw usageError('There is no file to save.', 'Name it, or add --as-version.');
    const ofVersions = ['name', 'description', 'activate', 'channel', 'note', 'expectedLatest'];
    const given = [...ofVersions, 'requireComplete', 'allowUnchanged'].find(
      (name) => options[name as keyof SaveOptions] !== undefined,
    );
    if (given !== undefined)
      throw usageError('A draft takes no options of versions.', 'Add --as-version.');
  } else if (hasFile && expectedRevision !== undefined) {
    throw usageError(
      'A file that is saved as a version is not based on a revision.',
      'Use --expected-latest.',
    );
  } else if (!options.activate && (options.channel ?? options.note) !== undefined) {
    throw usageError('--channel and --note are for a version that goes live.', 'Add --activate.');
  }
}

async function create(
  { output }: Session,
  server: ServerConnection,
  key: string,
  definition: unknown,
  { title, asVersion }: SaveOptions,
): Promise<string> {
  const input = { key, name: title ?? key, definition };
  const { createWorkflow } = await server.request(CreateWorkflowDocument, { input });
  const { workflow, userErrors } = createWorkflow;
  if (!workflow) throw refusalError(userErrors);
  if (!asVersion)
    output.data(
      { created: true, workflow, draft: workflow.draft },
      () => `Made ${workflow.key}: ${versionText(workflow.draft)}`,
    );
  return workflow.id;
}

async function saveDraft(
  { output }: Session,
  server: ServerConnection,
  input: { workflowId: string; definition: unknown; expectedRevision: number },
): Promise<void> {
  const { saveDraft: payload } = await server.request(SaveDraftDocument, { input });
  const { userErrors, ...saved } = payload;
  const { draft, changed, merged } = saved;
  if (!draft) throw refusalError(userErrors);
  output.data(saved, () => {
    const head = changed ? 'Saved' : 'Nothing changed';
    const joined = merged ? `\nMerged with what others saved: ${merged.theirs.headline}` : '';
    return `${head}: ${versionText(draft)}${joined}`;
  });
}

async function saveVersion(
  { output }: Session,
  server: ServerConnection,
  workflowId: string,
  definition: unknown,
  options: SaveOptions,
): Promise<void> {
  const { name, description, activate, channel, note, requireComplete, allowUnchanged } = options;
  const input = {
    ...{ workflowId, definition, name, description, activate, channel, note },
    ...{ requireComplete, allowUnchanged },
    expectedRevision: definition === undefined ? options.expectedRevision : undefined,
    expectedLatestVersion: options.expectedLatest,
  };
  const { saveVersion: payload } = await server.request(SaveVersionDocument, { input });
  const { userErrors, ...saved } = payload;
  const { version, created, activation } = saved;
  if (!version) throw refusalError(userErrors);
  output.data(saved, () => {
    const head = created ? 'Saved' : 'Nothing changed since';
    return `${head} ${versionText(version)}${activation ? `\n${activationText(activation)}` : ''}`;
  });
}
