import { createInterface } from 'node:readline';
import { type Writable } from 'node:stream';
import { styleText } from 'node:util';
import { StepError } from '../run/execution/step-error';
import { type StepNews } from './step-news';

/** What a part of a line means. */
type Tone = 'good' | 'bad' | 'quiet' | 'busy';

const COLOURS = { good: 'green', bad: 'red', quiet: 'gray', busy: 'yellow' } as const;

/** Characters that could move the cursor or rewrite what stands on a terminal, and line breaks. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A text of anybody's as part of one line on a terminal. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (letter) => {
    const code = letter.codePointAt(0)!.toString(16);
    return letter === '\n' || letter === '\t' ? ' ' : `\\u{${code}}`;
  });
}

/** Tells steps in lines for people. */
export class StepLines {
  constructor(
    private readonly out: Writable,
    private readonly hasColour: boolean,
  ) {}

  readonly tell = (news: StepNews): void => {
    const { nodeKey, name, attempt, callers } = news;
    const place = [...callers, nodeKey].map(printable).join(' › ');
    const named = name === nodeKey || name === '' ? '' : ` ${printable(name)}`;
    const again = attempt > 1 ? this.coloured('quiet', ` (attempt ${attempt})`) : '';
    const [sign, tone, text] = lineOf(news);
    const what = text === '' ? '' : ` ${this.coloured(tone === 'bad' ? 'bad' : 'quiet', text)}`;
    this.out.write(`${this.coloured(tone, sign)} ${place}${named}${again}${what}\n`);
  };

  /** A line about the whole. */
  note(tone: Tone, text: string): void {
    this.out.write(`${this.coloured(tone, text)}\n`);
  }

  private coloured(tone: Tone, text: string): string {
    // Whether there are colours is decided by who made this, not by the stream once more.
    return this.hasColour ? styleText(COLOURS[tone], text, { validateStream: false }) : text;
  }
}

function lineOf(news: StepNews): [sign: string, tone: Tone, text: string] {
  switch (news.kind) {
    case 'SUCCEEDED':
      return ['✓', 'good', `${news.milliseconds} ms`];
    case 'PASSED':
      return ['–', 'quiet', 'disabled, passed over'];
    case 'SKIPPED':
      return ['–', 'quiet', 'skipped'];
    case 'FAILED':
      return ['✗', 'bad', `${news.error.code}: ${printable(news.error.message)}`];
    case 'RETRYING':
      return ['↻', 'busy', `is tried again at ${news.until}`];
    case 'DELAYED':
      return ['…', 'busy', `waits until ${news.until}`];
    case 'ASKING':
      return ['?', 'busy', `waits for an approval: ${printable(news.prompt)}`];
    case 'CALLING':
      return ['›', 'busy', `runs ${news.digest}`];
  }
}

/** Asks a question on a terminal that is answered by yes or no; asks again for anything else. */
export class YesOrNo {
  // One question after the other, whoever else asks.
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly input: NodeJS.ReadableStream,
    private readonly out: Writable,
  ) {}

  /** @throws the reason of the signal. */
  ask(question: string, signal: AbortSignal): Promise<boolean> {
    const answer = this.last.then(() => this.askNow(question, signal));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  private async askNow(question: string, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    const lines = createInterface({ input: this.input, output: this.out });
    lines.setPrompt(`${printable(question)} [y/n] `);
    try {
      return await new Promise<boolean>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        // Without this the terminal is only paused; a process without work would end as if all were well.
        lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
        lines.once('close', () => reject(unanswered()));
        lines.on('line', (line) => {
          const yesOrNo = /^\s*(?:(y(?:es)?)|n(?:o)?)\s*$/i.exec(line);
          if (yesOrNo) resolve(yesOrNo[1] !== undefined);
          else lines.prompt();
        });
        lines.prompt();
      });
    } finally {
      lines.close();
    }
  }
}

function unanswered(): StepError {
  return new StepError('APPROVAL_INVALID', 'The input has ended without an answer.');
}
