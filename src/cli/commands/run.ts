import { defineCommand, WORKFLOW } from '../command-definition';
import { CommandError, refusalError } from '../command-error';
import { parseContent, readContentFile } from '../content-file';
import {
  FollowRunDocument,
  type FollowRunSubscription,
  type RunExecutor,
  type RunMode,
  ShowRunDocument,
  type ShowRunQuery,
  StartRunDocument,
} from '../generated/documents';
import { oneOf } from '../option-values';
import { visible } from '../output';
import { type ServerConnection } from '../server-connection';
import { type Session } from '../session';
import { follow } from '../subscription';

interface RunOptions {
  input?: string;
  version?: string;
  channel?: string;
  sticky?: string;
  mode?: RunMode;
  executor?: RunExecutor;
  idempotencyKey?: string;
  follow?: boolean;
}

type ShownRun = NonNullable<ShowRunQuery['run']>;

export const run = defineCommand<RunOptions>({
  name: 'run',
  summary: 'starts a run, and follows it if asked to',
  description:
    'What it runs is decided now, for life. With --follow each step is told, and the exit code is 0 if the run succeeds, 9 if it fails or is canceled.',
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .option('--input <json>', 'its input: JSON, @FILE for a file, or - for stdin')
      .option(
        '--version <version>',
        'a number, v3, draft, latest or active; else the channel decides',
      )
      .option('--channel <key>', 'the channel to start on, live if absent')
      .option('--sticky <key>', 'the same key gets the same route of a split')
      .option('--mode <mode>', 'live or test', oneOf<RunMode>('LIVE', 'TEST'))
      .option(
        '--executor <executor>',
        'built-in or external',
        oneOf<RunExecutor>('BUILT_IN', 'EXTERNAL'),
      )
      .option('--idempotency-key <key>', 'to repeat the call starts no second run')
      .option('--follow', 'wait for its end and tell each step'),
  examples: [
    [`switchyard run greeter --input '{"name": "Ada"}' --follow`, 'and wait for its end'],
    ['switchyard run greeter --version draft --mode test --input @input.json', 'tries the draft'],
  ],
  async run(session, [workflow], options) {
    const input = await readInput(options.input);
    const server = session.connection();
    const { id: workflowId } = await session.workflow(server, workflow as string);
    const { version, channel, sticky: stickyKey, mode, executor, idempotencyKey } = options;
    const { startRun } = await server.request(StartRunDocument, {
      input: {
        ...{ workflowId, input, version, channel, stickyKey },
        ...{ mode, executor, idempotencyKey },
      },
    });
    const { run, userErrors } = startRun;
    if (!run) throw refusalError(userErrors);
    const { output } = session;
    const started = `${run.id} of ${run.version.label} is ${run.status}.`;
    if (!options.follow) return output.data(run, () => started);
    output.note(started);
    await followRun(session, server, run.id);
    const { run: ended } = await server.request(ShowRunDocument, { id: run.id });
    if (!ended) throw new CommandError('notFound', `The run ${run.id} was deleted.`);
    output.data(ended, () => endText(ended));
    if (ended.status !== 'SUCCEEDED') throw runError(ended);
  },
});

async function readInput(text: string | undefined): Promise<unknown> {
  if (text === undefined) return undefined;
  if (text === '-') return readContentFile('-');
  return text.startsWith('@') ? readContentFile(text.slice(1)) : parseContent(text, '--input');
}

async function followRun(
  { output }: Session,
  server: ServerConnection,
  runId: string,
): Promise<void> {
  await follow(server, output, {
    document: FollowRunDocument,
    variables: (after) => ({ runId, after }),
    after: '0',
    take: ({ runChanged: progress }) => {
      const line = progressLine(progress);
      if (line) output.note(line);
      return String(progress.sequence);
    },
  });
}

function progressLine({ step, kind }: FollowRunSubscription['runChanged']): string | undefined {
  if (!step) return kind;
  const { name, nodeKey, attempt, status, error } = step;
  const again = attempt > 1 ? `, attempt ${attempt}` : '';
  return `${status} ${name} (${nodeKey}${again})${error ? `: ${error.message}` : ''}`;
}

function endText({ id, version, status, durationMs, output }: ShownRun): string {
  const head = `${id} of ${version.label} ${status}${durationMs == null ? '' : ` after ${durationMs} ms`}`;
  return status === 'SUCCEEDED' ? `${head}\n${visible(JSON.stringify(output, null, 2))}` : head;
}

function runError({ id, status, error }: ShownRun): CommandError {
  const where = error?.nodeKey ? ` at ${error.nodeKey}` : '';
  const why = error ? `${where}: ${error.message}` : '';
  const message = status === 'FAILED' ? `The run failed${why}.` : `The run is ${status}.`;
  return new CommandError('runFailed', message.replace(/\.\.$/, '.'), `Its id is ${id}.`);
}
