import { type Definition } from '../../graph/definition';
import { subworkflowReferences } from '../../graph/subworkflow-calls';
import { type RunnableVersion, type RunnerIndex } from '../../runner/runner-index';
import { type Bundle } from '../bundle';
import { type ArchiveContents } from '../called-definitions';

/** Most versions that are listed; the runner lists all. */
const MOST_LISTED = 100;
/** Longest input schema that is shown, in characters. */
const MOST_SCHEMA = 4_000;

const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** What stands in an archive of a bundle, and how a version of it is run, for people: Markdown. */
export function archiveReadme(contents: ArchiveContents, index: RunnerIndex): string {
  const { bundle } = contents;
  const latest = index.versions.at(-1);
  return [
    `# ${inline(bundle.workflow.name)}`,
    `A bundle of the workflow ${code(bundle.workflow.key)}, written by Switchyard at ${inline(bundle.exportedAt)}.`,
    ...(latest
      ? runSection(bundle, index, latest)
      : ['It has no saved version, so nothing to run.']),
    ...missingSection(contents),
    '## Files',
    [
      '- `bundle.json`: the whole, to be imported into Switchyard; so can the archive be as it is',
      '- `versions/`: each version as YAML, to be read and compared',
      '- `run.mjs`: the runner; `runner.json` and `definitions/` are what it reads, with the workflows that are called',
    ].join('\n'),
  ]
    .join('\n\n')
    .concat('\n');
}

function runSection(bundle: Bundle, index: RunnerIndex, latest: RunnableVersion): string[] {
  const { inputs } = definitionOf(bundle, latest);
  const schema = inputs && JSON.stringify(inputs, null, 2);
  return [
    '## Running it',
    'Node.js 20.19 or newer is all it takes; there is nothing to install.',
    fence(`node run.mjs --input '{}'`, 'sh'),
    `That runs version ${latest.number}, the latest. \`--version <number>\` runs another one, \`--input @file\` and \`--input -\` read the input from a file or from stdin, \`--help\` names all options. Steps are told on stderr; the output is JSON on stdout.`,
    ...refusedText(index, latest),
    ...(schema && schema.length <= MOST_SCHEMA
      ? [`The input of version ${latest.number} has this JSON Schema:`, fence(schema, 'json')]
      : []),
    ...secretsText(index, latest),
    '## Versions',
    versionsTable(index),
  ];
}

function refusedText({ definitions }: RunnerIndex, { number, digest }: RunnableVersion): string[] {
  const refusals = definitions[digest]?.refusals ?? [];
  if (refusals.length === 0) return [];
  const list = refusals.map((refusal) => `- ${inline(refusal)}`).join('\n');
  return [`Version ${number} **cannot be run**:`, list];
}

function secretsText({ definitions }: RunnerIndex, { number, digest }: RunnableVersion): string[] {
  const secrets = definitions[digest]?.secrets ?? [];
  if (secrets.length === 0) return [`Version ${number} uses no secrets.`];
  const list = secrets.map((name) => `- ${code(`SECRETS_${name}`)}`).join('\n');
  return [
    `Version ${number} reads these secrets from the environment; no value of them is in this bundle:`,
    list,
  ];
}

function versionsTable({ versions, definitions }: RunnerIndex): string {
  const rows = versions.slice(-MOST_LISTED).reverse();
  const left = versions.length - rows.length;
  return [
    '| version | name | saved | by | can be run |',
    '| --- | --- | --- | --- | --- |',
    ...rows.map(({ number, name, author, createdAt, digest }) => {
      const isRunnable = (definitions[digest]?.refusals ?? []).length === 0;
      const cells = [number, name ?? '', createdAt, author, isRunnable ? 'yes' : 'no'];
      return `| ${cells.map((cell) => inline(String(cell))).join(' | ')} |`;
    }),
    ...(left > 0 ? ['', `And ${left} older; \`node run.mjs --list\` lists all.`] : []),
  ].join('\n');
}

/** A call is lost that is not pinned, or pinned to what the workspace did not have. */
function missingSection({ bundle, called: found }: ArchiveContents): string[] {
  const called = bundle.versions.flatMap((version) =>
    subworkflowReferences(definitionOf(bundle, version)),
  );
  const missing = new Set(
    called
      .filter(
        ({ digest }) =>
          digest === undefined || !(Object.hasOwn(bundle.definitions, digest) || found.has(digest)),
      )
      .map(
        ({ workflowId, digest }) => `${workflowId}${digest === undefined ? '' : ` at ${digest}`}`,
      ),
  );
  if (missing.size === 0) return [];
  const list = [...missing].sort().map((call) => `- ${code(call)}`);
  return [
    '## Called, but not in this bundle',
    'A version that calls one of these cannot be run:',
    list.join('\n'),
  ];
}

function definitionOf({ definitions }: Bundle, { digest }: { digest: string }): Definition {
  return definitions[digest] as unknown as Definition;
}

/** Anybody's text as part of one line of Markdown, with no mark-up of its own. */
function inline(text: string): string {
  return text.replace(UNSEEN, ' ').replace(/[\\`*_{}[\]<>()#|~!&]/g, '\\$&');
}

/** A name as code; a backtick would end it. */
function code(name: string): string {
  return `\`${name.replace(UNSEEN, ' ').replaceAll('`', "'").replaceAll('|', '/')}\``;
}

/** A block of code that its text cannot end. */
function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text}\n${ticks}`;
}
