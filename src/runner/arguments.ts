import { parseArgs } from 'node:util';

/** What the runner was asked for on its command line. */
export interface RunnerArguments {
  /** Number of the version; the latest if absent. */
  version: number | undefined;
  /** JSON, `@` and a file, or `-` for the standard input; `{}` if absent. */
  input: string | undefined;
  /** Answers to approvals, by node id. */
  approvals: ReadonlyMap<string, boolean>;
  /** Hosts, addresses and blocks that `http` nodes may reach although they are private. */
  allow: string[];
  /** Whether delays are waited for. */
  waits: boolean;
  /** Whether variables that persist are kept in `state.json`. */
  keeps: boolean;
  /** Whether the whole run is printed as JSON instead of its output. */
  json: boolean;
  list: boolean;
  help: boolean;
}

/** The command line asks for what cannot be. */
export class UsageError extends Error {}

export const USAGE = `Usage: node run.mjs [options]

Runs a version of this workflow. Steps are told on stderr, the output is printed on stdout as JSON.

  --version <number>         the version to run; default: the latest of this bundle
  --input <json>|@<file>|-   the input of the run, - reads it from stdin; default: {}
  --approve <node>=true      the answer to an approval, or =false; otherwise asked on a terminal
  --allow <host>             lets http nodes reach a private host, address or block; repeatable
  --no-wait                  delays end at once
  --keep                     keeps variables that persist from run to run, in state.json
  --json                     prints the run as one line of JSON: status, output, error, steps
  --list                     lists the versions, and why one cannot be run
  --help                     prints this

Secrets are read from the environment: {{secrets.API_TOKEN}} is SECRETS_API_TOKEN.
Exit codes: 0 succeeded, 1 failed, 2 wrong use, 3 the version cannot be run.
`;

const OPTIONS = {
  version: { type: 'string' },
  input: { type: 'string' },
  approve: { type: 'string', multiple: true },
  allow: { type: 'string', multiple: true },
  'no-wait': { type: 'boolean' },
  keep: { type: 'boolean' },
  json: { type: 'boolean' },
  list: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws UsageError for what is no option, or has a value that it cannot have. */
export function readArguments(args: readonly string[]): RunnerArguments {
  const values = parsed(args);
  return {
    version: values.version === undefined ? undefined : versionOf(values.version),
    input: values.input,
    approvals: new Map((values.approve ?? []).map(approvalOf)),
    allow: values.allow ?? [],
    waits: values['no-wait'] !== true,
    keeps: values.keep === true,
    json: values.json === true,
    list: values.list === true,
    help: values.help === true,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: withSeparateDash(args), options: OPTIONS, strict: true }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** `--input -` as `--input=-`: a value that begins with a dash is otherwise taken for an option. */
function withSeparateDash(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    if (joined.at(-1) === '--input' && arg.startsWith('-') && !arg.startsWith('--'))
      joined[joined.length - 1] = `--input=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

function versionOf(text: string): number {
  if (/^v?[1-9][0-9]{0,9}$/.test(text)) return Number(text.replace('v', ''));
  throw new UsageError(`--version takes the number of a version, such as 3, not ${text}.`);
}

function approvalOf(text: string): [nodeKey: string, approved: boolean] {
  // A node's id can hold an equals sign itself.
  const match = /^(.+)=(true|false)$/s.exec(text);
  if (match) return [match[1]!, match[2] === 'true'];
  throw new UsageError(`--approve takes <node>=true or <node>=false, not ${text}.`);
}
