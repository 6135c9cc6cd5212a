import { canonicalJson } from './canonical-json';
import type { Definition, DefinitionEdge, DefinitionNode, Variable } from './definition';

type Members = Record<string, unknown>;

/** By name of a member, whether a value of it is the default. */
type Defaults = ReadonlyMap<string, (value: unknown) => boolean>;

/**
 * The members that are dropped because they say what holds without them. Everything else stays,
 * `config` and `name` too: what reads a canonical text may rely on required members being there.
 *
 * | member               | default that is dropped       | why it says nothing                       |
 * |----------------------|-------------------------------|-------------------------------------------|
 * | any optional member  | undefined                     | JSON has no such value                    |
 * | node.disabled        | false                         | nodes are enabled                         |
 * | node.retry           | {attempts: 1, backoffMs: 0}   | one attempt is no retry                   |
 * | edge.sourceHandle    | ''                            | React Flow's name of the only handle      |
 * | edge.targetHandle    | ''                            | the same                                  |
 * | edge.condition       | ''                            | an empty text is no expression            |
 * | edge.priority        | 0                             | the priority of an edge without one       |
 * | variable.lifetime    | 'reset'                       | variables start anew with each run        |
 * | variable.description | ''                            | an empty text describes nothing           |
 * | inputs               | {}                            | a schema that allows everything           |
 * | variables            | []                            | there are none                            |
 * | settings             | {}                            | there are none                            |
 */
const NODE_DEFAULTS: Defaults = new Map([
  ['disabled', (value) => value === false],
  ['retry', isSingleAttempt],
]);
const EDGE_DEFAULTS: Defaults = new Map([
  ['sourceHandle', isEmptyText],
  ['targetHandle', isEmptyText],
  ['condition', isEmptyText],
  ['priority', (value) => value === 0],
]);
const VARIABLE_DEFAULTS: Defaults = new Map([
  ['lifetime', (value) => value === 'reset'],
  ['description', isEmptyText],
]);
const DEFINITION_DEFAULTS: Defaults = new Map([
  ['inputs', isEmptyObject],
  ['variables', isEmptyArray],
  ['settings', isEmptyObject],
]);

/**
 * The canonical text of a definition, whose SHA-256 is its digest: its canonical form, written by
 * RFC 8785. Two definitions that behave alike by this reading have the same text.
 *
 * @throws CanonicalJsonError if a config, schema, default or setting is not JSON.
 */
export function canonicalDefinition(definition: Definition): string {
  return canonicalJson(canonicalForm(definition));
}

/**
 * A definition with nodes and edges sorted by id and variables by name (UTF-16 code units), and
 * members with default values dropped. Shares its free values with the argument, which stays as it is.
 */
export function canonicalForm(definition: Definition): Definition {
  const form = withoutDefaults(definition, DEFINITION_DEFAULTS);
  form['nodes'] = sortedBy(definition.nodes, (node: DefinitionNode) => node.id).map((node) =>
    withoutDefaults(node, NODE_DEFAULTS),
  );
  form['edges'] = sortedBy(definition.edges, (edge: DefinitionEdge) => edge.id).map((edge) =>
    withoutDefaults(edge, EDGE_DEFAULTS),
  );
  if (form['variables'] !== undefined) {
    form['variables'] = sortedBy(
      definition.variables ?? [],
      (variable: Variable) => variable.name,
    ).map((variable) => withoutDefaults(variable, VARIABLE_DEFAULTS));
  }
  return form as unknown as Definition;
}

function withoutDefaults(from: object, defaults: Defaults): Members {
  const members: Members = {};
  for (const [name, value] of Object.entries(from)) {
    if (value !== undefined && !defaults.get(name)?.(value)) members[name] = value;
  }
  return members;
}

function sortedBy<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function isSingleAttempt(value: unknown): boolean {
  const retry = value as { attempts?: unknown; backoffMs?: unknown };
  return retry.attempts === 1 && retry.backoffMs === 0;
}

function isEmptyText(value: unknown): boolean {
  return value === '';
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
