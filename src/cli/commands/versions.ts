import { defineCommand, WORKFLOW } from '../command-definition';
import { ListVersionsDocument } from '../generated/documents';
import { timeText } from '../labels';
import { count } from '../option-values';
import { collect } from '../pages';
import { missingWorkflow, workflowNamed } from '../session';

interface VersionsOptions {
  archived?: boolean;
  limit: number;
}

export const versions = defineCommand<VersionsOptions>({
  name: 'versions',
  summary: 'lists the versions of a workflow, newest first',
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .option('--archived', 'archived ones too')
      .option('--limit <number>', 'how many at most', count, 50),
  examples: [
    ['switchyard versions greeter', 'with what each changed'],
    ['switchyard versions greeter --limit 1 --json', 'the latest one, for programs'],
  ],
  async run(session, [workflow], { archived, limit }) {
    const server = session.connection();
    const name = workflow as string;
    const read = async (page: { first: number; after?: string }) => {
      const answer = await server.request(ListVersionsDocument, {
        ...workflowNamed(name),
        ...page,
        includeArchived: archived ?? false,
      });
      return (answer.workflow ?? missingWorkflow(name)).versions;
    };
    const found = await collect(limit, read, () => session.output.more());
    const { output } = session;
    output.colored(found, () =>
      output.table(
        found,
        [
          { title: '', value: ({ isActive }) => (isActive ? '*' : '') },
          { title: 'VERSION', value: ({ label }) => label },
          { title: 'NAME', value: ({ name }) => name },
          {
            title: 'STATUS',
            value: ({ isArchived, status }) => (isArchived ? 'ARCHIVED' : status),
          },
          { title: 'CREATED', value: ({ createdAt }) => timeText(createdAt) },
          { title: 'BY', value: ({ createdBy }) => createdBy.name },
          { title: 'CHANGES', value: ({ changes }) => changes?.headline },
        ],
        `${name} has no saved version.`,
      ),
    );
  },
});
