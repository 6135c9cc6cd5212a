import { usageError } from './command-error';

const ENTER = /[\r\n\u0004]/;
const INTERRUPT = '\u0003';

/** A line that is typed but not shown. @throws CommandError usage where nobody can be asked */
export async function readHidden(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    throw usageError('There is no terminal to ask for the token.', 'Give it by --token-stdin.');
  // in raw mode nothing is echoed; it begins before the prompt, since a program may answer that at once
  stdin.setRawMode(true);
  stderr.write(prompt);
  stdin.setEncoding('utf8');
  const text = await new Promise<string | undefined>((resolve) => {
    let typed = '';
    stdin.on('end', () => resolve(typed));
    stdin.on('data', (chunk: string) => {
      for (const character of chunk) {
        if (ENTER.test(character)) return resolve(typed);
        if (character === INTERRUPT) return resolve(undefined);
        if (character === '\u0015') typed = '';
        else if (character === '\u007f' || character === '\b') typed = typed.slice(0, -1);
        else typed += character;
      }
    });
  });
  stdin.removeAllListeners('data').setRawMode(false).pause();
  stderr.write('\n');
  return text ?? interrupted();
}

/** Whether the user says yes. @throws CommandError usage where nobody can be asked */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw usageError('There is no terminal to ask whether to go on.', 'Add --yes.');
  const { createInterface } = await import('node:readline');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string | undefined>((resolve) => {
    lines.on('SIGINT', () => resolve(undefined));
    // Ctrl-D is no answer
    lines.on('close', () => resolve(''));
    lines.question(`${question} [y/N] `, resolve);
  });
  lines.close();
  return /^y(es)?$/i.test((answer ?? interrupted()).trim());
}

/** Ends the process as Ctrl-C does where no key is read. */
function interrupted(): never {
  process.kill(process.pid, 'SIGINT');
  throw usageError('Nothing was done.');
}
