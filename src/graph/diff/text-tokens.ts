/**
 * The tokens of a text, in order and without gaps: a word, a line break, other white space, a sign. What
 * belongs to a word follows Unicode. Scripts that write without spaces, such as Chinese, Japanese and
 * Thai, are cut by the dictionary of `Intl.Segmenter`; so are emoji, of which one can be several characters.
 */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (!SEGMENTED.test(token)) tokens.push(token);
    else for (const piece of piecesOf(token)) tokens.push(...segmentsOf(piece));
  }
  return tokens;
}

/** Largest text that is given to the segmenter at once: it takes more than linear time. */
const SEGMENTED_CHARACTERS = 500;

const TOKEN =
  /[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u200c\u200d]*|\n|[^\S\n]+|[^\p{ASCII}\p{L}\p{N}\s]+|./gsu;

/** A word in a script without spaces, or a run of signs beyond ASCII. */
const SEGMENTED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|^[^\p{ASCII}\p{L}\p{N}\s]/u;

const PIECE = new RegExp(`.{1,${SEGMENTED_CHARACTERS}}`, 'gsu');

function piecesOf(text: string): string[] {
  return text.length <= SEGMENTED_CHARACTERS ? [text] : (text.match(PIECE) ?? []);
}

let wordSegmenter: Intl.Segmenter | undefined;

function segmentsOf(text: string): string[] {
  // Made on first use, which takes long. The language is named, so that every machine cuts alike.
  wordSegmenter ??= new Intl.Segmenter('en', { granularity: 'word' });
  return Array.from(wordSegmenter.segment(text), ({ segment }) => segment);
}
