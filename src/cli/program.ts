import { Argument, Command, type CommanderError } from 'commander';
import { type CommandDefinition, type Options } from './command-definition';
import { archive } from './commands/archive';
import { exportBundle, importBundle } from './commands/bundle';
import { diff } from './commands/diff';
import { importGit } from './commands/import-git';
import { contexts, login, logout } from './commands/login';
import { activate, rollback, route } from './commands/release';
import { promote } from './commands/promote';
import { run } from './commands/run';
import { runs } from './commands/runs';
import { save } from './commands/save';
import { show } from './commands/show';
import { tokenCreate, tokenList, tokenRevoke } from './commands/token';
import { validate } from './commands/validate';
import { versions } from './commands/versions';
import { watch } from './commands/watch';
import { workflows } from './commands/workflows';
import { bashCompletion, zshCompletion } from './completion';
import { type CommandError, usageError } from './command-error';
import { EXIT } from './exit-code';

const COMMANDS: readonly CommandDefinition[] = [
  ...[login, logout, contexts, workflows, versions, show, diff, validate, save],
  ...[activate, rollback, route, archive, run, runs, watch],
  ...[exportBundle, importBundle, promote, importGit],
  ...[tokenList, tokenCreate, tokenRevoke],
];

const GROUPS: Record<string, string> = { token: 'makes, lists and revokes API tokens' };

/** Runs a command whose call was understood. */
export type Execute = (
  definition: CommandDefinition,
  positional: readonly unknown[],
  options: Options,
) => Promise<void>;

/** All commands, as commander takes them. It throws CommanderError instead of ending the process. */
export function buildProgram(version: string, execute: Execute): Command {
  const program = new Command('switchyard')
    .description('Versions and releases of workflow graphs, on a Switchyard server.')
    .version(version, '-V, --version', 'tells the release of this command line')
    .helpOption('-h, --help', 'tells how it is called')
    .helpCommand('help [command]', 'tells how a command is called')
    .enablePositionalOptions()
    .showSuggestionAfterError()
    // wrong calls are told as all errors are
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', examplesText(PROGRAM_EXAMPLES) + PROGRAM_NOTES);
  addCommonOptions(program);
  for (const definition of COMMANDS) addCommand(program, definition, execute);
  addCompletion(program);
  return program;
}

const PROGRAM_EXAMPLES = [
  ['switchyard login --url http://127.0.0.1:4000 --token-stdin < data/admin-token', 'once'],
  ['switchyard workflows', 'what there is'],
  ['switchyard diff greeter active draft', 'what a release would change'],
  ['switchyard rollback greeter', 'back to what was live before'],
] as const;

const PROGRAM_NOTES = `
Environment:
  SWITCHYARD_URL, SWITCHYARD_TOKEN  instead of those of the context
  SWITCHYARD_CONTEXT                the context to use
  NO_COLOR, FORCE_COLOR             without colours, or with them

Exit codes: ${Object.entries(EXIT)
  .map(([name, code]) => `${code} ${name}`)
  .join(', ')}.
`;

function addCommand(program: Command, definition: CommandDefinition, execute: Execute): void {
  const { name, summary, description, examples } = definition;
  const [first, second] = name.split(' ') as [string, string?];
  const parent = second === undefined ? program : groupOf(program, first);
  const command = parent
    .command(second ?? first)
    .summary(summary)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}. ${description ?? ''}`.trim());
  definition.configure?.(command);
  addCommonOptions(command)
    .helpOption('-h, --help', 'tells how it is called')
    .addHelpText('after', examplesText(examples))
    .action(async (...given: unknown[]) => {
      // commander gives the arguments, then the options, then the command itself
      const options = { ...program.opts(), ...(given.at(-2) as Options) };
      await execute(definition, given.slice(0, -2), options);
    });
}

/** Options that may stand before the command too. */
function addCommonOptions(command: Command): Command {
  return command
    .option('--json', 'print the data as JSON')
    .option('--context <name>', 'the context to use: a server and a token for it')
    .option('--url <url>', 'the server to ask instead of that of the context');
}

function groupOf(program: Command, name: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  if (found) return found;
  const calls = COMMANDS.filter((definition) => definition.name.startsWith(`${name} `));
  return program
    .command(name)
    .summary(GROUPS[name]!)
    .description(GROUPS[name]!)
    .helpOption('-h, --help', 'tells how it is called')
    .addHelpText('after', examplesText(calls.flatMap(({ examples }) => examples)));
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('prints a script that completes commands and options in a shell')
    .description('Prints a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh']))
    .helpOption('-h, --help', 'tells how it is called')
    .addHelpText(
      'after',
      examplesText([
        ['source <(switchyard completion bash)', 'in ~/.bashrc'],
        ['source <(switchyard completion zsh)', 'in ~/.zshrc, after compinit'],
      ]),
    )
    .action((shell: string) => {
      process.stdout.write(shell === 'bash' ? bashCompletion(program) : zshCompletion(program));
    });
}

function examplesText(examples: readonly (readonly [call: string, meaning: string])[]): string {
  const lines = examples.map(([call, meaning]) => `  # ${meaning}\n  ${call}`);
  return `\nExamples:\n${lines.join('\n')}\n`;
}

/** A wrong call as what ends the command; undefined where the help that was asked for is told. */
export function usageProblem({
  code,
  exitCode,
  message,
}: CommanderError): CommandError | undefined {
  if (exitCode === 0) return undefined;
  if (code === 'commander.help') return usageError('There is no such command.');
  const [first = '', ...hints] = message.replace(/^error: /, '').split('\n');
  const text = `${first[0]!.toUpperCase()}${first.slice(1)}`.replace(/([^.?])$/, '$1.');
  const hint = hints.join(' ').replace(/^\((.*)\)$/, '$1');
  return usageError(text, `${hint} See --help.`.trimStart());
}
