/**
 * The floor: what the same answers and the same rows cost with nothing around them. node:http,
 * prepared statements of better-sqlite3, `JSON.parse` of what is stored as JSON, `JSON.stringify`
 * of the answer. No GraphQL, no tokens, no checks, no canonical form.
 */
import { createServer } from 'node:http';
import Sqlite from 'better-sqlite3';
import { options, serve } from '../child.mjs';
import { PRAGMAS } from '../pragmas.mjs';
import { reads } from './floor-reads.mjs';
import { writes } from './floor-writes.mjs';

const { file, historyId, workspaceId } = options();
const database = new Sqlite(file);
for (const pragma of PRAGMAS) database.pragma(pragma);

const { spliced, ...parsed } = reads(database, { historyId, workspaceId });
const GET = {
  ...Object.fromEntries(
    Object.entries(parsed).map(([name, read]) => [
      `/${name}`,
      () => JSON.stringify({ data: read() }),
    ]),
  ),
  '/spliced': spliced,
};
const POST = writes(database, workspaceId);

const server = createServer((request, response) => {
  if (request.method === 'GET') return answer(response, GET[request.url]());
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const data = POST[request.url](JSON.parse(Buffer.concat(chunks).toString('utf8')));
    answer(response, JSON.stringify({ data }));
  });
});

function answer(response, body) {
  response.writeHead(200, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

server.listen(0, '127.0.0.1', () =>
  serve({ url: `http://127.0.0.1:${server.address().port}` }, { stop: () => database.close() }),
);
