/** What a text was recognised as, in words for a report, and the secret's name if its place has none. */
export interface SecretRule {
  kind: string;
  name: string;
  /** Groups: what stands before the secret, and the secret. What follows is left as it is. */
  pattern: RegExp;
  /** Whether the text around it is the only sign, so that placeholders must be told apart. */
  isByContext: boolean;
}

// A name is compared in lower case without separators: `X-Api-Key`, `apiKey` and `api_key` are one.
const SECRET_NAME =
  /(?:password|passwd|passphrase|secret|secretkey|apikey|accesskey|privatekey|token|authorization|connectionstring)$/;
const HARMLESS_NAME = /(?:page|next|continuation|sync|cursor|max|stop)token$/;

// What authors of templates write where a secret goes, and words that describe one.
const PLACEHOLDER =
  /^your|(?:^|[^a-z])(?:your|enter|insert|replace|example|dummy|placeholder|removed)(?:[^a-z]|$)|change.?me|here$|x{4}|\*{3}|\.{3}$|^<.*>$|\{\{|\$\{/i;
const ORDINARY_WORD =
  /^(?:string|number|text|null|undefined|true|false|none|required|optional|bearer|basic|password|passwd|pass|secret|token|apikey|api_key|user|username)$/i;

// Bounded, as every part of these patterns that could otherwise be tried at every place of a long text.
const NAME_IN_TEXT =
  '[\\w.-]{0,60}(?:password|passwd|passphrase|secret|api[_-]?key|access[_-]?key|private[_-]?key|token|authorization)';

/** In the order in which they are tried; a text that one has replaced is no match for the next. */
export const SECRET_RULES: readonly SecretRule[] = [
  form(
    'private key',
    'PRIVATE_KEY',
    /()(-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$))/g,
  ),
  form('JSON Web Token', 'TOKEN', /()((?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g),
  form('API key', 'API_KEY', /()((?<![\w-])(?:sk|rk)[-_](?=[\w-]*\d)[\w-]{16,})/g),
  form('GitHub token', 'GITHUB_TOKEN', /()(\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}))/g),
  form('GitLab token', 'GITLAB_TOKEN', /()(\bglpat-[\w-]{16,})/g),
  form('Slack token', 'SLACK_TOKEN', /()(\bxox[abeoprs]-[\w-]{10,})/g),
  form('AWS access key', 'AWS_ACCESS_KEY', /()(\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)/g),
  form('Google API key', 'GOOGLE_API_KEY', /()(\bAIza[\w-]{30,})/g),
  form('SendGrid key', 'SENDGRID_KEY', /()(\bSG\.[\w-]{16,}\.[\w-]{16,})/g),
  form('Telegram token', 'TELEGRAM_TOKEN', /()(\b\d{8,10}:[\w-]{35}\b)/g),
  form(
    'service token',
    'TOKEN',
    /()(\b(?:npm_\w{30,}|hf_\w{30,}|apify_api_\w{20,}|pplx-\w{30,}|shpat_\w{20,}|secret_\w{30,}|ntn_\w{30,}))/g,
  ),
  form(
    'webhook address',
    'WEBHOOK_SECRET',
    /(hooks\.slack\.com\/services\/|discord(?:app)?\.com\/api\/webhooks\/)([\w/-]{20,})/g,
  ),
  context('bearer token', 'TOKEN', /(\b(?:Bearer|Token)\s+)([\w.~+/=-]{16,})/gi),
  context('basic authentication', 'BASIC_AUTH', /(\bBasic\s+)([A-Za-z0-9+/]{12,}={0,2})/g),
  context('password in an address', 'PASSWORD', /(:\/\/[^\s/:@'"{}]*:)([^\s/@'"{}]{3,})(?=@)/g),
  context(
    'key in an address',
    'API_KEY',
    /([?&](?:api_?key|key|access_?token|auth_?token|token|client_?secret|secret|password|sig|signature)=)([^&\s'"`{}<>#)]{6,})/gi,
  ),
  context(
    'by the name it is assigned to',
    'SECRET',
    new RegExp(
      `(\\b${NAME_IN_TEXT}\\\\?["']?\\s*[:=]\\s*\\\\?["'\`])([^"'\`\\s\\\\{}]{3,})(?=\\\\?["'\`])`,
      'gi',
    ),
  ),
];

function form(kind: string, name: string, pattern: RegExp): SecretRule {
  return { kind, name, pattern, isByContext: false };
}

function context(kind: string, name: string, pattern: RegExp): SecretRule {
  return { kind, name, pattern, isByContext: true };
}

/** Whether what stands under a name is meant to be secret: `apiKey`, `X-Auth-Token`, `password`. */
export function isSecretName(name: string): boolean {
  const letters = name.toLowerCase().replace(/[^a-z]/g, '');
  return SECRET_NAME.test(letters) && !HARMLESS_NAME.test(letters);
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
