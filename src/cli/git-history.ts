import { isUtf8 } from 'node:buffer';
import { spawn } from 'node:child_process';
import { CommandError } from './command-error';

/** What of a path is looked at in a folder. */
const READABLE = /\.(json|ya?ml)$/i;

/** A commit that changed a file. */
export interface Commit {
  hash: string;
  author: string;
  /** As git writes it, with its time zone. */
  date: string;
  subject: string;
}

/** The commits of a repository, read by git itself. */
export class GitHistory {
  /** @param directory a folder in a work tree, or a bare repository. */
  constructor(private readonly directory: string) {}

  /** @throws CommandError invalid where older commits are not there: what is left would look like all. */
  async checkComplete(): Promise<void> {
    if ((await this.text(['rev-parse', '--is-shallow-repository'])).trim() !== 'true') return;
    throw new CommandError(
      'invalid',
      `${this.directory} is a shallow clone: its history is cut off.`,
      'Get the rest by `git fetch --unshallow`.',
    );
  }

  /** Files of JSON and YAML at or below a path, as they are named in the last commit. @throws CommandError */
  async files(path: string): Promise<string[]> {
    const names = await this.read(['ls-tree', '-r', '-z', '--name-only', 'HEAD', '--', path]);
    const files = names.toString('latin1').split('\0').slice(0, -1);
    // what is named itself is taken whatever it is called
    const named = Buffer.from(path).toString('latin1');
    const taken = files.filter((name) => READABLE.test(name) || name === named);
    return taken.map(nameOf).sort();
  }

  /**
   * Commits that changed a file, oldest first, those of a branch together.
   * @param known hashes; neither they nor what came before them is told.
   */
  async commits(file: string, known: readonly string[] = []): Promise<Commit[]> {
    const format = '--format=%H%x1f%an%x1f%aI%x1f%s';
    const options = ['--reverse', '--topo-order', '--encoding=UTF-8'];
    const log = await this.text(
      ['-c', 'log.showSignature=false', 'log', '-z', ...options, format, '--stdin', '--', file],
      known.map((hash) => `^${hash}\n`).join('') + 'HEAD\n',
    );
    return log
      .split('\0')
      .filter((line) => line !== '')
      .map((line) => {
        const [hash = '', author = '', date = '', subject = ''] = line.trimStart().split('\x1f');
        return { hash, author, date, subject };
      });
  }

  /** What a file was after each of some commits; undefined where a commit removed it. */
  async *contents(
    commits: readonly Commit[],
    file: string,
  ): AsyncGenerator<[Commit, Buffer | undefined]> {
    if (commits.length === 0) return;
    const names = commits.map(({ hash }) => `${hash}:./${file}\n`).join('');
    // one process for all, read as it is needed: the contents of a long history are not held together
    const answers = new AnswerReader(this.output(['cat-file', '--batch'], names));
    try {
      for (const commit of commits) {
        const [, type, size] = /(\S+) (\d+)$/.exec(await answers.line()) ?? [];
        const content = size === undefined ? undefined : await answers.bytes(Number(size));
        if (size !== undefined) await answers.bytes(1);
        yield [commit, type === 'blob' ? content : undefined];
      }
    } finally {
      await answers.end();
    }
  }

  private async text(args: readonly string[], input?: string): Promise<string> {
    return (await this.read(args, input)).toString('utf8');
  }

  private async read(args: readonly string[], input?: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.output(args, input)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  /** What git writes. @throws CommandError where it fails */
  private async *output(args: readonly string[], input = ''): AsyncGenerator<Buffer> {
    // names of files are no patterns
    const git = spawn('git', ['-C', this.directory, '--literal-pathspecs', ...args]);
    let told = '';
    git.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
    const ended = new Promise<number | Error | null>((resolve) =>
      git.on('error', resolve).on('close', resolve),
    );
    // it may end before it has read all
    git.stdin.on('error', () => undefined).end(input);
    for await (const chunk of git.stdout) yield chunk as Buffer;
    const end = await ended;
    if (end instanceof Error) throw new CommandError('fault', 'git is not there.', 'Install it.');
    if (end !== 0) throw this.unreadable(told.trim().split('\n')[0]!);
  }

  private unreadable(reason: string): CommandError {
    return new CommandError(
      'invalid',
      `${this.directory} has no history to read (${reason}).`,
      'Name a folder of a git repository that has commits.',
    );
  }
}

/** A name as text. @throws CommandError invalid where it is none */
function nameOf(bytes: string): string {
  const name = Buffer.from(bytes, 'latin1');
  if (isUtf8(name) && !bytes.includes('\n')) return name.toString('utf8');
  throw new CommandError(
    'invalid',
    `The name of ${name.toString('utf8')} is not text in UTF-8.`,
    'Rename the file, or name another one by --path.',
  );
}

/** Reads lines and counted bytes of a stream. */
class AnswerReader {
  #held: Buffer = Buffer.alloc(0);

  constructor(private readonly chunks: AsyncGenerator<Buffer>) {}

  /** A line without its end. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.#held.indexOf(0x0a);
      if (end >= 0) return (await this.bytes(end + 1)).toString('utf8', 0, end);
      this.#held = Buffer.concat([this.#held, await this.next()]);
    }
  }

  async bytes(size: number): Promise<Buffer> {
    const parts = [this.#held];
    for (let length = this.#held.length; length < size; length += parts.at(-1)!.length)
      parts.push(await this.next());
    const all = parts.length === 1 ? this.#held : Buffer.concat(parts);
    this.#held = all.subarray(size);
    return all.subarray(0, size);
  }

  /** Lets go of the stream, read or not. */
  async end(): Promise<void> {
    await this.chunks.return(undefined);
  }

  private async next(): Promise<Buffer> {
    const result = await this.chunks.next();
    if (result.done) throw new Error('git ended before it had answered all');
    return result.value;
  }
}
