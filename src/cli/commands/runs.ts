import { defineCommand, WORKFLOW } from '../command-definition';
import { ListRunsDocument, type RunMode, type RunStatus } from '../generated/documents';
import { timeText } from '../labels';
import { count, oneOf, someOf, time, versionNumber } from '../option-values';
import { collect } from '../pages';

interface RunsOptions {
  status?: RunStatus[];
  version?: number;
  channel?: string;
  mode?: RunMode;
  since?: string;
  until?: string;
  limit: number;
}

export const runs = defineCommand<RunsOptions>({
  name: 'runs',
  summary: 'lists runs, newest first',
  configure: (command) =>
    command
      .argument('[workflow]', `${WORKFLOW}; all of the workspace if absent`)
      .option(
        '--status <status>',
        'only those of this status; several are given by repeating it',
        someOf<RunStatus>('QUEUED', 'RUNNING', 'WAITING', 'SUCCEEDED', 'FAILED', 'CANCELED'),
      )
      .option('--version <number>', 'only those of this version of the workflow', versionNumber)
      .option('--channel <key>', 'only those that started on this channel')
      .option('--mode <mode>', 'only live or test runs', oneOf<RunMode>('LIVE', 'TEST'))
      .option('--since <time>', 'only those made after this', time)
      .option('--until <time>', 'only those made before this', time)
      .option('--limit <number>', 'how many at most', count, 20),
  examples: [
    ['switchyard runs greeter --status failed --since 2026-01-31', 'what went wrong since then'],
    ['switchyard runs --limit 100 --json', 'of the whole workspace, for programs'],
  ],
  async run(session, [workflow], { since, until, limit, ...wanted }) {
    const server = session.connection();
    const workflowId =
      workflow === undefined ? undefined : (await session.workflow(server, workflow as string)).id;
    const { status, version, channel, mode } = wanted;
    const filter = {
      ...{ workflowId, status, version, channel, mode },
      ...{ createdAfter: since, createdBefore: until },
    };
    const found = await collect(
      limit,
      async (page) => {
        const { runs } = await server.request(ListRunsDocument, { ...page, filter });
        return runs;
      },
      () => session.output.more(),
    );
    const { output } = session;
    output.colored(found, () =>
      output.table(
        found,
        [
          { title: 'ID', value: ({ id }) => id },
          { title: 'WORKFLOW', value: ({ workflow }) => workflow.key },
          { title: 'VERSION', value: ({ version }) => version.label },
          { title: 'CHANNEL', value: ({ channel }) => channel?.key },
          { title: 'STATUS', value: ({ status }) => status },
          { title: 'MS', value: ({ durationMs }) => durationMs },
          { title: 'CREATED', value: ({ createdAt }) => timeText(createdAt) },
          { title: 'ERROR', value: ({ error }) => error?.message },
        ],
        'There is no such run.',
      ),
    );
  },
});
