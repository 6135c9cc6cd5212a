import type { JsonValue } from '../../graph/definition';
import { escapePointerToken } from '../../graph/json-pointer';
import { SecretText, type SecretTextPart } from './secret-text';
import { StepError, type StepErrorPlace } from './step-error';

/** A part of a template: plain text, an expression, or a secret's name. */
type TemplatePart =
  | { kind: 'TEXT'; text: string }
  | { kind: 'EXPRESSION'; expression: string; /** In the template. */ position: number }
  | { kind: 'SECRET'; name: string };

/** Evaluates an expression of a template. */
export type TemplateEvaluator = (expression: string, place: StepErrorPlace) => Promise<JsonValue>;

/** What the value of an expression becomes in the text; `before` is the text in front of it. */
export type InsertValue = (text: string, isFirst: boolean) => string;

/** Most characters that the texts that are filled in for one step may have together. */
const MAX_RENDERED_CHARACTERS = 2 * 1024 * 1024;

/** How many characters a step may still fill in. */
class RenderBudget {
  #left = MAX_RENDERED_CHARACTERS;

  /** @throws StepError `OUTPUT_INVALID` beyond the budget. */
  spend(text: string, place: StepErrorPlace): void {
    this.#left -= text.length;
    if (this.#left >= 0) return;
    const message = `What is filled in has more than ${MAX_RENDERED_CHARACTERS} characters.`;
    throw new StepError('OUTPUT_INVALID', message, place);
  }
}

const SECRET = /^\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*$/;
/** A use of `secrets` as something to calculate with, outside of quotes. */
const SECRET_IN_EXPRESSION = /(?:^|[^\w.$`"'])secrets\s*\./;
const QUOTED = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g;

/**
 * Fills in a text with `{{ expression }}` and `{{secrets.NAME}}`. Texts are inserted as they are, nothing
 * as the empty text, anything else as JSON. What an expression gives is never filled in again, so data
 * cannot name secrets. Secrets stay references.
 *
 * @throws StepError if an expression fails, or `EXPRESSION_INVALID` if braces don't close or an
 * expression calculates with secrets.
 */
export async function renderTemplate(
  template: string,
  evaluate: TemplateEvaluator,
  place: StepErrorPlace = {},
  insert: InsertValue = (text) => text,
  budget = new RenderBudget(),
): Promise<SecretText> {
  const parts: SecretTextPart[] = [];
  let isFirst = true;
  for (const part of partsOf(template, place)) {
    if (part.kind === 'TEXT') parts.push(part.text);
    else if (part.kind === 'SECRET') parts.push({ secret: part.name });
    else {
      const text = insert(insertedText(await evaluatePart(part, evaluate, place)), isFirst);
      budget.spend(text, place);
      parts.push(text);
    }
    isFirst &&= parts.at(-1) === '';
  }
  return new SecretText(parts);
}

/**
 * Fills in every text of a JSON value. A text that is nothing but one expression becomes its value,
 * whatever its type; any other becomes a text. Member names are left as they are.
 *
 * @throws what {@link renderTemplate} throws, with the JSON Pointer of the text.
 */
export async function renderJson(
  value: JsonValue,
  evaluate: TemplateEvaluator,
  place: StepErrorPlace = {},
  budget = new RenderBudget(),
): Promise<RenderedJson> {
  if (typeof value === 'string') {
    const parts = partsOf(value, place);
    const [only] = parts;
    if (parts.length === 1 && only?.kind === 'EXPRESSION') {
      const found = await evaluatePart(only, evaluate, place);
      budget.spend(JSON.stringify(found), place);
      return found;
    }
    return renderTemplate(value, evaluate, place, undefined, budget);
  }
  if (Array.isArray(value)) {
    const items: RenderedJson[] = [];
    for (const [index, item] of value.entries()) {
      items.push(await renderJson(item, evaluate, inside(place, String(index)), budget));
    }
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members: [string, RenderedJson][] = [];
  for (const [key, item] of Object.entries(value)) {
    members.push([key, await renderJson(item, evaluate, inside(place, key), budget)]);
  }
  return Object.fromEntries(members);
}

/** JSON in which some texts are complete but for their secrets. */
export type RenderedJson =
  JsonValue | SecretText | RenderedJson[] | { [key: string]: RenderedJson };

/** A filled-in JSON value with each text's secrets told by `reveal`. */
export async function revealJson(
  value: RenderedJson,
  reveal: (text: SecretText) => Promise<string>,
): Promise<JsonValue> {
  if (value instanceof SecretText) return reveal(value);
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (const item of value) items.push(await revealJson(item, reveal));
    return items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const members: [string, JsonValue][] = [];
  for (const [key, item] of Object.entries(value))
    members.push([key, await revealJson(item, reveal)]);
  return Object.fromEntries(members);
}

async function evaluatePart(
  { expression, position }: { expression: string; position: number },
  evaluate: TemplateEvaluator,
  place: StepErrorPlace,
): Promise<JsonValue> {
  try {
    return await evaluate(expression, place);
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    // Told from the start of the template, which is what its author sees.
    const { position: within } = error.place;
    const moved = within === undefined ? {} : { position: position + within };
    throw new StepError(
      error.code,
      error.message,
      { ...place, ...error.place, ...moved },
      error.isRetryable,
    );
  }
}

function insertedText(value: JsonValue): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function partsOf(template: string, place: StepErrorPlace): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', at)) {
    if (open > at) parts.push({ kind: 'TEXT', text: template.slice(at, open) });
    const close = endOfExpression(template, open + 2);
    if (close === undefined) {
      throw new StepError('EXPRESSION_INVALID', 'The braces {{ are never closed.', {
        ...place,
        position: open,
      });
    }
    parts.push(partOf(template.slice(open + 2, close), open + 2, place));
    at = close + 2;
  }
  if (at < template.length) parts.push({ kind: 'TEXT', text: template.slice(at) });
  return parts;
}

function partOf(expression: string, position: number, place: StepErrorPlace): TemplatePart {
  const secret = SECRET.exec(expression)?.[1];
  if (secret !== undefined) return { kind: 'SECRET', name: secret };
  if (SECRET_IN_EXPRESSION.test(expression.replace(QUOTED, '""'))) {
    const message = 'A secret stands alone, as {{secrets.NAME}}; expressions cannot read it.';
    throw new StepError('EXPRESSION_INVALID', message, { ...place, position });
  }
  return { kind: 'EXPRESSION', expression, position };
}

/** Where the `}}` stands that ends an expression: not in a quoted text, nor within braces of its own. */
function endOfExpression(template: string, start: number): number | undefined {
  let depth = 0;
  let quote = '';
  for (let at = start; at < template.length; at++) {
    const letter = template[at]!;
    if (quote !== '') {
      if (letter === '\\' && quote !== '`') at++;
      else if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'" || letter === '`') quote = letter;
    else if (letter === '{') depth++;
    else if (letter === '}') {
      if (depth === 0 && template[at + 1] === '}') return at;
      depth--;
    }
  }
  return undefined;
}

function inside(place: StepErrorPlace, key: string): StepErrorPlace {
  return { ...place, path: `${place.path ?? ''}/${escapePointerToken(key)}` };
}
