import { SECRET_FORMS } from './secret-forms';

/** What a text was recognised as, in words for a report, and the secret's name if its place has none. */
export interface SecretRule {
  kind: string;
  name: string;
  /** Groups: what stands before the secret, and the secret. What follows is left as it is. */
  pattern: RegExp;
  /** Whether the text around it is the only sign, so that placeholders must be told apart. */
  isByContext: boolean;
  /** What a secret of this kind must be beside; otherwise any text. */
  accepts: (secret: string) => boolean;
}

// A name is compared in lower case without separators: `X-Api-Key`, `apiKey` and `api_key` are one.
const SECRET_NAME =
  /(?:passwords?|passwd|passphrase|passcode|pwd|secrets?|apikeys?|token|authorization|connectionstring|(?:access|account|auth|encryption|master|private|secret|signing|subscription)key|^cookie|setcookie)$/;
// Short words are names only by themselves: `pass` and `dbPass`, but not `compass`.
const SHORT_NAME = /(?:^|[^A-Za-z])(?:pass|pw|PASS|PW|Pass|Pw)$|[a-z]Pass$/;
const HARMLESS_NAME = /(?:page|next|continuation|sync|cursor|max|stop)token$/;
/** Names that numbers stand under as well, such as prices and counts. */
const NAME_OF_NUMBERS = /token$/;

// What authors of templates write where a secret goes, and words that describe one.
const PLACEHOLDER =
  /^your|(?:^|[^a-z])(?:your|enter|insert|replace|example|dummy|placeholder|removed)(?:[^a-z]|$)|change.?me|here$|x{4}|\*{3}|\.{3}$|^<.*>$|\{\{|\$\{|\{[\w.$ -]+\}|^%s$/i;
const ORDINARY_WORD =
  /^(?:string|number|text|null|undefined|true|false|none|required|optional|bearer|basic|password|passwd|pass|secret|token|apikey|api_key|user|username)$/i;

// Bounded, as every part of these patterns that could otherwise be tried at every place of a long text.
const SECRET_WORD =
  '(?:password|passwd|passphrase|pwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|subscription[_-]?key|token|authorization)';
const NAME_IN_TEXT = `[\\w.-]{0,60}${SECRET_WORD}`;
const SCHEME = '(?:(?:Bearer|Basic|Token|ApiKey|Api-Key|Key)[ \\t]+)?';

/** In the order in which they are tried; a text that one has replaced is no match for the next. */
export const SECRET_RULES: readonly SecretRule[] = [
  ...SECRET_FORMS.map(([kind, name, pattern]): SecretRule => ({
    ...{ kind, name, pattern, isByContext: false, accepts: () => true },
  })),
  context('bearer token', 'TOKEN', /(\b(?:Bearer|Token)[ \t]+)([\w.~+/=-]{16,})/gi, hasDigit),
  context(
    'basic authentication',
    'BASIC_AUTH',
    /(\bBasic[ \t]+)([A-Za-z0-9+/]{8,}={0,2})/g,
    isUserWithPassword,
  ),
  context(
    'password in an address',
    'PASSWORD',
    // a password may hold `@` and `/` though it should not; what follows the last `@` is a host
    /(:\/\/[^\s/:@'"`{}<>]{0,200}:)([^\s'"`{}<>]{3,200}?)(?=@[\w.-]+(?:[:/?#,;\s'"`)]|$))/g,
    (secret) => !/^\d{1,5}(?:[/?#]|$)/.test(secret),
  ),
  context(
    'token in an address',
    'TOKEN',
    /(:\/\/)([^\s/:@'"`{}<>]{12,200})(?=:?@[\w.-])/g,
    hasLetterAndDigit,
  ),
  context(
    'key in an address',
    'API_KEY',
    new RegExp(
      `([?&](?:[\\w.-]{0,60}${SECRET_WORD}|key|pass|sig|signature)=)([^&\\s'"\`{}<>#)]{6,})`,
      'gi',
    ),
  ),
  context(
    'by the name it is assigned to',
    'SECRET',
    new RegExp(
      `(\\b${NAME_IN_TEXT}\\\\?["']?\\s{0,40}[:=]\\s{0,40}\\\\?["'\`]${SCHEME})((?:[^"'\`\\s\\\\]|\\\\[^"'\`\\s]){3,200})(?=\\\\?["'\`])`,
      'gi',
    ),
  ),
  context(
    'in a header',
    'SECRET',
    new RegExp(
      `(["'](?:${NAME_IN_TEXT}|cookie):[ \\t]*${SCHEME})([^\\s"'\`{}\\\\$]{6,})(?=\\\\?["'])`,
      'gi',
    ),
  ),
  context(
    'by the name in front of it',
    'SECRET',
    new RegExp(
      `(\\b${NAME_IN_TEXT}[ \\t]{0,40}[:=][ \\t]{0,40}${SCHEME})([^\\s'"\`{}()<>$,;&|\\\\]{8,200})(?=[\\s\\\\;&]|$)`,
      'gi',
    ),
    looksRandom,
  ),
  context(
    'password of a connection',
    'PASSWORD',
    /(\b(?:Password|Pwd)=)([^;\s'"`{}&]{3,200})(?=;)/gi,
  ),
  context(
    'password of a command',
    'PASSWORD',
    /((?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?[^\s:"'{}$]{1,100}:)([^\s"'{}$]{6,})/g,
    (secret) => /[A-Za-z]/.test(secret),
  ),
];

function context(
  kind: string,
  name: string,
  pattern: RegExp,
  accepts: SecretRule['accepts'] = () => true,
): SecretRule {
  return { kind, name, pattern, isByContext: true, accepts };
}

function hasDigit(text: string): boolean {
  return /\d/.test(text);
}

function hasLetterAndDigit(text: string): boolean {
  return /\d/.test(text) && /[A-Za-z]/.test(text);
}

/** Nothing but its name tells a text without quotes from a word or the name of a variable. */
function looksRandom(text: string): boolean {
  if (/^0x|:\/\//i.test(text) || !hasLetterAndDigit(text)) return false;
  return /\d.*\d.*\d/.test(text) || /[^\w.]/.test(text);
}

/** What HTTP calls basic is Base64 of `user:password`; without looking, every long word is. */
function isUserWithPassword(text: string): boolean {
  if (text.length % 4 !== 0) return false;
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(text, 'base64').toString('latin1'));
}

/** Whether what stands under a name is meant to be secret: `apiKey`, `X-Auth-Token`, `password`. */
export function isSecretName(name: string): boolean {
  const isSecret = SECRET_NAME.test(lettersOf(name)) || SHORT_NAME.test(name);
  return isSecret && !isHarmlessName(name);
}

/** Whether a name only ends like that of a secret: `pageToken`. */
export function isHarmlessName(name: string): boolean {
  return HARMLESS_NAME.test(lettersOf(name));
}

/** Whether even a number under a name is meant to be secret: a password, but not the price of a token. */
export function isNameOfSecretNumber(name: string): boolean {
  return isSecretName(name) && !NAME_OF_NUMBERS.test(lettersOf(name));
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

/** Whether what a rule has found in a text is a secret, and not a word for one. */
export function isFound({ isByContext, accepts }: SecretRule, secret: string): boolean {
  return accepts(secret) && !(isByContext && isPlaceholder(secret));
}

/** Whether a text stands where a secret would go but is none: `YOUR_API_KEY`, `<token>`, `{{ … }}`. */
export function isPlaceholder(text: string): boolean {
  return text.trim() === '' || PLACEHOLDER.test(text) || ORDINARY_WORD.test(text.trim());
}

/** Whether a text has the form of a known kind of secret, wherever it stands. */
export function hasSecretForm(text: string): boolean {
  return SECRET_RULES.some((rule) => !rule.isByContext && text.search(rule.pattern) !== -1);
}

/** A text with an ellipsis in place of everything that has the form of a known kind of secret. */
export function withoutSecretForms(text: string): string {
  let result = text;
  for (const { pattern, isByContext } of SECRET_RULES) {
    if (!isByContext) result = result.replace(pattern, '$1…');
  }
  return result;
}
