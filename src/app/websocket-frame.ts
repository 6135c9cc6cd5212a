const FINAL_TEXT = 0x81;

/**
 * A text message as RFC 6455 frames it from a server: whole, unmasked, uncompressed. Its content is
 * the parts one after another, in UTF-8.
 */
export function textFrame(...parts: readonly Buffer[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headLength + length);
  frame[0] = FINAL_TEXT;
  if (headLength === 2) {
    frame[1] = length;
  } else if (headLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  let end = headLength;
  for (const part of parts) end += part.copy(frame, end);
  return frame;
}
