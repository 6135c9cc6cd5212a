import type { Definition, JsonValue } from '../definition';
import { replaceMentions } from '../diff/compare-mentions';

/** Later id by former id. */
export type IdMap = ReadonlyMap<string, string>;

/** Which nodes get which id, and how far texts follow. */
export interface IdChange {
  /** For nodes, parents and ends of edges. */
  ids: IdMap;
  /** For references that cannot be anything else: `steps.fetch`, `` steps.`fetch` `` and `{{#fetch`. */
  references: IdMap;
  /** For every mention that `replaceMentions` knows, also a text that is just the id, or has it in quotes. */
  mentions: IdMap;
}

/** A definition whose nodes have other ids. What does not change is shared with the argument. */
export function followRenames(definition: Definition, change: IdChange): Definition {
  const { ids, references, mentions } = change;
  if (ids.size === 0 && references.size === 0 && mentions.size === 0) return definition;
  const idOf = (id: string): string => ids.get(id) ?? id;
  const textOf = (text: string): string => {
    const followed = replaceReferences(text, references);
    return mentions.size === 0 ? followed : replaceMentions(followed, (id) => mentions.get(id));
  };
  const { nodes, edges, settings, ...rest } = definition;
  return {
    ...rest,
    nodes: nodes.map((node) => ({
      ...node,
      id: idOf(node.id),
      config: mapTexts(node.config, textOf),
      ...(node.parent !== undefined && { parent: idOf(node.parent) }),
    })),
    edges: edges.map((edge) => ({
      ...edge,
      source: idOf(edge.source),
      target: idOf(edge.target),
      ...(edge.condition !== undefined && { condition: textOf(edge.condition) }),
    })),
    ...(settings && { settings: mapTexts(settings, textOf) }),
  };
}

/** Which of these ids the texts of a definition mention, in any way that `replaceMentions` knows. */
export function mentionedIds(definition: Definition, ids: IdMap): Set<string> {
  const found = new Set<string>();
  const look = (text: string): string =>
    replaceMentions(text, (id) => {
      if (ids.has(id)) found.add(id);
      return undefined;
    });
  for (const { config } of definition.nodes) mapTexts(config, look);
  for (const { condition = '' } of definition.edges) look(condition);
  mapTexts(definition.settings ?? {}, look);
  return found;
}

/** The id stands in the first group, or in backticks in the second, or behind braces in the third. */
const REFERENCE =
  /(?<![\w$\u0080-\uffff])steps\.(?:([\w$\u0080-\uffff]+)|`([^`]{1,200})`)|\{\{#([^.#}]{1,200})(?=[.#}])/g;
/** What may stand bare in a JSONata path. */
const BARE_NAME = /^[A-Za-z_]\w*$/;

function replaceReferences(text: string, later: IdMap): string {
  if (later.size === 0 || !/steps\.|\{\{#/.test(text)) return text;
  return text.replace(
    REFERENCE,
    (whole: string, bare?: string, quoted?: string, braced?: string) => {
      const id = later.get(bare ?? quoted ?? braced ?? '');
      if (id === undefined) return whole;
      if (braced !== undefined) return `{{#${id}`;
      return BARE_NAME.test(id) ? `steps.${id}` : `steps.\`${id}\``;
    },
  );
}

/** A value with every text in it replaced; the same value where no text changes. */
function mapTexts<T extends JsonValue>(value: T, textOf: (text: string) => string): T {
  return mapped(value, textOf) as T;
}

function mapped(value: JsonValue, textOf: (text: string) => string): JsonValue {
  if (typeof value === 'string') return textOf(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => mapped(item, textOf));
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  const members = Object.entries(value).map(
    ([name, member]) => [name, mapped(member, textOf)] as const,
  );
  return members.some(([name, member]) => member !== value[name])
    ? Object.fromEntries(members)
    : value;
}
