import { defineCommand } from '../command-definition';
import { ListWorkflowsDocument, type WorkflowStatus } from '../generated/documents';
import { routesText, timeText } from '../labels';
import { count, someOf } from '../option-values';
import { collect } from '../pages';

interface WorkflowsOptions {
  search?: string;
  status?: WorkflowStatus[];
  archived?: boolean;
  limit: number;
}

export const workflows = defineCommand<WorkflowsOptions>({
  name: 'workflows',
  summary: 'lists workflows, those changed last first',
  configure: (command) =>
    command
      .option('--search <text>', 'only those whose name or key has it')
      .option(
        '--status <status>',
        'only those of this status; several are given by repeating it',
        someOf<WorkflowStatus>('ACTIVE', 'ARCHIVED', 'DRAFT', 'INACTIVE', 'PAUSED'),
      )
      .option('--archived', 'archived ones too')
      .option('--limit <number>', 'how many at most', count, 50),
  examples: [
    ['switchyard workflows --search order', 'those with "order" in name or key'],
    ['switchyard workflows --status active --json', 'what is live, for programs'],
  ],
  async run(session, _, { search, status, archived, limit }) {
    const server = session.connection();
    const filter = { search, status, includeArchived: archived };
    const found = await collect(
      limit,
      async (page) => {
        const { workflows } = await server.request(ListWorkflowsDocument, { ...page, filter });
        return workflows;
      },
      () => session.output.more(),
    );
    const { output } = session;
    output.colored(found, () =>
      output.table(
        found,
        [
          { title: 'KEY', value: ({ key }) => key },
          { title: 'NAME', value: ({ name }) => name },
          { title: 'STATUS', value: ({ status }) => status },
          { title: 'LIVE', value: ({ activeRoutes }) => routesText(activeRoutes) },
          { title: 'LATEST', value: ({ latestVersion }) => latestVersion?.label },
          { title: 'CHANGED', value: ({ updatedAt }) => timeText(updatedAt) },
          { title: 'BY', value: ({ updatedBy }) => updatedBy.name },
        ],
        'There is no such workflow.',
      ),
    );
  },
});
