import type { DefinitionNode, JsonObject, JsonValue } from '../definition';
import { pointerOf } from '../json-pointer';
import { counted, displayName, fieldPath, nodeName } from './change-wording';
import type {
  Assessed,
  AssessedDiff,
  EdgeChange,
  FieldChange,
  FieldChangeKind,
  LayoutChange,
  NodeChange,
  Severity,
  TextHunk,
} from './definition-diff';
import { bySeverity, mostSevere } from './severity-rules';
import type { TextAllowance } from './text-allowance';
import { isLongText, textHunks } from './text-hunks';

/** What happened, as a sign: added, removed, changed, given another id. */
export type Mark = '+' | '−' | '~' | '→';

/** A field of a change: either its values or, of a long text, its hunks. */
export interface RenderedField {
  mark: Mark;
  /** `rule.interval[0]`; of a renamed node, its name. As users wrote it. */
  label: string;
  before?: JsonValue;
  after?: JsonValue;
  /** Made when they are shown: a diff may have more of them than are. All take of one allowance. */
  hunks?: (allowance: TextAllowance) => TextHunk[];
}

/** One change, or several that are told together. */
export interface RenderedChange {
  mark: Mark;
  /** On one line, and nothing in it but what shows; so is the reason. */
  title: string;
  /** The type of a node that came or went. */
  detail?: string;
  /** What the change is about where it has no field of its own: before, after, or both. */
  values?: JsonValue[];
  /** Absent of the layout. */
  severity?: Severity;
  /** Absent where the title says it. */
  reason?: string;
  fields: RenderedField[];
  /** How many changes of the diff it is. */
  changes: number;
}

/** Changes of one kind under a heading. */
export interface RenderedSection {
  heading: string;
  changes: RenderedChange[];
}

/** Most nodes that are named as moved. */
const MAX_MOVED_NAMES = 20;

/** The changes of a diff in the order in which people read them: by kind, the most severe first. */
export function sectionsOf(
  diff: AssessedDiff,
  layout: readonly LayoutChange[],
  nodeNames: ReadonlyMap<string, string>,
): RenderedSection[] {
  const names = new Map(diff.nodeNames);
  for (const [id, name] of nodeNames) if (!names.has(id)) names.set(id, nodeName({ id, name }));
  for (const { before, after } of diff.nodes) {
    if (after ?? before) names.set((after ?? before)!.id, nodeName((after ?? before)!));
  }
  const sections = [
    { heading: 'Nodes', changes: nodesOf(diff.nodes) },
    { heading: 'Connections', changes: edgesOf(diff.edges, names) },
    { heading: 'Inputs', changes: diff.inputs.map(fieldAsChange) },
    { heading: 'Variables', changes: diff.variables.map(fieldAsChange) },
    { heading: 'Settings', changes: diff.settings.map(fieldAsChange) },
  ];
  for (const { changes } of sections) changes.sort(byImportance);
  return [...sections, { heading: 'Layout', changes: movesOf(layout, names) }].filter(
    ({ changes }) => changes.length > 0,
  );
}

const MARKS: readonly Mark[] = ['+', '−', '~', '→'];

function byImportance(a: RenderedChange, b: RenderedChange): number {
  const order = bySeverity({ severity: a.severity ?? 'SAFE' }, { severity: b.severity ?? 'SAFE' });
  return order || MARKS.indexOf(a.mark) - MARKS.indexOf(b.mark);
}

function nodesOf(changes: readonly Assessed<NodeChange>[]): RenderedChange[] {
  const isIdOnly = ({ kind, severity, fields }: Assessed<NodeChange>): boolean =>
    kind === 'RENAMED' && severity === 'SAFE' && fields.length === 0;
  const renamed = changes.filter(isIdOnly);
  const others = changes.filter((change) => !isIdOnly(change));
  return [
    ...others.map(nodeAsChange),
    ...idsAsChange(
      renamed,
      'node',
      'Only ids changed, and what refers to them follows.',
      (change) => nodeName(change.after!),
    ),
  ];
}

function nodeAsChange({
  kind,
  before,
  after,
  fields,
  severity,
  reason,
}: Assessed<NodeChange>): RenderedChange {
  const node = (after ?? before)!;
  const rendered = fields.map(fieldOf);
  if (kind === 'RENAMED') {
    rendered.unshift({ mark: '→', label: 'id', before: before!.id, after: after!.id });
  }
  return {
    ...{ mark: markOf(kind), title: nodeName(node), severity, reason },
    ...((kind === 'ADDED' || kind === 'REMOVED') && { detail: node.type }),
    fields: kind === 'ADDED' ? contentOf(node) : rendered,
    changes: 1,
  };
}

/**
 * What an added node brings with it; of a config that `parameters` wraps, member by member. Empty values
 * say nothing.
 */
function contentOf({
  config,
  parent,
  disabled,
  retry,
  timeoutMs,
}: DefinitionNode): RenderedField[] {
  const fields: RenderedField[] = [];
  const add = (path: string[], value: JsonValue | undefined): void => {
    if (value === undefined || isEmpty(value)) return;
    fields.push(fieldOf({ path: pointerOf(path), kind: 'ADDED', after: value }));
  };
  add(['parent'], parent);
  add(['disabled'], disabled);
  add(['retry'], retry && { ...retry });
  add(['timeoutMs'], timeoutMs);
  for (const [name, value] of Object.entries(config)) {
    if (name !== 'parameters' || !isObject(value)) add(['config', name], value);
    else for (const [below, part] of Object.entries(value)) add(['config', name, below], part);
  }
  return fields;
}

function isEmpty(value: JsonValue): boolean {
  if (typeof value !== 'object' || value === null) return value === '';
  return Object.keys(value).length === 0;
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function edgesOf(
  changes: readonly Assessed<EdgeChange>[],
  names: ReadonlyMap<string, string>,
): RenderedChange[] {
  const titleOf = ({ before, after }: EdgeChange): string => {
    const { source, target, sourceHandle } = (after ?? before)!;
    const output = sourceHandle ? ` (${displayName(sourceHandle)})` : '';
    return `${names.get(source) ?? displayName(source)}${output} → ${names.get(target) ?? displayName(target)}`;
  };
  const renamed = changes.filter(({ kind }) => kind === 'RENAMED');
  const others = changes.filter(({ kind }) => kind !== 'RENAMED');
  return [
    ...others.map((change) => edgeAsChange(change, titleOf(change), names)),
    ...idsAsChange(renamed, 'connection', 'Only ids changed.', titleOf),
  ];
}

/** Fields of an edge whose former and later value are in the reason, if they alone changed. */
const TOLD_BY_REASON = new Set(['/source', '/target', '/sourceHandle', '/targetHandle']);

function edgeAsChange(
  { kind, after, fields, severity, reason }: Assessed<EdgeChange>,
  title: string,
  names: ReadonlyMap<string, string>,
): RenderedChange {
  const nameOf = (id: JsonValue | undefined): JsonValue | undefined =>
    typeof id === 'string' ? (names.get(id) ?? id) : id;
  const isTold = fields.length === 1 && TOLD_BY_REASON.has(fields[0]!.path);
  const rendered = (isTold ? [] : fields)
    .map(fieldOf)
    .map((field) =>
      field.label === 'source' || field.label === 'target'
        ? { ...field, before: nameOf(field.before), after: nameOf(field.after) }
        : field,
    );
  const condition = kind === 'ADDED' ? after?.condition : undefined;
  const own: FieldChange[] = condition
    ? [{ path: '/condition', kind: 'ADDED', after: condition }]
    : [];
  // The reason of all others is a sentence that says the same as the ends.
  const isSentence = severity === 'RISKY';
  return {
    ...(isSentence ? { title: reason.replace(/\.$/, '') } : { title, reason }),
    ...{ mark: markOf(kind), severity, fields: [...rendered, ...own.map(fieldOf)], changes: 1 },
  };
}

/** Renames that change nothing else, as one. */
function idsAsChange<Change extends Assessed<NodeChange | EdgeChange>>(
  changes: readonly Change[],
  noun: string,
  reason: string,
  titleOf: (change: Change) => string,
): RenderedChange[] {
  const worst = mostSevere(changes);
  if (worst === undefined) return [];
  const fields = changes.map((change): RenderedField => {
    const [before, after] = [change.before!.id, change.after!.id];
    return { mark: '→', label: titleOf(change), before, after };
  });
  const title = counted(changes.length, noun);
  return [{ mark: '→', title, severity: worst.severity, reason, fields, changes: changes.length }];
}

function fieldAsChange(change: Assessed<FieldChange>): RenderedChange {
  const { severity, reason } = change;
  const field = fieldOf(change);
  const { mark, label } = field;
  const common = { mark, title: displayName(label), severity, reason, changes: 1 };
  return field.hunks
    ? { ...common, fields: [{ ...field, label: 'text' }] }
    : { ...common, values: valuesOf(field), fields: [] };
}

/** Before and after, as far as there are both. */
export function valuesOf({ before, after }: RenderedField): JsonValue[] {
  return [before, after].filter((value) => value !== undefined);
}

function fieldOf({ path, kind, from, before, after }: FieldChange): RenderedField {
  const moved = kind === 'MOVED' && from !== undefined;
  const field: RenderedField = { mark: markOf(kind), label: fieldPath(path) };
  if (moved) return { ...field, label: `${fieldPath(from)} moved to ${fieldPath(path)}` };
  const [former, later] = [textOf(before), textOf(after)];
  const isText = former !== undefined && later !== undefined;
  if (isText && (isLongText(former) || isLongText(later))) {
    return { ...field, hunks: (allowance) => textHunks(former, later, allowance) };
  }
  return {
    ...field,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

/** The text, or the empty one where there is no value; `undefined` for any other value. */
function textOf(value: JsonValue | undefined): string | undefined {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : undefined;
}

function markOf(kind: FieldChangeKind | NodeChange['kind']): Mark {
  const marks = { ADDED: '+', REMOVED: '−', CHANGED: '~', MOVED: '~', RENAMED: '→' } as const;
  return marks[kind];
}

function movesOf(
  layout: readonly LayoutChange[],
  names: ReadonlyMap<string, string>,
): RenderedChange[] {
  if (layout.length === 0) return [];
  const moved = layout
    .slice(0, MAX_MOVED_NAMES)
    .map(({ key }) => names.get(key) ?? displayName(key));
  const more = layout.length > moved.length ? ` and ${layout.length - moved.length} more` : '';
  const title = `${counted(layout.length, 'node')} moved: ${moved.join(', ')}${more}`;
  return [{ mark: '~', title, fields: [], changes: layout.length }];
}
