import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { problemLine, usageError } from '../command-error';
import {
  ShowVersionDocument,
  type ShowVersionQuery,
  ShowWorkflowDocument,
  type ShowWorkflowQuery,
  type WritableFileFormat,
  WriteFileDocument,
} from '../generated/documents';
import { routesText, timeText } from '../labels';
import { oneOf } from '../option-values';
import { type Output } from '../output';
import { missingVersion, missingWorkflow, type Session, workflowNamed } from '../session';

interface ShowOptions {
  definition?: boolean;
  layout?: boolean;
  format?: 'JSON' | 'YAML';
  as?: WritableFileFormat;
}

type ShownWorkflow = NonNullable<ShowWorkflowQuery['workflow']>;
type ShownVersion = NonNullable<NonNullable<ShowVersionQuery['workflow']>['version']>;

export const show = defineCommand<ShowOptions>({
  name: 'show',
  summary: 'shows a workflow, or one of its versions',
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .argument('[version]', VERSION)
      .option(
        '--definition',
        "print the version's definition instead (the draft's if none is named)",
      )
      .option('--layout', "print the version's layout instead")
      .option('--format <format>', 'of definition or layout: json or yaml', oneOf('JSON', 'YAML'))
      .option(
        '--as <system>',
        'print the version as a file of n8n or node-red instead',
        oneOf<WritableFileFormat>('N8N', 'NODE_RED'),
      ),
  examples: [
    ['switchyard show greeter', 'what is live, what is drafted'],
    ['switchyard show greeter v2', 'who saved it, what it changed, what is wrong with it'],
    ['switchyard show greeter active --definition > greeter.json', 'a file for your repository'],
    ['switchyard show greeter active --as n8n > greeter.json', 'a file that n8n imports'],
  ],
  async run(session, [workflow, version], options) {
    const name = workflow as string;
    if (options.as && (options.definition ?? options.layout))
      throw usageError('Either the definition, the layout or a file.', 'Leave out all but one.');
    if (options.as) return showFile(session, name, version as string | undefined, options.as);
    const isContent = options.definition ?? options.layout ?? false;
    if (version === undefined && !isContent) return showWorkflow(session, name);
    const ref = (version as string | undefined) ?? 'draft';
    const found = await session.connection().request(ShowVersionDocument, {
      ...workflowNamed(name),
      ref,
      withContent: isContent,
    });
    const shown = (found.workflow ?? missingWorkflow(name)).version ?? missingVersion(name, ref);
    if (isContent) return printContent(session.output, shown, options);
    session.output.colored(shown, () => versionFacts(session.output, shown));
  },
});

async function printContent(
  output: Output,
  { definition, layout }: ShownVersion,
  options: ShowOptions,
): Promise<void> {
  const content = options.definition ? definition : layout;
  if (options.format !== 'YAML' || output.json) {
    output.jsonData(content);
    return;
  }
  const { stringify } = await import('yaml');
  output.content(stringify(content ?? null, { aliasDuplicateObjects: false }));
}

/** The file is the data; what of the version is not in it is told beside it. */
async function showFile(
  session: Session,
  name: string,
  version: string | undefined,
  format: WritableFileFormat,
): Promise<void> {
  const ref = version ?? 'draft';
  const asked = { ...workflowNamed(name), ref, format };
  const found = await session.connection().request(WriteFileDocument, asked);
  const shown = (found.workflow ?? missingWorkflow(name)).version ?? missingVersion(name, ref);
  const { text, losses } = shown.exportAs;
  for (const { code, message, node } of losses)
    session.output.note(`${code} ${node ? `${node.name} ` : ''}${message}`);
  if (session.output.json) session.output.jsonData({ text, losses });
  else session.output.file(Buffer.from(text));
}

async function showWorkflow(session: Session, name: string): Promise<void> {
  const found = await session.connection().request(ShowWorkflowDocument, workflowNamed(name));
  const workflow = found.workflow ?? missingWorkflow(name);
  session.output.colored(workflow, () => workflowFacts(session.output, workflow));
}

function workflowFacts(output: Output, workflow: ShownWorkflow): string {
  const { draft, channels, latestVersion } = workflow;
  const facts = output.facts([
    ['Workflow', `${workflow.name} (${workflow.key}, ${workflow.id})`],
    ['Status', workflow.status],
    ['Paused', workflow.pausedReason],
    ['About', workflow.description],
    ['Sealing', workflow.sealing],
    ['Latest', latestVersion?.label ?? 'nothing saved'],
    [
      'Draft',
      `revision ${draft.revision}${workflow.hasUnsavedChanges ? ', with unsaved changes' : ''}`,
    ],
    ['Created', `${timeText(workflow.createdAt)} by ${workflow.createdBy.name}`],
    ['Changed', `${timeText(workflow.updatedAt)} by ${workflow.updatedBy.name}`],
    ...channels.map(
      ({ key, routes, activationSequence }) =>
        [`Channel ${key}`, `${routesText(routes)} (activation ${activationSequence})`] as const,
    ),
  ]);
  return [facts, ...draft.problems.map((problem) => `  ${problemLine(problem)}`)].join('\n');
}

function versionFacts(output: Output, version: ShownVersion): string {
  const { label, changes, parent, problems } = version;
  const facts = output.facts([
    ['Version', `${label} of ${version.workflowName}${version.isActive ? ', active' : ''}`],
    ['Name', version.name],
    ['About', version.description],
    ['Status', version.isArchived ? 'ARCHIVED' : version.status],
    ['Created', `${timeText(version.createdAt)} by ${version.createdBy.name}`],
    ['Origin', `${version.origin}${parent ? ` from ${parent.label}` : ''}`],
    ['Revision', version.revision],
    ['Digest', version.digest],
    ['Changes', changes && `${changes.headline} (${changes.severity})`],
  ]);
  return [facts, ...problems.map((problem) => `  ${problemLine(problem)}`)].join('\n');
}
