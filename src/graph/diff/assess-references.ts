import type { Definition, DefinitionEdge, DefinitionNode, JsonValue } from '../definition';
import { variableUses } from '../variable-uses';

/** What refers to something: a node by its config, or an edge by its condition. */
export type Referrer = { node: DefinitionNode } | { edge: DefinitionEdge };

// `steps.name`, `steps.`any name``, `steps."any name"`, not as a member of something else but `$` and
// `$$`. JSONata is not parsed: this also finds what stands in quoted texts.
const STEP =
  /(?<![\w$\u0080-\uffff`]|[^$]\.)steps\.(?:([\w$\u0080-\uffff]+)|`([^`]+)`|"([^"]+)"|'([^']+)')/g;

// `{{#id.output#}}`, as Dify's templates have it.
const BRACED = /\{\{#([^.#}]+)/g;
const BRACED_VARIABLE = /\{\{#(?:env|conversation)\.([^.#}]+)/g;

// `$('Name')`, `$items("Name")`, `$node["Name"]`, as n8n's expressions have it.
const CALL =
  /\$(?:items)?\(\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)|\$node\[\s*(?:'([^'\n]+)'|"([^"\n]+)")\s*\]/g;

/**
 * What the expressions of a definition refer to. Disabled nodes refer to nothing, since they do not
 * run. Found on first use and in one pass, because most changes need none of it.
 */
export class References {
  #steps?: Map<string, Referrer[]>;
  #variables?: Map<string, Referrer[]>;

  constructor(private readonly definition: Definition) {}

  /** What reads the output of the step of this id; the node itself does not count. */
  toStep(id: string, ownId = id): Referrer | undefined {
    return this.#others(`id ${id}`, ownId);
  }

  /** What calls a node by its name. */
  toName(name: string, ownId: string): Referrer | undefined {
    return this.#others(`name ${name}`, ownId);
  }

  /** What reads or sets a variable. */
  toVariable(name: string): Referrer | undefined {
    this.#variables ??= this.#collected(variableKeys, setVariable);
    return this.#variables.get(name)?.[0];
  }

  #others(key: string, ownId: string): Referrer | undefined {
    this.#steps ??= this.#collected(stepKeys);
    const referrers = this.#steps.get(key) ?? [];
    return referrers.find((referrer) => !('node' in referrer) || referrer.node.id !== ownId);
  }

  #collected(
    keysOf: (value: JsonValue) => string[],
    moreOf?: (node: DefinitionNode) => string[],
  ): Map<string, Referrer[]> {
    const found = new Map<string, Referrer[]>();
    const add = (keys: readonly string[], referrer: Referrer): void => {
      for (const key of new Set(keys)) {
        const referrers = found.get(key);
        if (referrers) referrers.push(referrer);
        else found.set(key, [referrer]);
      }
    };
    for (const node of this.definition.nodes) {
      if (node.disabled === true) continue;
      add([...keysOf(node.config), ...(moreOf?.(node) ?? [])], { node });
    }
    for (const edge of this.definition.edges) {
      if (edge.condition !== undefined) add(keysOf(edge.condition), { edge });
    }
    return found;
  }
}

/** Names of variables: `vars.name`, and `{{#env.name#}}` and `{{#conversation.name#}}` of Dify. */
function variableKeys(value: JsonValue): string[] {
  const names = variableUses(value);
  for (const text of textsOf(value)) {
    if (!text.includes('{{#')) continue;
    for (const [, name] of text.matchAll(BRACED_VARIABLE)) names.push(name!);
  }
  return names;
}

function setVariable({ type, config }: DefinitionNode): string[] {
  const name = config['name'];
  return type === 'set-variable' && typeof name === 'string' ? [name] : [];
}

function stepKeys(value: JsonValue): string[] {
  return textsOf(value).flatMap(keysInText);
}

/** All texts in a value. */
function textsOf(value: JsonValue): string[] {
  const texts: string[] = [];
  const pending: JsonValue[] = [value];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (typeof part === 'string') texts.push(part);
    else if (typeof part === 'object' && part !== null) pending.push(...Object.values(part));
  }
  return texts;
}

function keysInText(text: string): string[] {
  const keys: string[] = [];
  const find = (pattern: RegExp, kind: string): void => {
    for (const [, ...groups] of text.matchAll(pattern)) {
      keys.push(`${kind} ${groups.find((group) => group !== undefined)}`);
    }
  };
  // Looking for a plain text is cheaper than a pattern, and most texts have none.
  if (text.includes('steps.')) find(STEP, 'id');
  if (text.includes('{{#')) find(BRACED, 'id');
  if (text.includes('$')) find(CALL, 'name');
  return keys;
}
