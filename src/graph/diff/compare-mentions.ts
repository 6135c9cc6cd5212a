import { MAX_ID_LENGTH } from '../limits';

/**
 * A place in a text that names a node. An id counts as a whole in these places and in no other, so that
 * a word of a prompt that happens to be an id stays a word:
 *
 * | place                             | for example                | the id ends                          |
 * |-----------------------------------|----------------------------|--------------------------------------|
 * | the whole text                    | `fetch`                    | with the text                        |
 * | between two equal quotes, `"'` or | `$("fetch")`               | at the next quote of the same kind   |
 * | backticks                         |                            |                                      |
 * | after `steps.`, with backticks    | `` steps.`fetch all`.ok `` | at the next backtick                 |
 * | after `steps.`, without           | `steps.fetch.ok`           | before what is no letter, digit, `_`,|
 * |                                   |                            | `$` or character beyond ASCII        |
 * | after `{{#`                       | `{{#fetch.text#}}`         | before the next `.`, `#` or `}`      |
 *
 * `steps` is a whole word by the same characters.
 */
interface Mention {
  id: string;
  /** Where the id begins, a backtick before it left out. */
  start: number;
  /** Behind the id; behind the backtick too that closes it after `steps.`. */
  end: number;
  /** Whether it stands after `steps.` without backticks. */
  isBareStep: boolean;
}

const STEPS = 'steps.';
const BRACES = '{{#';
const OPENING = /steps\.|\{\{#|["'`]/g;
const QUOTES = ['"', "'", '`'];
const NAME_CHARACTER = /[\w$\u0080-\uffff]/;
const NAME = /^[\w$\u0080-\uffff]+/;
const BRACED = /^[^.#}]+/;
/** What may stand bare in a JSONata path. */
const BARE_NAME = /^[A-Za-z_]\w*$/;

/**
 * Whether two texts are the same but for nodes that are mentioned by their later ids. Mentions may also
 * have kept the former id. Takes linear time.
 */
export function differByRenamesOnly(
  before: string,
  after: string,
  renames: ReadonlyMap<string, string>,
): boolean {
  if (renames.get(before) === after) return true;
  let [former, later] = [0, 0];
  for (;;) {
    const same = commonLength(before, former, after, later);
    if (former + same === before.length && later + same === after.length) return true;
    const behind = behindRename(before, former, after, later, same, renames);
    if (behind === undefined) return false;
    [former, later] = behind;
  }
}

/**
 * The text with every mention of a node replaced. `replacement` answers the new id, or `undefined` to
 * keep it. An id that cannot stand bare after `steps.` gets backticks. Takes linear time.
 */
export function replaceMentions(
  text: string,
  replacement: (id: string) => string | undefined,
): string {
  const whole = replacement(text);
  if (whole !== undefined) return whole;
  let result = '';
  let copied = 0;
  for (const opening of text.matchAll(OPENING)) {
    const place = opening.index + opening[0].length;
    const mention = place > copied ? mentionAt(text, place) : undefined;
    const id = mention && replacement(mention.id);
    if (mention === undefined || id === undefined) continue;
    const written = mention.isBareStep && !BARE_NAME.test(id) ? `\`${id}\`` : id;
    result += text.slice(copied, mention.start) + written;
    copied = mention.start + mention.id.length;
  }
  return copied === 0 ? text : result + text.slice(copied);
}

/** How many characters are the same from two places on. */
function commonLength(before: string, former: number, after: string, later: number): number {
  const most = Math.min(before.length - former, after.length - later);
  let length = 0;
  while (length < most && before.charCodeAt(former + length) === after.charCodeAt(later + length)) {
    length++;
  }
  return length;
}

/**
 * The places behind a mention of a renamed node that the first difference is in or at the end of.
 * `former` and `later` are where both were last in step, `same` characters before they differ.
 */
function behindRename(
  before: string,
  former: number,
  after: string,
  later: number,
  same: number,
  renames: ReadonlyMap<string, string>,
): [former: number, later: number] | undefined {
  for (const offset of mentionStarts(before.slice(former, former + same))) {
    const mention = mentionAt(before, former + offset);
    const renamed = mention && renames.get(mention.id);
    if (mention === undefined || renamed === undefined) continue;
    const other = mentionAt(after, later + offset);
    if (other?.id === renamed) return [mention.end, other.end];
  }
  return undefined;
}

/** Where a mention can begin that goes on, or ends, where this text ends. */
function mentionStarts(text: string): number[] {
  const first = Math.max(0, text.length - MAX_ID_LENGTH - STEPS.length);
  const near = text.slice(first);
  let name = near.length;
  while (name > 0 && NAME_CHARACTER.test(near[name - 1]!)) name--;
  const starts = [name];
  for (const opening of [...QUOTES, BRACES]) {
    const place = near.lastIndexOf(opening);
    if (place >= 0) starts.push(place + opening.length);
  }
  return starts.map((start) => first + start);
}

/** The mention whose opening ends at a place. */
function mentionAt(text: string, place: number): Mention | undefined {
  const isStep =
    follows(text, place, STEPS) && !NAME_CHARACTER.test(text[place - STEPS.length - 1] ?? '');
  const opening = text[place - 1];
  // One character more than an id can have, so that the end of one is seen.
  const near = text.slice(place, place + MAX_ID_LENGTH + 2);
  if (isStep) {
    if (near.startsWith('`')) return closedBy('`', near.slice(1), place + 1, 1);
    return matched(NAME, near, place, true);
  }
  if (follows(text, place, BRACES)) return matched(BRACED, near, place, false);
  if (opening === undefined || !QUOTES.includes(opening)) return undefined;
  return closedBy(opening, near, place, 0);
}

function follows(text: string, place: number, opening: string): boolean {
  return place >= opening.length && text.startsWith(opening, place - opening.length);
}

/** `near` begins with the id, at `start`; so many characters of the closing quote belong to it. */
function closedBy(quote: string, near: string, start: number, behind: 0 | 1): Mention | undefined {
  const length = near.indexOf(quote);
  if (length < 0) return undefined;
  return { id: near.slice(0, length), start, end: start + length + behind, isBareStep: false };
}

function matched(
  pattern: RegExp,
  near: string,
  start: number,
  isBareStep: boolean,
): Mention | undefined {
  const id = pattern.exec(near)?.[0];
  return id === undefined ? undefined : { id, start, end: start + id.length, isBareStep };
}
