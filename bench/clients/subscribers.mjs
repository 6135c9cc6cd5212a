/**
 * Holds sockets and notes when each got a message. The clock is the machine's monotonic one, the
 * same in all processes.
 */
import WebSocket from 'ws';
import { options, serve } from '../child.mjs';

const { url, count, token, payload } = options();
const now = () => Number(process.hrtime.bigint()) / 1e6;

let times = [];
let last = '';
const sockets = await Promise.all(Array.from({ length: count }, () => open()));
serve(
  {},
  {
    /** Resolves once all sockets got a message since the last time; answers when, in ms of the clock. */
    collect: async () => {
      while (times.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
      return times.splice(0);
    },
    last: () => last,
    stop: () => sockets.forEach((socket) => socket.terminate()),
  },
);

/** A socket that is subscribed, if there is something to subscribe to. */
async function open() {
  const socket = new WebSocket(url.replace('http', 'ws'), payload ? 'graphql-transport-ws' : [], {
    perMessageDeflate: false,
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  if (payload) {
    const send = (message) => socket.send(JSON.stringify(message));
    send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await new Promise((resolve) => socket.once('message', resolve));
    send({ id: '1', type: 'subscribe', payload });
  }
  socket.on('message', (data) => {
    times.push(now());
    last = data;
    if (times.length === count) last = data.toString();
  });
  return socket;
}
