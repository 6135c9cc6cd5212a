import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { transformSync } from '@swc/core';

const ROOT = join(__dirname, '../..');
const SOURCES = join(ROOT, 'src/cli');
/** Longest wait for a line of a program, in milliseconds. */
const PATIENCE = 20_000;

/** What a program that has ended leaves. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

let built: string | undefined;
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  built = undefined;
});

/** An empty folder that goes with the test file. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-cli-'));
  folders.push(folder);
  return folder;
}

/** The command line as node runs it, built once for a test file. */
export function builtCommandLine(): string {
  if (built === undefined) {
    built = newFolder();
    symlinkSync(join(ROOT, 'node_modules'), join(built, 'node_modules'));
    symlinkSync(join(ROOT, 'package.json'), join(built, 'package.json'));
    for (const path of readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }))
      if (path.endsWith('.ts')) buildFile(join(SOURCES, path), built);
  }
  return join(built, 'main.js');
}

function buildFile(filename: string, folder: string): void {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename,
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    // import() stays: it is what loads what only some commands need
    module: { type: 'commonjs', ignoreDynamic: true },
  });
  const target = join(folder, relative(SOURCES, filename)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}

/** Calls the command line as a process of its own, with a configuration of its own. */
export class CommandLine {
  /** Where its configuration is. */
  readonly home = newFolder();
  /** Where it is called. */
  readonly folder = newFolder();

  /** @param environment what it has beside PATH: no token and no colours of whoever runs the tests. */
  constructor(private readonly environment: Record<string, string> = {}) {}

  /** Signed in by the environment. */
  static of({ url, token = '' }: { url: string; token?: string }): CommandLine {
    return new CommandLine({ SWITCHYARD_URL: url, SWITCHYARD_TOKEN: token });
  }

  /** The same with more in its environment, on the same configuration. */
  with(environment: Record<string, string>): CommandLine {
    const other = new CommandLine({ ...this.environment, ...environment });
    return Object.assign(other, { home: this.home, folder: this.folder });
  }

  /** Keeps a file in its folder; answers the name. */
  file(name: string, content: unknown): string {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const path = join(this.folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return name;
  }

  /** Calls it and waits for its end. */
  async run(args: readonly string[], input = ''): Promise<Ended> {
    const program = this.start(args);
    program.process.stdin.end(input);
    return program.ended;
  }

  /** Standard output of a call that must succeed. */
  async text(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(args);
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** What a call that must succeed prints with --json. */
  async json<Data = Record<string, unknown>>(...args: string[]): Promise<Data> {
    return JSON.parse(await this.text(...args, '--json')) as Data;
  }

  start(args: readonly string[], options: readonly string[] = []): Program {
    const environment = {
      PATH: process.env['PATH'],
      HOME: this.home,
      XDG_CONFIG_HOME: this.home,
      ...this.environment,
    };
    return new Program(
      spawn(process.execPath, [...options, builtCommandLine(), ...args], {
        cwd: this.folder,
        env: environment,
      }),
    );
  }
}

/** A program that runs. */
export class Program {
  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';

  constructor(readonly process: ChildProcessWithoutNullStreams) {
    process.stdout.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    process.stderr.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.ended = new Promise((resolve) =>
      process.on('close', (code) => resolve({ code, stdout: this.#stdout, stderr: this.#stderr })),
    );
  }

  /** The complete lines of its standard output. */
  get lines(): string[] {
    return this.#stdout.split('\n').slice(0, -1);
  }

  /** Waits until it has told something, on either output. */
  async told(text: string | RegExp): Promise<void> {
    const until = performance.now() + PATIENCE;
    const isThere = (): boolean =>
      typeof text === 'string'
        ? (this.#stdout + this.#stderr).includes(text)
        : text.test(this.#stdout + this.#stderr);
    while (!isThere()) {
      if (performance.now() > until || this.process.exitCode !== null)
        throw new Error(`It did not tell ${String(text)}: ${this.#stdout}${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Ends it as Ctrl-C would. */
  async stop(): Promise<Ended> {
    this.process.kill('SIGINT');
    return this.ended;
  }
}
