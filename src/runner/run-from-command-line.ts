import { join } from 'node:path';
import { type Writable } from 'node:stream';
import { type Definition, type JsonValue } from '../graph/definition';
import { systemClock } from '../platform/clock';
import { randomIds } from '../platform/ids';
import { Refusal } from '../platform/refusal';
import { ExpressionEvaluator } from '../run/execution/expression';
import { AddressGuard } from '../run/execution/http-guard';
import { sendHttp } from '../run/execution/http-request';
import { StepError } from '../run/execution/step-error';
import { readArguments, type RunnerArguments, USAGE, UsageError } from './arguments';
import { KeepError, KeptVariables } from './kept-variables';
import { type LocalRunEnd } from './local-run';
import { readInput } from './read-input';
import { RunnerFiles, RunnerFilesError } from './runner-files';
import { type RunnableVersion } from './runner-index';
import { type StepNews } from './step-news';
import { printable, StepLines, YesOrNo } from './terminal';
import { WorkflowRunner } from './workflow-runner';

/** What the runner sees of its process. */
export interface RunnerProcess {
  args: readonly string[];
  /** Where `run.mjs` stands. */
  folder: string;
  environment: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadStream;
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean };
}

/** What the exit code says. */
export const EXIT = { succeeded: 0, failed: 1, usage: 2, refused: 3 } as const;

/** Name of the file with variables that are kept, beside `run.mjs`. */
const STATE_FILE = 'state.json';
const SECRET_VARIABLE = 'SECRETS_';

/** What was to be printed could not be. */
class PrintError extends Error {}

/** Does what the command line asks for, and answers the exit code. */
export async function runFromCommandLine(given: RunnerProcess): Promise<number> {
  const { stderr, environment } = given;
  // whoever reads the steps may stop reading; the run goes on
  stderr.on('error', () => undefined);
  // what is written there is waited for, see `print`
  given.stdout.on('error', () => undefined);
  const hasColour = stderr.isTTY === true && !environment['NO_COLOR'];
  const lines = new StepLines(stderr, hasColour);
  try {
    const asked = readArguments(given.args);
    if (asked.help) {
      await print(given.stdout, USAGE);
      return EXIT.succeeded;
    }
    return await new CommandLineRun(given, asked, lines).go();
  } catch (error) {
    if (error instanceof UsageError || error instanceof Refusal) {
      lines.note('bad', `${printable(error.message)} See --help.`);
      return EXIT.usage;
    }
    const isFailure = error instanceof KeepError || error instanceof PrintError;
    if (!isFailure && !(error instanceof RunnerFilesError)) throw error;
    lines.note('bad', printable(error.message));
    return isFailure ? EXIT.failed : EXIT.refused;
  }
}

class CommandLineRun {
  private readonly files: RunnerFiles;
  private readonly steps: StepNews[] = [];
  private readonly expressions = new ExpressionEvaluator();
  private readonly runner: WorkflowRunner;
  private readonly question: YesOrNo;

  constructor(
    private readonly given: RunnerProcess,
    private readonly asked: RunnerArguments,
    private readonly lines: StepLines,
  ) {
    this.files = new RunnerFiles(given.folder);
    this.question = new YesOrNo(given.stdin, given.stderr);
    const guard = guardOf(asked.allow);
    this.runner = new WorkflowRunner(this.files, {
      services: {
        clock: systemClock,
        expressions: this.expressions,
        http: (request, signal) => sendHttp(request, { guard }, signal),
        secretOf: (name) => this.secretOf(name),
      },
      ids: randomIds,
      variables: new KeptVariables(asked.keeps ? join(given.folder, STATE_FILE) : undefined),
      waits: asked.waits,
      askApproval: (nodeKey, prompt, signal) => this.askApproval(nodeKey, prompt, signal),
      tell: (news) => this.tell(news),
    });
  }

  async go(): Promise<number> {
    if (this.asked.list) {
      await this.list();
      return EXIT.succeeded;
    }
    const version = this.versionOf(this.asked.version);
    const { key, id } = this.files.index.workflow;
    const title = `${printable(key)} v${version.number}`;
    const refusals = this.runner.refusals(version.digest);
    if (refusals.length > 0) {
      this.lines.note('bad', `${title} cannot be run:`);
      for (const refusal of refusals) this.lines.note('bad', `  ${printable(refusal)}`);
      await this.printRun(version, { status: 'REFUSED', refusals });
      return EXIT.refused;
    }
    const reachable = this.runner.reachable(version.digest);
    this.checkApprovals([...reachable.values()], title);
    const input = await readInput(this.asked.input, this.given.stdin);
    this.warnOfSecrets(version.digest);
    try {
      const end = await this.runner.run(version.digest, id, version.number, input);
      return await this.finish(version, title, end);
    } finally {
      await this.expressions.close();
    }
  }

  private versionOf(number: number | undefined): RunnableVersion {
    const { versions } = this.files.index;
    const version =
      number === undefined ? versions.at(-1) : versions.find((one) => one.number === number);
    if (version) return version;
    throw new UsageError(
      number === undefined
        ? 'There is no version in this bundle.'
        : `There is no version ${number} in this bundle; --list names those that there are.`,
    );
  }

  private async list(): Promise<void> {
    for (const { number, name, author, createdAt, digest } of this.files.index.versions) {
      const refusals = this.runner.refusals(digest);
      const what = [`v${number}`, name, author, createdAt.slice(0, 10)].filter(Boolean);
      const [first] = refusals;
      const more = refusals.length > 1 ? ` And ${refusals.length - 1} more.` : '';
      const problem = first === undefined ? '' : `  cannot be run: ${first}${more}`;
      await print(this.given.stdout, `${printable(what.join('  ') + problem)}\n`);
    }
  }

  /** A wrong name would be noticed only after all that is done before the approval. */
  private checkApprovals(definitions: readonly Definition[], title: string): void {
    const nodes = definitions.flatMap((definition) => definition.nodes);
    const known = new Set(nodes.filter(({ type }) => type === 'approval').map(({ id }) => id));
    for (const nodeKey of this.asked.approvals.keys())
      if (!known.has(nodeKey))
        throw new UsageError(`--approve ${nodeKey}: ${title} comes to no approval of that id.`);
  }

  private warnOfSecrets(digest: string): void {
    const { definitions } = this.files.index;
    const secrets = Object.hasOwn(definitions, digest) ? definitions[digest]!.secrets : [];
    const missing = secrets.filter((name) => this.secretOf(name) === undefined);
    if (missing.length === 0) return;
    const names = missing.map((name) => SECRET_VARIABLE + name).join(', ');
    this.lines.note('busy', `Not set in the environment: ${printable(names)}`);
  }

  private async finish(version: RunnableVersion, title: string, end: LocalRunEnd): Promise<number> {
    const isGood = end.status === 'SUCCEEDED';
    const why = isGood
      ? ''
      : `: ${end.error.nodeKey ?? 'the run'}: ${end.error.message}${hintOf(end.error.code)}`;
    this.lines.note(
      isGood ? 'good' : 'bad',
      printable(`${title} ${end.status.toLowerCase()}${why}`),
    );
    await this.printRun(version, { ...end });
    if (isGood && !this.asked.json)
      await print(this.given.stdout, `${JSON.stringify(end.output, null, 2)}\n`);
    return isGood ? EXIT.succeeded : EXIT.failed;
  }

  private async printRun({ number, digest }: RunnableVersion, end: object): Promise<void> {
    if (!this.asked.json) return;
    const { key } = this.files.index.workflow;
    const run = { workflow: key, version: number, digest, ...end, steps: this.steps };
    await print(this.given.stdout, `${JSON.stringify(run)}\n`);
  }

  private tell(news: StepNews): void {
    if (this.asked.json) this.steps.push(news);
    this.lines.tell(news);
  }

  private secretOf(name: string): string | undefined {
    // An empty variable is how some systems say that there is none.
    return this.given.environment[SECRET_VARIABLE + name] || undefined;
  }

  private async askApproval(
    nodeKey: string,
    prompt: string,
    signal: AbortSignal,
  ): Promise<JsonValue> {
    const given = this.asked.approvals.get(nodeKey);
    if (given !== undefined) return { approved: given };
    const isTerminal = this.given.stdin.isTTY && this.given.stderr.isTTY === true;
    if (isTerminal && this.asked.input !== '-') {
      return { approved: await this.question.ask(`${nodeKey}: ${prompt || 'Approve?'}`, signal) };
    }
    const message = `Nobody can be asked here; answer by --approve ${nodeKey}=true or =false.`;
    throw new StepError('APPROVAL_INVALID', message, { nodeKey });
  }
}

/**
 * Prints a text, and waits until it is out. A reader that has read enough is no fault.
 * @throws PrintError where it cannot be written.
 */
function print(out: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    out.write(text, (error) => {
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
      else reject(new PrintError(`The output cannot be written: ${error.message}`));
    });
  });
}

function guardOf(allow: readonly string[]): AddressGuard {
  try {
    return new AddressGuard(allow);
  } catch (error) {
    throw new UsageError(`--allow: ${(error as Error).message}`);
  }
}

/** What to do about an error, where the runner has an option or a variable for it. */
function hintOf(code: string): string {
  if (code === 'HTTP_ADDRESS_REFUSED') return ' (--allow lets it be reached.)';
  if (code === 'SECRET_MISSING') return ` (Secrets are variables ${SECRET_VARIABLE}<NAME>.)`;
  return '';
}
