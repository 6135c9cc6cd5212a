import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { problemLine } from '../command-error';
import {
  ShowVersionDocument,
  type ShowVersionQuery,
  ShowWorkflowDocument,
  type ShowWorkflowQuery,
} from '../generated/documents';
import { routesText, timeText } from '../labels';
import { oneOf } from '../option-values';
import { type Output } from '../output';
import { missingVersion, missingWorkflow, type Session, workflowNamed } from '../session';

interface ShowOptions {
  definition?: boolean;
  layout?: boolean;
  format?: 'JSON' | 'YAML';
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
      .option('--format <format>', 'of definition or layout: json or yaml', oneOf('JSON', 'YAML')),
  examples: [
    ['switchyard show greeter', 'what is live, what is drafted'],
    ['switchyard show greeter v2', 'who saved it, what it changed, what is wrong with it'],
    ['switchyard show greeter active --definition > greeter.json', 'a file for your repository'],
  ],
  async run(session, [workflow, version], options) {
    const name = workflow as string;
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
