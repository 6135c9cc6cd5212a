import { writeFile } from 'node:fs/promises';
import { defineCommand, VERSION, WORKFLOW } from '../command-definition';
import { CommandError, notRunnableLines, refusalError, usageError } from '../command-error';
import { readBytes } from '../content-file';
import {
  type BundleFormat,
  ExportBundleDocument,
  FindWorkflowDocument,
  ImportBundleDocument,
  type NotRunnableFragment,
  PreviewImportDocument,
  type PreviewImportQuery,
  PromoteBundleDocument,
  type WorkflowFactsFragment,
} from '../generated/documents';
import { confirm } from '../hidden-input';
import { timeText } from '../labels';
import { oneOf } from '../option-values';
import { type Output } from '../output';
import { withProgress } from '../progress';
import { type ServerConnection } from '../server-connection';
import { type Session, workflowNamed } from '../session';

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
    for (const line of notRunnable.flatMap(notRunnableLines)) session.output.note(line);
    if (file === undefined) return writeBundle(session.output, content);
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

function writeBundle(output: Output, content: Buffer): void {
  if (process.stdout.isTTY) output.content(content.toString('utf8'));
  // byte by byte as it was made
  else process.stdout.write(content);
}

async function exported(
  server: ServerConnection,
  workflowId: string,
  versions: readonly string[],
  format?: BundleFormat,
): Promise<{ content: Buffer; notRunnable: NotRunnableFragment[] }> {
  const chosen = versions.length > 0 ? [...versions] : undefined;
  const input = { workflowId, format, versions: chosen };
  const { exportBundle: payload } = await server.request(ExportBundleDocument, { input });
  if (payload.downloadUrl == null) throw refusalError(payload.userErrors);
  const content = await server.download(payload.downloadUrl);
  return { content, notRunnable: payload.notRunnable ?? [] };
}

interface ImportOptions {
  key?: string;
  name?: string;
  yes?: boolean;
  plan?: boolean;
}

type Plan = Omit<PreviewImportQuery['previewImport'], 'userErrors' | '__typename'>;

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

async function planOf(
  server: ServerConnection,
  bundleId: string,
  { key, name }: ImportOptions,
): Promise<Plan> {
  const request = { bundleId, key, name };
  const { previewImport } = await server.request(PreviewImportDocument, request);
  const { userErrors, ...plan } = previewImport;
  if (userErrors.length > 0) throw refusalError(userErrors);
  return plan;
}

function planText(output: Output, { key, name, versions, channels, problems }: Plan): string {
  const head = output.facts([
    ['Workflow', `${name} (${key})`],
    ['Channels', channels?.join(', ')],
  ]);
  const table = output.table(
    versions ?? [],
    [
      { title: 'VERSION', value: ({ number }) => `v${number}` },
      { title: 'NAME', value: (version) => version.name },
      { title: 'CREATED', value: ({ createdAt }) => timeText(createdAt) },
      { title: 'BY', value: ({ createdBy }) => createdBy.name },
    ],
    'It has no versions.',
  );
  const told = output.table(
    problems ?? [],
    [
      { title: 'IN THE WAY', value: ({ kind }) => kind },
      { title: 'WHAT', value: ({ subject }) => subject },
      { title: 'WHY', value: ({ message }) => message },
      { title: 'WHAT TO DO', value: ({ suggestion }) => suggestion },
    ],
    'Nothing is in the way.',
  );
  return [head, table, told].join('\n\n');
}

async function imported(
  server: ServerConnection,
  bundleId: string,
  { key, name }: ImportOptions,
): Promise<WorkflowFactsFragment> {
  const input = { bundleId, key, name };
  const { importBundle: payload } = await server.request(ImportBundleDocument, { input });
  if (!payload.workflow) throw refusalError(payload.userErrors);
  return payload.workflow;
}

interface PromoteOptions {
  from: string;
  to: string;
  into?: string;
  create?: boolean;
}

export const promote = defineCommand<PromoteOptions>({
  name: 'promote',
  summary: 'takes versions from one server to another',
  description:
    'Adds to the workflow of the same lineage what it lacks; refused whole where a number holds other content there. Nothing goes live.',
  configure: (command) =>
    command
      .argument('<workflow>', `${WORKFLOW} where it comes from`)
      .argument('[versions...]', `only these: ${VERSION}; all if absent`)
      .requiredOption('--from <context>', 'the context where it comes from')
      .requiredOption('--to <context>', 'the context where it goes')
      .option('--into <workflow>', 'key or id of the workflow there; the same key if absent')
      .option('--create', 'make the workflow there if there is none'),
  examples: [
    ['switchyard promote greeter --from staging --to production', 'all that is missing there'],
    ['switchyard promote greeter v3 --from staging --to production --create', 'for the first time'],
  ],
  async run(session, [workflow, versions], { from, to, into, create }) {
    if (session.options.context !== undefined || session.options.url !== undefined)
      throw usageError('promote is between two contexts.', 'Name them by --from and --to.');
    const [source, target] = [session.connectionOf(from), session.connectionOf(to)];
    const { id, key } = await session.workflow(source, workflow as string);
    const name = into ?? key;
    const told = await withProgress(session.output, 'Promoting', 3, async (step) => {
      const { content } = await exported(source, id, versions as string[]);
      step(`read ${key} from ${from}`);
      const bundleId = await target.upload(content);
      step(`sent it to ${to}`);
      const found = await target.request(FindWorkflowDocument, workflowNamed(name));
      return found.workflow
        ? promoted(target, found.workflow.id, bundleId)
        : created(target, bundleId, name, create ?? false);
    });
    tellPromotion(session, told, to);
  },
});

interface Promoted {
  changed: boolean;
  workflow: WorkflowFactsFragment;
  versions: { label: string }[];
}

async function promoted(
  server: ServerConnection,
  into: string,
  bundleId: string,
): Promise<Promoted> {
  const input = { into, bundleId };
  const { promoteBundle } = await server.request(PromoteBundleDocument, { input });
  const { changed, workflow, versions, userErrors } = promoteBundle;
  if (!workflow) throw refusalError(userErrors);
  return { changed: changed ?? false, workflow, versions: versions ?? [] };
}

async function created(
  server: ServerConnection,
  bundleId: string,
  name: string,
  isAllowed: boolean,
): Promise<Promoted> {
  if (!isAllowed)
    throw new CommandError(
      'notFound',
      `There is no workflow ${name} to promote into.`,
      'Name it by --into, or add --create to make it.',
    );
  const options = { key: name };
  const plan = await planOf(server, bundleId, options);
  const workflow = await imported(server, bundleId, options);
  const versions = (plan.versions ?? []).map(({ number }) => ({ label: `v${number}` }));
  return { changed: true, workflow, versions };
}

function tellPromotion({ output }: Session, told: Promoted, to: string): void {
  const { changed, workflow, versions } = told;
  output.data(told, () =>
    changed
      ? `${workflow.key} on ${to} has now: ${versions.map(({ label }) => label).join(', ')}`
      : `Nothing changed: ${workflow.key} on ${to} has them already.`,
  );
}
