import type { JsonValue } from '../definition';
import { codeSpan, escapeMarkdown, fencedBlock } from './escape-markdown';
import { type HunkLine, hunkLines, shownName, shownValue, shownValues } from './render-lines';
import { type RenderedChange, type RenderedField, valuesOf } from './render-model';
import type { DiffHead, Renderer } from './renderer';
import { TextAllowance } from './text-allowance';

/** Writes a diff for pull requests and release notes, in GitHub's Markdown. */
export class MarkdownRenderer implements Renderer {
  readonly #allowance = new TextAllowance();

  head({ from, to, severity, headline, isEmpty }: DiffHead): string {
    const title = `## ${escapeMarkdown(shownName(from))} → ${escapeMarkdown(shownName(to))}`;
    return `${title}${isEmpty ? '' : `: ${severity}`}\n\n**${escapeMarkdown(headline)}.**\n`;
  }

  section(heading: string): string {
    return `\n### ${heading}\n\n`;
  }

  change({ mark, title, detail, values = [], severity, reason }: RenderedChange): string {
    const type = detail === undefined ? '' : ` ${codeSpan(shownName(detail))}`;
    const told = values.length === 0 ? '' : `: ${shownValues(values, valueSpan)}`;
    const judged = severity === undefined ? '' : ` · ${severity}`;
    const why = reason ? `: ${escapeMarkdown(reason)}` : '';
    // A title without a reason is a whole sentence.
    const shown = reason ? `**${escapeMarkdown(title)}**` : escapeMarkdown(title);
    return `- ${codeSpan(mark)} ${shown}${type}${told}${judged}${why}\n`;
  }

  field(field: RenderedField): string {
    const sign = field.mark === '~' || field.mark === '→' ? '' : `${codeSpan(field.mark)} `;
    const label = `  - ${sign}${codeSpan(shownName(field.label))}`;
    if (field.hunks) {
      return `${label}\n\n${fencedBlock('diff', hunkLines(field.hunks(this.#allowance)).map(lineText), 4)}\n`;
    }
    const values = shownValues(valuesOf(field), valueSpan);
    return values === '' ? `${label}\n` : `${label}: ${values}\n`;
  }

  foot(text: string): string {
    return `\n_${escapeMarkdown(text)}_\n`;
  }
}

function valueSpan(value: JsonValue): string {
  return codeSpan(shownValue(value));
}

function lineText({ mark, segments }: HunkLine): string {
  const text = segments.map((segment) => segment.text).join('');
  return mark === '@' ? text : `${mark}${mark === '…' ? ' ' : ''}${text}`;
}
