import { createColors } from 'picocolors';
import { type CommandError } from './command-error';

/** A column of a table. */
export interface Column<Row> {
  title: string;
  value: (row: Row) => string | number | null | undefined;
}

const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** What others wrote does nothing to a terminal: controls become visible. */
export function visible(text: string): string {
  return text.replace(CONTROLS, '�');
}

/** As {@link visible}, in one line: what others wrote does not look like another line of ours either. */
export function oneLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ');
}

type Colors = ReturnType<typeof createColors>;

/** Writes what a command has to say: data to stdout, everything about it to stderr. */
export class Output {
  /** For stdout. */
  readonly colors: Colors;
  /** For stderr, which may be a file where stdout is a terminal. */
  private readonly noteColors: Colors;

  constructor(
    /** Whether data is written as JSON. */
    readonly json: boolean,
    color: boolean | undefined,
  ) {
    this.colors = createColors(color ?? process.stdout.isTTY === true);
    this.noteColors = createColors(color ?? process.stderr.isTTY === true);
  }

  /** The data of the command: as JSON if asked for, else as people read it. */
  data(value: unknown, people: () => string): void {
    this.colored(value, () => visible(people()));
  }

  /** As {@link data}, where the text for people is of {@link table}, {@link facts} or made visible otherwise. */
  colored(value: unknown, people: () => string): void {
    if (this.json) this.jsonData(value);
    else this.write(people());
  }

  /** Data that is JSON, whatever --json says. */
  jsonData(value: unknown): void {
    this.write(jsonText(value, 2));
  }

  /** One of several things that come one after another: as one line of JSON, or as people read it. */
  item(value: unknown, people: () => string): void {
    this.write(this.json ? jsonText(value) : visible(people()));
  }

  /** A text that is the data, whatever --json says: as it is, but on a terminal. */
  content(text: string): void {
    this.write(process.stdout.isTTY ? visible(text) : text);
  }

  /** A file that was made elsewhere: byte by byte, but on a terminal. */
  file(content: Buffer): void {
    if (process.stdout.isTTY) this.content(content.toString('utf8'));
    else process.stdout.write(content);
  }

  private write(text: string): void {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Something about what happens, for people. */
  note(text: string): void {
    if (!this.json) process.stderr.write(`${this.noteColors.dim(visible(text))}\n`);
  }

  /** That a list has more than what was asked for. */
  more(): void {
    this.note('There are more; --limit says how many are listed.');
  }

  error(error: CommandError): void {
    const { exit, exitCode, code, message, cure, details, data } = error;
    if (this.json) {
      const told = { code, exit, exitCode, message, cure, details, refusal: data };
      process.stderr.write(`${jsonText({ error: told })}\n`);
      return;
    }
    const sentence = /[.?!]$/.test(message) ? message : `${message}.`;
    const line = oneLine(cure ? `${sentence} ${cure}` : sentence);
    process.stderr.write(`${this.noteColors.red('switchyard:')} ${line}\n`);
    for (const detail of details) process.stderr.write(`  ${visible(detail)}\n`);
  }

  /** Rows below titles, or a sentence where there are none. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], empty: string): string {
    if (rows.length === 0) return empty;
    const cells = rows.map((row) => columns.map(({ value }) => oneLine(String(value(row) ?? ''))));
    const widths = columns.map(({ title }, place) =>
      Math.max(title.length, ...cells.map((line) => line[place]!.length)),
    );
    const line = (texts: readonly string[]): string =>
      texts
        .map((text, place) => text.padEnd(widths[place]!))
        .join('  ')
        .trimEnd();
    const head = this.colors.bold(line(columns.map(({ title }) => title)));
    return [head, ...cells.map(line)].join('\n');
  }

  /** Names and values, one a line; those without a value are left out. */
  facts(facts: readonly (readonly [string, string | number | null | undefined])[]): string {
    const told = facts.filter(([, value]) => value !== null && value !== undefined && value !== '');
    const width = Math.max(...told.map(([name]) => name.length));
    // further lines of a value are indented: none of them looks like another fact
    const indent = `\n${' '.repeat(width + 2)}`;
    const textOf = (value: unknown): string => visible(String(value)).replaceAll('\n', indent);
    return told
      .map(([name, value]) => `${this.colors.bold(name.padEnd(width))}  ${textOf(value)}`)
      .join('\n');
  }
}

/** JSON that does nothing to a terminal either. */
function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value ?? null, null, indent).replace(
    /[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
