import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { CommandError } from './command-error';

const execute = promisify(execFile);

/** Largest answer of git that is taken, in bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
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

  /** Files of JSON and YAML at or below a path, as they are named in the last commit. @throws CommandError */
  async files(path: string): Promise<string[]> {
    const names = await this.git('ls-tree', '-r', '-z', '--name-only', 'HEAD', '--', path);
    const files = names.split('\0').filter((name) => name !== '');
    // what is named itself is taken whatever it is called
    return files.filter((name) => name === path || READABLE.test(name)).sort();
  }

  /** Commits that changed a file, oldest first. */
  async commits(file: string): Promise<Commit[]> {
    const format = '--format=%H%x1f%an%x1f%aI%x1f%s';
    const log = await this.git('log', '--reverse', format, '--', file);
    return log
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [hash, author, date, subject] = line.split('\x1f') as [
          string,
          string,
          string,
          string,
        ];
        return { hash, author, date, subject };
      });
  }

  /** What a file was after a commit; undefined where the commit removed it. */
  async content(commit: Commit, file: string): Promise<string | undefined> {
    const present = await this.git('ls-tree', '--name-only', commit.hash, '--', file);
    return present === '' ? undefined : this.git('show', `${commit.hash}:./${file}`);
  }

  private async git(...args: string[]): Promise<string> {
    try {
      const options = { maxBuffer: MOST_BYTES, encoding: 'utf8' as const };
      return (await execute('git', ['-C', this.directory, ...args], options)).stdout;
    } catch (error) {
      const { code, stderr, message } = error as NodeJS.ErrnoException & { stderr?: string };
      if (code === 'ENOENT') throw new CommandError('fault', 'git is not there.', 'Install it.');
      const reason = (stderr || message).trim().split('\n')[0]!;
      throw new CommandError(
        'invalid',
        `${this.directory} has no history to read (${reason}).`,
        'Name a folder of a git repository that has commits.',
      );
    }
  }
}
