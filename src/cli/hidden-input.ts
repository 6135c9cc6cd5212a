import { usageError } from './command-error';

/** A line that is typed but not shown. @throws CommandError usage where nobody can be asked */
export async function readHidden(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY)
    throw usageError('There is no terminal to ask for the token.', 'Give it by --token-stdin.');
  stderr.write(prompt);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  let text = '';
  try {
    for await (const chunk of stdin as AsyncIterable<string>) {
      for (const character of chunk) {
        if (character === '\r' || character === '\n') return text;
        if (character === '\u0003') throw usageError('Nothing was kept.', 'Try again.');
        if (character === '\u007f' || character === '\b') text = text.slice(0, -1);
        else text += character;
      }
    }
    return text;
  } finally {
    stdin.setRawMode(false);
    stderr.write('\n');
  }
}

/** Whether the user says yes. @throws CommandError usage where nobody can be asked */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw usageError('There is no terminal to ask whether to go on.', 'Add --yes.');
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
