#!/usr/bin/env node
import { readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import { CommandError } from './command-error';
import { readCommandEnvironment } from './environment';
import { Output } from './output';
import { EXIT } from './exit-code';
import { buildProgram, usageProblem } from './program';
import { Session } from './session';

/** The release of the package that this file is in, built or not. */
function release(): string {
  for (let folder = __dirname; folder !== dirname(folder); folder = dirname(folder)) {
    try {
      const read = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        version?: string;
      };
      if (read.version !== undefined) return read.version;
    } catch {
      // not there: it is further up
    }
  }
  return '0.0.0';
}

/** --json is asked for before anything else of the call is known to be right. */
const isJson = process.argv.includes('--json');

async function main(): Promise<void> {
  const environment = readCommandEnvironment();
  const program = buildProgram(release(), async (definition, positional, options) => {
    const session = new Session(environment, options);
    await definition.run(session, positional, options);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    const problem = error instanceof CommanderError ? usageProblem(error) : problemOf(error);
    if (!problem) return;
    new Output(isJson, environment.color).error(problem);
    process.exitCode = problem.exitCode;
  }
}

function problemOf(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new CommandError(
    'fault',
    `This is a fault of the command line: ${reason}.`,
    'Report it with what you called.',
  );
}

/** Who reads our output may go before we have told all; a disk may be full. */
function failed(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  writeSync(2, `switchyard: The output cannot be written (${error.code ?? error.message}).\n`);
  process.exit(EXIT.fault);
}
process.stdout.on('error', failed);
process.stderr.on('error', () => process.exit());
void main();
