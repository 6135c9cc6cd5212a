import { type IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';

/**
 * Reads a request's body as text. What is larger than `most` bytes is not kept in memory.
 * @throws GraphQLError PAYLOAD_TOO_LARGE.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<string> {
  return (await readBytes(request, most)).toString('utf8');
}

/** As {@link readBody}, but the bytes as they came. */
export async function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(request, most);
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else reject(tooLarge(request, most));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

/**
 * As {@link readBody}, but piece by piece, as fast as they are taken.
 * @throws GraphQLError PAYLOAD_TOO_LARGE once more than `most` bytes have come.
 */
export async function* bodyPieces(request: IncomingMessage, most: number): AsyncGenerator<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(request, most);
  let size = 0;
  // the connection stays, for the answer
  const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > most) throw tooLarge(request, most);
    yield piece;
  }
}

function tooLarge(request: IncomingMessage, most: number): GraphQLError {
  // what still comes is thrown away, so that the client gets to reading the answer
  request.removeAllListeners('data').resume();
  return new GraphQLError(`The body is larger than ${most} bytes.`, {
    extensions: { code: 'PAYLOAD_TOO_LARGE', limit: most, http: { status: 413 } },
  });
}
