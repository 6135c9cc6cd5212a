import { writeFile } from 'node:fs/promises';
import {
  exported,
  imported,
  type ImportNames,
  type ImportPlan,
  planOf,
  planTables,
} from '../bundle-transfer';
import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { CommandError, problemLine, usageError } from '../command-error';
import { readBytes } from '../content-file';
import { type BundleFormat, type NotRunnableFragment } from '../generated/documents';
import { confirm } from '../hidden-input';
import { oneOf } from '../option-values';
import { type Output } from '../output';

interface ExportOptions {
  output?: string;
  format?: BundleFormat;
}

export const exportBundle = defineCommand<ExportOptions>({
  name: 'export',
  summary: 'writes a workflow with its versions as a bundle',
  configure: (command) =>
    command
      .argument('<workflow>', WORKFLOW)
      .argument('[versions...]', `only these: ${VERSION}; all if absent`)
      .option('-o, --output <file>', 'where to write it; standard output if absent')
      .option('--format <format>', 'json or zip', oneOf<BundleFormat>('JSON', 'ZIP')),
  examples: [
    ['switchyard export greeter -o greeter.json', 'all versions, with authors and history'],
    ['switchyard export greeter v2 v3 > greeter.json', 'two of them'],
  ],
  async run(session, [workflow, versions], { output: file, format }) {
    if (file === undefined && format === 'ZIP' && (session.output.json || process.stdout.isTTY))
      throw usageError('An archive is no text.', 'Name a file for it by --output.');
    const server = session.connection();
    const { id, key } = await session.workflow(server, workflow as string);
    const { content, notRunnable } = await exported(server, id, versions as string[], format);
    for (const version of notRunnable) session.output.note(warning(version));
    if (file === undefined) return session.output.file(content);
    try {
      await writeFile(file, content);
    } catch (error) {
      throw new CommandError('invalid', `${file} cannot be written: ${(error as Error).message}.`);
    }
    const bytes = content.length;
    session.output.data(
      { key, file, bytes, notRunnable },
      () => `Wrote ${key} to ${file} (${bytes} bytes).`,
    );
  },
});

/** Of a version that the archive holds all the same. The whole list is in --json, and in the archive. */
function warning({ number, problems }: NotRunnableFragment): string {
  const [first, ...others] = problems;
  const more = others.length > 0 ? ` (and ${others.length} more)` : '';
  return `v${number} cannot be run out of the archive: ${first ? problemLine(first) : ''}${more}`;
}

interface ImportOptions extends ImportNames {
  yes?: boolean;
  plan?: boolean;
}

export const importBundle = defineCommand<ImportOptions>({
  name: 'import',
  summary: 'makes a new workflow of a bundle, after telling what it would make',
  description: 'Numbers, authors and dates stay as they are; nothing goes live.',
  configure: (command) =>
    command
      .argument('<file>', 'the bundle, JSON or ZIP; - for stdin')
      .option('--key <key>', 'another key than that of the bundle')
      .option('--name <name>', 'another name than that of the bundle')
      .option('--plan', 'tell what it would make, and end')
      .option('--yes', 'do not ask'),
  examples: [
    ['switchyard import greeter.json', 'tells the plan and asks'],
    ['switchyard import greeter.json --key greeter-2 --yes', 'as another workflow, at once'],
  ],
  async run(session, [file], options) {
    const { output } = session;
    if (output.json && !options.plan && !options.yes)
      throw usageError('With --json nobody is asked.', 'Add --yes, or --plan.');
    const server = session.connection();
    const bundleId = await server.upload(await readBytes(file as string));
    const plan = await planOf(server, bundleId, options);
    if (!output.json || options.plan)
      output.colored({ plan, workflow: null }, () => planText(output, plan));
    if (options.plan) return;
    if (!options.yes && !(await confirm(`Import it as ${plan.key}?`)))
      return output.note('Nothing was imported.');
    const workflow = await imported(server, bundleId, options);
    output.data({ plan, workflow }, () => `Made ${workflow.key} (${workflow.id}).`);
  },
});

function planText(output: Output, { key, name, versions, channels, problems }: ImportPlan): string {
  const head = output.facts([
    ['Workflow', `${name} (${key})`],
    ['Channels', channels?.join(', ')],
  ]);
  return [head, ...planTables(output, versions, problems, 'It has no versions.')].join('\n\n');
}
