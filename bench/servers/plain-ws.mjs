/**
 * The floor of fan-out: a WebSocket server that sends the same bytes to everybody who is connected
 * when it is told to over HTTP.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { options, serve } from '../child.mjs';

const { message } = options();
const server = createServer((_request, response) => {
  for (const socket of sockets.clients) socket.send(message);
  response.writeHead(200, { 'content-length': 2 }).end('{}');
});
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
server.listen(0, '127.0.0.1', () => serve({ url: `http://127.0.0.1:${server.address().port}` }));
