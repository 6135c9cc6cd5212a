import * as fc from 'fast-check';
import { canonicalForm } from '../../../../src/graph/canonical-form';
import type {
  Definition,
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  JsonValue,
} from '../../../../src/graph/definition';
import { arbitraryDefinition } from '../arbitrary-definition';

/** Changes a definition that is its own, and leaves it structurally sound. */
type Edit = (definition: Definition) => void;

/** Few values, so that two sides often touch the same things. */
const place = fc.nat(20);
const newId = fc.constantFrom('new1', 'new2', 'new3', 'a/b');
const flag = fc.boolean();
const line = fc.constantFrom('one', 'two', 'steps.new1.output', '"new2"', '', '{{#new1.text#}}');
const scalar = fc.constantFrom<JsonValue>(0, 1, true, null, 'x', 'new1', 'steps.new2');
const lines = fc.array(line, { minLength: 1, maxLength: 5 }).map((texts) => texts.join('\n'));
const sequence = fc.array(fc.constantFrom<JsonValue>(1, 2, 3, 4, 'x'), { maxLength: 5 });
const items = fc.uniqueArray(
  fc.record({ id: fc.constantFrom('i', 'j', 'k', 'l'), value: fc.nat(3) }),
  { maxLength: 4, selector: ({ id }) => id },
);
const member = fc.oneof(
  fc.tuple(fc.constant('text'), lines),
  fc.tuple(fc.constant('list'), sequence),
  fc.tuple(fc.constant('items'), items),
  fc.tuple(fc.constantFrom('x', 'y'), scalar),
  fc.tuple(
    fc.constant('nested'),
    fc.dictionary(fc.constantFrom('p', 'q'), scalar, { noNullPrototype: true }),
  ),
) as fc.Arbitrary<[string, JsonValue]>;

/** A definition, in canonical form, whose configs have texts of several lines and lists. */
export const arbitraryBase: fc.Arbitrary<Definition> = fc
  .tuple(arbitraryDefinition, fc.array(fc.array(member, { maxLength: 4 }), { maxLength: 8 }))
  .map(([definition, configs]) =>
    canonicalForm({
      ...definition,
      nodes: definition.nodes.map((node, index) => ({
        ...node,
        config: { ...node.config, ...Object.fromEntries(configs[index] ?? []) },
      })),
    }),
  );

const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(place, member).map(setConfig) },
  { weight: 1, arbitrary: fc.tuple(place, fc.constantFrom('text', 'x', 'list')).map(dropConfig) },
  { weight: 2, arbitrary: fc.tuple(place, place, flag).map(setLine) },
  { weight: 2, arbitrary: fc.tuple(newId, fc.option(place), member).map(addNode) },
  { weight: 2, arbitrary: fc.tuple(place, flag).map(removeNode) },
  { weight: 2, arbitrary: fc.tuple(place, newId).map(renameNode) },
  { weight: 2, arbitrary: fc.tuple(place, place).map(setParent) },
  { weight: 1, arbitrary: fc.tuple(place, fc.constantFrom('agent', 'group')).map(setType) },
  { weight: 1, arbitrary: fc.tuple(place, fc.constantFrom(5, 6, undefined)).map(setTimeout) },
  { weight: 2, arbitrary: fc.tuple(newId, place, place, line).map(addEdge) },
  { weight: 1, arbitrary: place.map(removeEdge) },
  { weight: 2, arbitrary: fc.tuple(place, place, flag).map(moveEdge) },
  { weight: 1, arbitrary: fc.tuple(place, lines).map(setCondition) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('v', 'w'), scalar).map(setVariable) },
  { weight: 1, arbitrary: fc.constantFrom('v', 'w').map(removeVariable) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('s', 't'), scalar).map(setSetting) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('f', 'g'), flag).map(setInput) },
);

/** A base and what two sides made of it, in canonical form. */
export const arbitraryMerge: fc.Arbitrary<Record<'base' | 'ours' | 'theirs', Definition>> = fc
  .tuple(arbitraryBase, fc.array(edit, { maxLength: 6 }), fc.array(edit, { maxLength: 6 }))
  .map(([base, ours, theirs]) => ({
    base,
    ours: edited(base, ours),
    theirs: edited(base, theirs),
  }));

/** The base after some edits. */
export function edited(base: Definition, edits: readonly Edit[]): Definition {
  const definition = structuredClone(base);
  for (const change of edits) change(definition);
  return canonicalForm(definition);
}

function nodeAt({ nodes }: Definition, index: number): DefinitionNode | undefined {
  return nodes[index % Math.max(nodes.length, 1)];
}

function edgeAt({ edges }: Definition, index: number): DefinitionEdge | undefined {
  return edges[index % Math.max(edges.length, 1)];
}

function setConfig([index, [name, value]]: [number, [string, JsonValue]]): Edit {
  return (definition) => {
    const node = nodeAt(definition, index);
    if (node) node.config[name] = structuredClone(value);
  };
}

function dropConfig([index, name]: [number, string]): Edit {
  return (definition) => {
    delete nodeAt(definition, index)?.config[name];
  };
}

function setLine([index, at, isAdded]: [number, number, boolean]): Edit {
  return (definition) => {
    const config = nodeAt(definition, index)?.config;
    if (typeof config?.['text'] !== 'string') return;
    const texts = config['text'].split('\n');
    texts.splice(at % texts.length, isAdded ? 0 : 1, `line ${at}`);
    config['text'] = texts.join('\n');
  };
}

function addNode([id, container, [name, value]]: [
  string,
  number | null,
  [string, JsonValue],
]): Edit {
  return (definition) => {
    if (definition.nodes.some((node) => node.id === id)) return;
    const parent = container === null ? undefined : nodeAt(definition, container)?.id;
    definition.nodes.push({
      id,
      type: 'agent',
      name: 'New',
      config: { [name]: structuredClone(value) },
      ...(parent !== undefined && { parent }),
    });
  };
}

function removeNode([index, isWithContents]: [number, boolean]): Edit {
  return (definition) => {
    const removed = nodeAt(definition, index);
    if (!removed) return;
    const gone = new Set([removed.id]);
    if (isWithContents) {
      for (let size = 0; size !== gone.size;) {
        size = gone.size;
        for (const { id, parent } of definition.nodes) if (gone.has(parent ?? '')) gone.add(id);
      }
    }
    definition.nodes = definition.nodes.filter(({ id }) => !gone.has(id));
    for (const node of definition.nodes) if (node.parent === removed.id) delete node.parent;
    definition.edges = definition.edges.filter(
      ({ source, target }) => !gone.has(source) && !gone.has(target),
    );
  };
}

function renameNode([index, id]: [number, string]): Edit {
  return (definition) => {
    const node = nodeAt(definition, index);
    if (!node || definition.nodes.some((other) => other.id === id)) return;
    const former = node.id;
    node.id = id;
    for (const other of definition.nodes) if (other.parent === former) other.parent = id;
    for (const edge of definition.edges) {
      if (edge.source === former) edge.source = id;
      if (edge.target === former) edge.target = id;
    }
  };
}

function setParent([index, container]: [number, number]): Edit {
  return (definition) => {
    const [node, parent] = [nodeAt(definition, index), nodeAt(definition, container)];
    if (!node || !parent) return;
    const byId = new Map(definition.nodes.map((other) => [other.id, other]));
    for (let next: string | undefined = parent.id; next; next = byId.get(next)?.parent) {
      if (next === node.id) {
        delete node.parent;
        return;
      }
    }
    node.parent = parent.id;
  };
}

function setType([index, type]: [number, string]): Edit {
  return (definition) => {
    const node = nodeAt(definition, index);
    if (node) node.type = type;
  };
}

function setTimeout([index, timeoutMs]: [number, number | undefined]): Edit {
  return (definition) => {
    const node = nodeAt(definition, index);
    if (!node) return;
    if (timeoutMs === undefined) delete node.timeoutMs;
    else node.timeoutMs = timeoutMs;
  };
}

function addEdge([id, from, to, condition]: [string, number, number, string]): Edit {
  return (definition) => {
    const [source, target] = [nodeAt(definition, from)?.id, nodeAt(definition, to)?.id];
    if (source === undefined || target === undefined) return;
    if (definition.edges.some((edge) => edge.id === id)) return;
    definition.edges.push({ id, source, target, condition });
  };
}

function removeEdge(index: number): Edit {
  return (definition) => {
    const removed = edgeAt(definition, index);
    definition.edges = definition.edges.filter((edge) => edge !== removed);
  };
}

function moveEdge([index, to, isSource]: [number, number, boolean]): Edit {
  return (definition) => {
    const [edge, node] = [edgeAt(definition, index), nodeAt(definition, to)];
    if (edge && node) edge[isSource ? 'source' : 'target'] = node.id;
  };
}

function setCondition([index, condition]: [number, string]): Edit {
  return (definition) => {
    const edge = edgeAt(definition, index);
    if (edge) edge.condition = condition;
  };
}

function setVariable([name, value]: [string, JsonValue]): Edit {
  return (definition) => {
    const others = (definition.variables ?? []).filter((variable) => variable.name !== name);
    const type = typeof value === 'number' ? 'number' : 'list';
    const variable = { name, type, default: type === 'number' ? value : [value] } as const;
    definition.variables = [...others, variable];
  };
}

function removeVariable(name: string): Edit {
  return (definition) => {
    definition.variables = (definition.variables ?? []).filter((other) => other.name !== name);
  };
}

function setSetting([name, value]: [string, JsonValue]): Edit {
  return (definition) => {
    definition.settings = { ...definition.settings, [name]: value };
  };
}

/** Each schema holds by itself; together a reference may lead nowhere. */
function setInput([name, isDefined]: [string, boolean]): Edit {
  return (definition) => {
    const properties = { ...(definition.inputs?.['properties'] as JsonObject | undefined) };
    const $defs = { ...(definition.inputs?.['$defs'] as JsonObject | undefined) };
    if (isDefined) {
      $defs[name] = { type: 'string' };
      properties[name] = { $ref: `#/$defs/${name}` };
    } else {
      delete $defs[name];
      delete properties[name];
    }
    const required = Object.keys(properties);
    definition.inputs = { type: 'object', $defs, properties, required };
  };
}
