import type { Severity } from './definition-diff';
import type { RenderedChange, RenderedField } from './render-model';

/** What stands above a diff. */
export interface DiffHead {
  from: string;
  to: string;
  severity: Severity;
  headline: string;
  /** Whether nothing differs. */
  isEmpty: boolean;
}

/** One way to write a diff. Each method answers a part of the text, with the line breaks that it needs. */
export interface Renderer {
  head(head: DiffHead): string;
  section(heading: string): string;
  /** A change without its fields. */
  change(change: RenderedChange): string;
  field(field: RenderedField): string;
  /** Says what was left out. */
  foot(text: string): string;
}
