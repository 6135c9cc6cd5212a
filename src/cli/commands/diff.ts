import { basename } from 'node:path';
import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { CommandError, refusalError, usageError } from '../command-error';
import { readDefinitionFile } from '../content-file';
import {
  type DiffFormat,
  DiffVersionsDocument,
  DiffWithFileDocument,
} from '../generated/documents';
import { oneOf } from '../option-values';
import { visible } from '../output';
import { missingVersion, type Session } from '../session';

type Format = 'TEXT' | 'MARKDOWN' | 'JSON' | 'PATCH';

interface DiffOptions {
  format: Format;
}

interface ShownDiff {
  patch?: unknown;
  text?: string | null;
}

/** What the API takes for a version; everything else is a file. */
const REF = /^(v?\d{1,15}|draft|latest|active)$/;

export const diff = defineCommand<DiffOptions>({
  name: 'diff',
  summary: 'tells what differs between two versions, or between a version and a file',
  description:
    'Nothing is saved. A file is compared as it would be saved; give one that is called like a version as ./v2.',
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .argument('<from>', VERSION)
      .argument('<to>', `${VERSION}; or a file of JSON or YAML, - for stdin`)
      .option(
        '--format <format>',
        'text, markdown, json, or patch (RFC 6902)',
        oneOf<Format>('TEXT', 'MARKDOWN', 'JSON', 'PATCH'),
        'TEXT',
      ),
  examples: [
    ['switchyard diff greeter v1 v2', 'in colours on a terminal'],
    ['switchyard diff greeter active draft', 'what a release would change'],
    ['switchyard diff greeter active greeter.json --format markdown', 'for a pull request'],
  ],
  async run(session, [workflow, from, to], { format: chosen }) {
    const format = session.options.json && chosen !== 'PATCH' ? 'JSON' : chosen;
    const found = await compare(session, workflow as string, from as string, to as string, format);
    if (format === 'JSON') session.output.jsonData(found);
    else if (format === 'PATCH') session.output.jsonData(found.patch);
    else if (format === 'MARKDOWN') session.output.content(found.text ?? '');
    else session.output.colored(found, () => colored(session, found.text ?? ''));
  },
});

async function compare(
  session: Session,
  name: string,
  from: string,
  to: string,
  format: Format,
): Promise<ShownDiff> {
  if (!REF.test(from))
    throw usageError(`${from} is no version.`, 'The first of the two is a version, such as v2.');
  const content = REF.test(to) ? undefined : await contentOf(to);
  const server = session.connection();
  const { id: workflowId, key } = await session.workflow(server, name);
  const withText = format === 'TEXT' || format === 'MARKDOWN';
  const written: DiffFormat = format === 'MARKDOWN' ? 'MARKDOWN' : 'PLAIN';
  const request = { workflowId, from, withText, format: written };
  if (content === undefined) {
    const { diff } = await server.request(DiffVersionsDocument, { ...request, to });
    return diff ?? missingVersion(key, `${from} or ${to}`);
  }
  const { diffWith } = await server.request(DiffWithFileDocument, {
    ...request,
    definition: content,
    name: to === '-' ? 'stdin' : basename(to),
  });
  const { userErrors, ...found } = diffWith;
  if (userErrors.length > 0) throw refusalError(userErrors);
  return found;
}

async function contentOf(file: string): Promise<unknown> {
  try {
    return await readDefinitionFile(file);
  } catch (error) {
    if (!(error instanceof CommandError) || error.exit !== 'notFound') throw error;
    throw new CommandError('notFound', `${file} is no version and no file.`, `Name ${VERSION}.`);
  }
}

/** Marks stand after an indent of 2 for changes, 6 for fields and 10 for lines of texts. */
const MARKED = /^( {2}| {6}| {10})([+\-−~→@])/;

function colored({ output: { colors } }: Session, text: string): string {
  const colorOf: Record<string, (line: string) => string> = {
    '+': colors.green,
    '-': colors.red,
    '−': colors.red,
    '~': colors.yellow,
    '→': colors.cyan,
    '@': colors.cyan,
  };
  return text
    .split('\n')
    .map((line, place) => {
      const shown = visible(line);
      const color = colorOf[MARKED.exec(shown)?.[2] ?? ''];
      if (color) return color(shown);
      return place === 0 || (shown !== '' && !shown.startsWith(' ')) ? colors.bold(shown) : shown;
    })
    .join('\n');
}
