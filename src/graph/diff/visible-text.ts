// What does not show or does harm where text is shown: controls with the escapes of terminals, marks that
// turn the direction of text, separators, characters without width, tags, halves of characters. Joiners
// (U+200C, U+200D) stay, since words and emoji need them.
const UNSEEN =
  /[\p{Cc}\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu;

/** On one line: white space is one space, what does not show is left out. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(UNSEEN, '').replace(/ {2,}/g, ' ').trim();
}

/** A line of text whose every character shows, and none of which a terminal obeys; tabs stay. */
export function visibleText(text: string): string {
  return text.replace(UNSEEN, (character) => {
    if (character === '\t') return character;
    const code = character.codePointAt(0)!;
    if (code < 0x20) return String.fromCodePoint(0x2400 + code);
    if (code === 0x7f) return '\u2421';
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** A text with at most `most` characters (code points), the last of which is `…` if some are left out. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = Array.from(text.slice(0, 2 * most + 2));
  if (characters.length <= most) return text;
  // A joiner or mark at the end would change the character that follows.
  const kept = characters
    .slice(0, most - 1)
    .join('')
    .replace(/[\s\u200c\u200d]+$/u, '');
  return `${kept}…`;
}
