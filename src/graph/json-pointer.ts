/** One reference token of a JSON Pointer, escaped (RFC 6901, section 3). */
export function escapePointerToken(token: string | number): string {
  const text = String(token);
  return text.includes('~') || text.includes('/')
    ? text.replaceAll('~', '~0').replaceAll('/', '~1')
    : text;
}

/** The JSON Pointer of a path of member names and indexes; `''` is the whole document. */
export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((token) => '/' + escapePointerToken(token)).join('');
}

/**
 * The reference tokens of a JSON Pointer, unescaped (RFC 6901, section 4), or `undefined` if the
 * text is not a pointer.
 */
export function pointerTokens(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined;
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}
