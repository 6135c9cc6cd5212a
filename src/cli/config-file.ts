import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommandError } from './command-error';

/** A server and who one is there. */
export interface Context {
  url: string;
  token: string;
}

/** What the user has said once for all commands. */
export interface Config {
  /** Name of the context that is used where none is named. */
  current?: string;
  contexts: Record<string, Context>;
}

/** Files of this user that nobody else can read. */
export class ConfigDirectory {
  constructor(readonly path: string) {}

  config(): Config {
    const read = this.read('config.json') as Partial<Config> | undefined;
    return { ...read, contexts: { ...read?.contexts } };
  }

  /** A context that can be used; undefined where there is none of this name. */
  context(name: string): Context | undefined {
    const { contexts } = this.config();
    const found = Object.hasOwn(contexts, name) ? contexts[name] : undefined;
    return typeof found?.url === 'string' && typeof found.token === 'string' ? found : undefined;
  }

  keepConfig(config: Config): void {
    this.keep('config.json', config);
  }

  /** Where a watch that is to be resumed got to, by what it watches. */
  cursor(name: string): string | undefined {
    const { cursor } = (this.read(cursorFile(name)) ?? {}) as { cursor?: unknown };
    return typeof cursor === 'string' ? cursor : undefined;
  }

  keepCursor(name: string, cursor: string): void {
    this.keep(cursorFile(name), { name, cursor });
  }

  private read(name: string): unknown {
    const file = join(this.path, name);
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw unusable(file, (error as Error).message);
    }
    try {
      const value = JSON.parse(text) as unknown;
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    } catch {
      // told below
    }
    throw unusable(file, 'it is no JSON object');
  }

  private keep(name: string, value: object): void {
    const file = join(this.path, name);
    // aside and renamed: neither half a text nor one that others can read is ever there
    const aside = `${file}.${process.pid}`;
    try {
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
      writeFileSync(aside, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
      chmodSync(aside, 0o600);
      renameSync(aside, file);
    } catch (error) {
      throw unusable(file, (error as Error).message);
    }
  }
}

/** One for each watch: two at the same time do not undo what the other keeps. */
function cursorFile(name: string): string {
  return join('cursors', `${createHash('sha256').update(name).digest('hex').slice(0, 32)}.json`);
}

function unusable(file: string, reason: string): CommandError {
  return new CommandError(
    'fault',
    `${file} cannot be used: ${reason}.`,
    'Correct or remove it, then sign in anew.',
  );
}
