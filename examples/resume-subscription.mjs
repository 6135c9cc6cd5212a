// Prints every activation of a workspace, each once, whatever breaks in between:
//   SWITCHYARD_TOKEN=… node examples/resume-subscription.mjs
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const { SWITCHYARD_URL = 'ws://127.0.0.1:4000/graphql', SWITCHYARD_TOKEN } = process.env;
const { CURSOR_FILE = 'cursor.txt' } = process.env;
const query = `subscription ($after: String) {
  activationChanged(after: $after) { cursor name sequence channelKey workflow { id key } } }`;
const client = createClient({
  url: SWITCHYARD_URL,
  webSocketImpl: WebSocket,
  connectionParams: { authorization: `Bearer ${SWITCHYARD_TOKEN}` },
  retryAttempts: 0, // a retry of its own would begin where the first connection began
});
let after = existsSync(CURSOR_FILE) ? readFileSync(CURSOR_FILE, 'utf8') : undefined;
// better still: store it in the transaction of your own work
const store = (cursor) => writeFileSync(CURSOR_FILE, (after = cursor));

for (let wait = 100; ; wait = Math.min(2 * wait, 10_000)) {
  try {
    if (!after)
      for await (const { data } of client.iterate({ query: '{ viewer { eventCursor } }' }))
        store(data.viewer.eventCursor);
    for await (const { data, errors } of client.iterate({ query, variables: { after } })) {
      const resumeAfter = errors?.[0].extensions.resumeAfter; // EVENTS_SKIPPED: we were too slow
      if (errors && !resumeAfter) throw errors;
      if (data) console.log(JSON.stringify(data.activationChanged)); // your own work
      store(resumeAfter ?? data.activationChanged.cursor);
      wait = 100;
    }
  } catch (problem) {
    // refusals and bad tokens do not mend themselves, lost connections do
    if (Array.isArray(problem) || [4400, 4401, 4403].includes(problem.code)) {
      console.error(problem.reason ?? problem);
      process.exit(1);
    }
  }
  await pause(wait * (0.5 + Math.random()));
}
