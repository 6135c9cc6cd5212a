#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CommanderError } from 'commander';
import { CommandError } from './command-error';
import { readCommandEnvironment } from './environment';
import { Output } from './output';
import { buildProgram, exitOfUsage } from './program';
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

async function main(): Promise<void> {
  const environment = readCommandEnvironment();
  const program = buildProgram(release(), async (definition, positional, options) => {
    const session = new Session(environment, options);
    await definition.run(session, positional, options);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = exitOfUsage(error);
      return;
    }
    const problem =
      error instanceof CommandError
        ? error
        : new CommandError(
            'fault',
            `This is a fault of the command line: ${error instanceof Error ? error.message : String(error)}.`,
            'Report it with what you called.',
          );
    // --json is asked for before anything else of the call is known to be right
    new Output(process.argv.includes('--json'), environment.color).error(problem);
    process.exitCode = problem.exitCode;
  }
}

// who reads our output may go before we have told all
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
void main();
