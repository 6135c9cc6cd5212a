import { createColors } from 'picocolors';
import type { Severity } from './definition-diff';
import { type HunkLine, hunkLines, shownName, shownValues } from './render-lines';
import { type Mark, type RenderedChange, type RenderedField, valuesOf } from './render-model';
import type { DiffHead, Renderer } from './renderer';
import { TextAllowance } from './text-allowance';

type Colors = ReturnType<typeof createColors>;

/** Writes a diff for terminals, with colours if they are asked for. */
export class PlainRenderer implements Renderer {
  readonly #colors: Colors;
  readonly #allowance = new TextAllowance();

  constructor(color: boolean) {
    this.#colors = createColors(color);
  }

  head({ from, to, severity, headline, isEmpty }: DiffHead): string {
    const title = this.#colors.bold(`${shownName(from)} → ${shownName(to)}`);
    return `${title}${isEmpty ? '' : `  ${this.#severity(severity)}`}\n${headline}\n`;
  }

  section(heading: string): string {
    return `\n${this.#colors.bold(heading)}\n`;
  }

  change({ mark, title, detail, values = [], severity, reason }: RenderedChange): string {
    const name = this.#mark(mark, `${mark} ${title}`);
    const type = detail === undefined ? '' : this.#colors.dim(` (${shownName(detail)})`);
    const told = values.length === 0 ? '' : `: ${shownValues(values)}`;
    const judged = severity === undefined ? '' : `  ${this.#severity(severity)}`;
    return `  ${name}${type}${told}${judged}${reason ? `: ${reason}` : ''}\n`;
  }

  field(field: RenderedField): string {
    const label = `      ${this.#mark(field.mark, `${field.mark} ${shownName(field.label)}`)}`;
    if (field.hunks) {
      const lines = hunkLines(field.hunks(this.#allowance)).map(
        (line) => `          ${this.#line(line)}\n`,
      );
      return `${label}:\n${lines.join('')}`;
    }
    const values = shownValues(valuesOf(field));
    return values === '' ? `${label}\n` : `${label}: ${values}\n`;
  }

  foot(text: string): string {
    return `\n${this.#colors.dim(text)}\n`;
  }

  #mark(mark: Mark, text: string): string {
    const { green, red, yellow, cyan } = this.#colors;
    return { '+': green, '−': red, '~': yellow, '→': cyan }[mark](text);
  }

  #severity(severity: Severity): string {
    const { bold, green, red, yellow } = this.#colors;
    return bold({ SAFE: green, RISKY: yellow, BREAKING: red }[severity](severity));
  }

  #line({ mark, segments }: HunkLine): string {
    const text = segments.map((segment) => segment.text).join('');
    if (mark === '@') return this.#colors.cyan(text);
    if (mark === '…') return this.#colors.dim(`… ${text}`);
    if (mark === ' ') return ` ${text}`;
    // Where the whole line changed, no word stands out.
    const isWhole = segments.every(({ changed }) => changed);
    const marked = segments.map((segment) =>
      segment.changed && !isWhole ? this.#colors.inverse(segment.text) : segment.text,
    );
    const color = mark === '+' ? this.#colors.green : this.#colors.red;
    return color(`${mark}${marked.join('')}`);
  }
}
