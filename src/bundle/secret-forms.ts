/**
 * Keys, tokens and the like that are known by their own form: what they are called, the name for one whose
 * place has none, and a pattern with two groups, what stands before the secret and the secret.
 */
export const SECRET_FORMS: readonly (readonly [kind: string, name: string, pattern: RegExp])[] = [
  [
    'private key',
    'PRIVATE_KEY',
    /()(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|$))/g,
  ],
  ['JSON Web Token', 'TOKEN', /()((?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?)/g],
  ['API key', 'API_KEY', /()((?<![\w-])(?:sk|rk)[-_](?=[\w-]*\d)[\w-]{16,})/g],
  ['GitHub token', 'GITHUB_TOKEN', /()(\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}))/g],
  ['GitLab token', 'GITLAB_TOKEN', /()(\bgl(?:pat|dt|rt|ptt|agent)-[\w-]{16,})/g],
  ['Slack token', 'SLACK_TOKEN', /()(\b(?:xox[a-z]|xapp)-[\w-]{10,})/g],
  ['AWS access key', 'AWS_ACCESS_KEY', /()(\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)/g],
  ['Google API key', 'GOOGLE_API_KEY', /()(\bAIza[\w-]{30,})/g],
  ['Google secret', 'GOOGLE_SECRET', /()(\b(?:GOCSPX-[\w-]{20,}|ya29\.[\w-]{20,}))/g],
  ['SendGrid key', 'SENDGRID_KEY', /()(\bSG\.[\w-]{16,}\.[\w-]{16,})/g],
  // behind `bot` in an address, as Telegram has it
  ['Telegram token', 'TELEGRAM_TOKEN', /()((?<!\d)\d{8,10}:[\w-]{35}(?![\w-]))/g],
  [
    'Discord token',
    'DISCORD_TOKEN',
    /()((?<![\w-])[MNO][A-Za-z\d_-]{23,27}\.[\w-]{6}\.[\w-]{27,38}(?![\w-]))/g,
  ],
  ['Airtable token', 'AIRTABLE_TOKEN', /()(\bpat[A-Za-z0-9]{14}\.[0-9a-f]{40,64}\b)/g],
  ['Facebook token', 'FACEBOOK_TOKEN', /()(\bEAA(?=[A-Za-z]*\d)[A-Za-z0-9]{60,})/g],
  [
    'Dify key',
    'DIFY_KEY',
    /()((?<![\w-])(?:app|dataset)-(?=[A-Za-z]*\d)[A-Za-z0-9]{24}(?![\w-]))/g,
  ],
  [
    'service token',
    'TOKEN',
    /()((?<![\w-])(?:npm_\w{30,}|hf_\w{30,}|apify_api_\w{20,}|shp(?:at|ss|ca|pa)_\w{20,}|secret_\w{30,}|ntn_\w{30,}|gsk_\w{20,}|r8_\w{20,}|pcsk_\w{20,}|jina_\w{20,}|sbp_\w{20,}|sb_secret_\w{20,}|n8n_api_\w{20,}|lin_api_\w{20,}|dop_v1_\w{20,}|whsec_[\w+/=]{20,}|lsv2_[ps]t_\w{20,}|hvs\.[\w-]{20,}|dapi[0-9a-f]{32}|key-[0-9a-f]{32}|ATATT[\w=-]{20,}))/g,
  ],
  [
    'service token',
    'TOKEN',
    /()((?<![\w-])(?:pplx|xai|tvly|nvapi|xkeysib|PMAK|figd|pypi|fc|sq0\w{3}|pat-[a-z]{2}\d)[-_](?=[\w-]*\d)[\w-]{20,})/g,
  ],
  ['key of a connection', 'ACCOUNT_KEY', /(\b(?:Account|SharedAccess)Key=)([\w+/-]{20,}={0,2})/g],
  [
    'webhook address',
    'WEBHOOK_SECRET',
    /(hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/|hooks\.zapier\.com\/hooks\/catch\/|webhook\.office\.com\/webhookb2\/)((?=[\w/@-]*\d)[\w/@-]{15,})/g,
  ],
];
