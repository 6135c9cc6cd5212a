/**
 * A load generator that costs little, because it shares the machine with the server: keep-alive
 * connections that write requests made beforehand and look at no more of the answers than their
 * head, their length, and for writes whether they say that nothing was refused.
 */
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const ACCEPTED = Buffer.from('"userErrors":[]');

/**
 * Sends requests over `connections` for `seconds` and answers how many were answered per second.
 * @throws Error at the first answer that is not a good one.
 */
export async function load(url, request, { connections, seconds }) {
  const until = performance.now() + seconds * 1000;
  const sockets = Array.from(
    { length: connections },
    (_, place) => new Connection(url, request, place),
  );
  const start = performance.now();
  const counts = await Promise.all(sockets.map((socket) => socket.run(until)));
  const elapsed = (performance.now() - start) / 1000;
  const answered = counts.reduce((sum, count) => sum + count, 0);
  return { answered, perSecond: answered / elapsed };
}

/** One number for each write of this process: no two save the same definition. */
let lastNumber = 0;

class Connection {
  #url;
  #bytes;
  #offset;
  #request;
  #turn = 0;

  constructor(url, request, place) {
    this.#url = url;
    this.#request = request;
    const { body, bodies, headers = {}, path = '/' } = request;
    const content = Buffer.from(bodies ? bodies[place % bodies.length] : (body ?? ''));
    const head = [
      `${content.length > 0 ? 'POST' : 'GET'} ${path} HTTP/1.1`,
      `host: ${url.host}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      ...(content.length > 0
        ? ['content-type: application/json', `content-length: ${content.length}`]
        : []),
    ];
    this.#bytes = Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), content]);
    this.#offset = request.mark ? this.#bytes.indexOf(`"${request.mark}"`) + 1 : -1;
  }

  /** Sends one request after the other until the time is up; answers how many were answered. */
  run(until) {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: this.#url.hostname,
        port: Number(this.#url.port),
        noDelay: true,
      });
      let answered = 0;
      let received = [];
      let missing = -1;
      const fail = (error) => {
        socket.destroy();
        reject(error);
      };
      socket.on('error', fail);
      socket.once('connect', () => socket.write(this.next()));
      socket.on('data', (chunk) => {
        received.push(chunk);
        if (missing < 0) {
          const known = received.length === 1 ? chunk : Buffer.concat(received);
          const end = known.indexOf(HEAD_END);
          if (end < 0) return;
          const length = lengthOf(known.toString('latin1', 0, end));
          if (length === undefined)
            return fail(new Error(`bad answer: ${known.toString('utf8', 0, 500)}`));
          missing = end + HEAD_END.length + length - known.length;
        } else {
          missing -= chunk.length;
        }
        if (missing > 0) return;
        if (this.#request.isWrite && !Buffer.concat(received).includes(ACCEPTED))
          return fail(new Error(`refused: ${Buffer.concat(received).toString('utf8')}`));
        answered++;
        received = [];
        missing = -1;
        if (performance.now() < until) socket.write(this.next());
        else socket.end(() => resolve(answered));
      });
    });
  }

  /** The bytes of the next request; what was sent before is answered, so they may be written over. */
  next() {
    const { alternate, mark } = this.#request;
    if (alternate)
      this.#bytes.write(alternate[this.#turn++ % alternate.length], this.#offset, 'latin1');
    else if (mark)
      this.#bytes.write(String(++lastNumber).padStart(mark.length, '0'), this.#offset, 'latin1');
    return this.#bytes;
  }
}

function lengthOf(head) {
  if (!head.startsWith('HTTP/1.1 200')) return undefined;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head);
  return length ? Number(length[1]) : undefined;
}
