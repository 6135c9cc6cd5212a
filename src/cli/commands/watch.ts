import { defineCommand, WORKFLOW } from '../command-definition';
import {
  ViewerDocument,
  WatchActivationsDocument,
  type WatchActivationsSubscription,
} from '../generated/documents';
import { routesText } from '../labels';
import { count } from '../option-values';
import { oneLine } from '../output';
import { follow } from '../subscription';

interface WatchOptions {
  channel?: string;
  after?: string;
  resume?: boolean;
  count?: number;
}

type Activated = WatchActivationsSubscription['activationChanged'];

export const watch = defineCommand<WatchOptions>({
  name: 'watch',
  summary: 'tells each activation as it happens',
  description:
    'Goes on after a lost connection or a restart of the server where it was; each activation is told once. With --resume it also goes on where the last watch of the same kind ended; the cursor is kept in the folder of the configuration. With --json each is one line.',
  configure: (command) =>
    command
      .argument('[workflow]', `${WORKFLOW}; all of the workspace if absent`)
      .option('--channel <key>', 'only on channels of this key')
      .option('--after <cursor>', 'begin after this cursor, or 0 for the beginning, or now')
      .option(
        '--resume',
        'begin where the last watch with --resume ended, unless --after says where',
      )
      .option('--count <number>', 'end after so many', count),
  examples: [
    ['switchyard watch', 'all of the workspace, from now on'],
    ['switchyard watch greeter --after 0 --count 10 --json', 'its first ten, for programs'],
    ['switchyard watch --resume', 'misses nothing that happened since the last time'],
    ['switchyard watch --resume --after now', 'lets go of what happened in between'],
  ],
  async run(session, [workflow], options) {
    const { output, configDirectory } = session;
    const server = session.connection();
    // read before the subscription: nothing is missed between the two
    const { viewer } = await server.request(ViewerDocument, {});
    const workflowId =
      workflow === undefined ? undefined : (await session.workflow(server, workflow as string)).id;
    const { channel } = options;
    const name = [server.url, viewer.workspace.id, workflowId ?? '*', channel ?? '*'].join(' ');
    const kept = options.resume ? configDirectory.cursor(name) : undefined;
    const given = options.after === 'now' ? viewer.eventCursor : options.after;
    const after = given ?? kept ?? viewer.eventCursor;
    if (options.resume && after !== kept) configDirectory.keepCursor(name, after);
    output.note(`Watching ${(workflow as string | undefined) ?? viewer.workspace.name} …`);
    let told = 0;
    await follow(server, output, {
      document: WatchActivationsDocument,
      variables: (cursor) => ({ workflowId, channel, after: cursor }),
      after,
      take: ({ activationChanged: event }) => {
        output.item(event, () => eventLine(event));
        if (options.resume) configDirectory.keepCursor(name, event.cursor);
        return ++told === options.count ? undefined : event.cursor;
      },
    });
  },
});

function eventLine({ occurredAt, workflow, channelKey, activation, actor }: Activated): string {
  const { kind, sequence, to, note } = activation;
  const line = `${occurredAt} ${workflow?.key ?? '(deleted)'} ${channelKey} ${kind} ${sequence}: ${routesText(to)} by ${actor.name}`;
  return oneLine(note ? `${line} (${note})` : line);
}
