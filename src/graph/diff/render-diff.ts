import type { AssessedDiff, LayoutChange } from './definition-diff';
import { counted } from './change-wording';
import { MarkdownRenderer } from './render-markdown';
import { sectionsOf, type RenderedSection } from './render-model';
import { PlainRenderer } from './render-plain';
import type { Renderer } from './renderer';
import { summarizeDiff } from './summarize-diff';

/** Longest rendering, in UTF-16 code units. A comment on GitHub may have 65,536. */
export const MAX_RENDERING = 60_000;

/** Room for the line that says what was left out. */
const FOOT = 200;

/** How a diff is written as text. */
export interface RenderOptions {
  /** `PLAIN` for terminals, `MARKDOWN` for pull requests. */
  format: 'PLAIN' | 'MARKDOWN';
  /** Whether plain text has the colours of terminals. Default false. */
  color?: boolean;
  /** What the former definition is called, such as `v3`. */
  from: string;
  /** What the later definition is called. */
  to: string;
  /** Nodes that stand elsewhere; told at the end. */
  layout?: readonly LayoutChange[];
  /** Names by node id, for moved nodes that did not change otherwise. Without one, its id is told. */
  nodeNames?: ReadonlyMap<string, string>;
}

/**
 * Writes a diff for people: what it is about, then all changes by kind, the most severe first. What users
 * wrote is shown as it is, but does nothing where it is shown: controls and escapes of terminals, HTML,
 * markup and mentions have no effect. Long texts and values are cut, and so is the whole at
 * `MAX_RENDERING`; then its last line says how many changes are missing.
 */
export function renderDiff(diff: AssessedDiff, options: RenderOptions): string {
  const { format, from, to, layout = [], nodeNames = new Map<string, string>() } = options;
  const renderer: Renderer =
    format === 'PLAIN' ? new PlainRenderer(options.color ?? false) : new MarkdownRenderer();
  const sections = sectionsOf(diff, layout, nodeNames);
  const { headline } = summarizeDiff(diff);
  const isEmpty = sections.every(({ heading }) => heading === 'Layout');
  const head = renderer.head({ from, to, severity: diff.severity, headline, isEmpty });
  return head + bodyOf(sections, renderer, MAX_RENDERING - head.length - FOOT);
}

function bodyOf(sections: readonly RenderedSection[], renderer: Renderer, room: number): string {
  let text = '';
  let told = 0;
  for (const piece of piecesOf(sections, renderer)) {
    if (text.length + piece.text.length > room) {
      const all = sections.flatMap(({ changes }) => changes);
      const left = all.reduce((sum, { changes }) => sum + changes, 0) - told;
      return text + renderer.foot(`${counted(left, 'change')} not shown, or not all of it.`);
    }
    // A block ends with an empty line, and a heading begins with one.
    text += text.endsWith('\n\n') ? piece.text.replace(/^\n/, '') : piece.text;
    told += piece.finishes;
  }
  return text.replace(/\n+$/, '\n');
}

/** The text piece by piece, each with the number of changes that are told in full behind it. */
function* piecesOf(
  sections: readonly RenderedSection[],
  renderer: Renderer,
): Generator<{ text: string; finishes: number }> {
  for (const { heading, changes } of sections) {
    for (const [at, change] of changes.entries()) {
      const start = (at === 0 ? renderer.section(heading) : '') + renderer.change(change);
      const { fields } = change;
      yield { text: start, finishes: fields.length === 0 ? change.changes : 0 };
      for (const [place, field] of fields.entries()) {
        const isLast = place === fields.length - 1;
        yield { text: renderer.field(field), finishes: isLast ? change.changes : 0 };
      }
    }
  }
}
