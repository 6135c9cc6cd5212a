import { defineCommand, WORKFLOW } from '../command-definition';
import { refusalError } from '../command-error';
import {
  ArchiveVersionDocument,
  ArchiveWorkflowDocument,
  UnarchiveVersionDocument,
  UnarchiveWorkflowDocument,
} from '../generated/documents';
import { type ServerConnection } from '../server-connection';
import { type Session } from '../session';

interface ArchiveOptions {
  undo?: boolean;
}

export const archive = defineCommand<ArchiveOptions>({
  name: 'archive',
  summary: 'takes a workflow out of use, or hides one of its versions',
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .argument('[version]', 'only this version: a number or v3')
      .option('--undo', 'take it back'),
  examples: [
    ['switchyard archive greeter', 'no new runs; those under way finish'],
    ['switchyard archive greeter v1', 'hides v1 from lists'],
    ['switchyard archive greeter v1 --undo', 'shows it again'],
  ],
  async run(session, [workflow, version], { undo = false }) {
    const server = session.connection();
    const { id } = await session.workflow(server, workflow as string);
    if (version === undefined) await archiveWorkflow(session, server, id, undo);
    else
      await archiveVersion(session, server, { workflowId: id, version: version as string }, undo);
  },
});

async function archiveWorkflow(
  { output }: Session,
  server: ServerConnection,
  workflowId: string,
  undo: boolean,
): Promise<void> {
  const input = { workflowId };
  const { workflow, userErrors } = undo
    ? (await server.request(UnarchiveWorkflowDocument, { input })).unarchiveWorkflow
    : (await server.request(ArchiveWorkflowDocument, { input })).archiveWorkflow;
  if (!workflow) throw refusalError(userErrors);
  output.data({ workflow }, () => `${workflow.key} is ${workflow.status} now.`);
}

async function archiveVersion(
  { output }: Session,
  server: ServerConnection,
  input: { workflowId: string; version: string },
  undo: boolean,
): Promise<void> {
  const { version, userErrors } = undo
    ? (await server.request(UnarchiveVersionDocument, { input })).unarchiveVersion
    : (await server.request(ArchiveVersionDocument, { input })).archiveVersion;
  if (!version) throw refusalError(userErrors);
  output.data(
    { version },
    () => `${version.label} is ${version.isArchived ? 'archived' : version.status} now.`,
  );
}
