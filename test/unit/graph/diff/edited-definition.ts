import * as fc from 'fast-check';
import type { Definition, JsonObject, JsonValue } from '../../../../src/graph/definition';
import { arbitraryDefinition, arbitraryJson } from '../arbitrary-definition';

/** What somebody did to a definition. `at` says to which of what there is, modulo its number. */
interface Edit {
  kind: keyof typeof EDITS;
  at: number;
  to: number;
  name: string;
  value: JsonValue;
}

/** Names of members that pointers, arrays or prototypes make something else of. */
export const ODD_NAMES = [
  ...['', '/', 'a/b', '~', '~1', '0', '01', '-', 'length', 'ä"', 'toString'],
  ...['constructor', 'prototype'],
];

const EDITS = {
  renameNode(definition: Definition, { at, name }: Edit) {
    const node = pick(definition.nodes, at);
    if (!node || isTaken(definition.nodes, name)) return;
    for (const edge of definition.edges) {
      if (edge.source === node.id) edge.source = name;
      if (edge.target === node.id) edge.target = name;
    }
    for (const child of definition.nodes) if (child.parent === node.id) child.parent = name;
    node.id = name;
  },
  removeNode(definition: Definition, { at }: Edit) {
    const node = pick(definition.nodes, at);
    if (!node) return;
    definition.nodes = definition.nodes.filter((other) => other !== node);
    definition.edges = definition.edges.filter(
      ({ source, target }) => source !== node.id && target !== node.id,
    );
    for (const child of definition.nodes) if (child.parent === node.id) delete child.parent;
  },
  duplicateNode(definition: Definition, { at, name }: Edit) {
    const node = pick(definition.nodes, at);
    if (node && !isTaken(definition.nodes, name))
      definition.nodes.push(structuredClone({ ...node, id: name }));
  },
  addNode(definition: Definition, { name, value }: Edit) {
    if (!isTaken(definition.nodes, name)) {
      definition.nodes.unshift({ id: name, type: 'agent', name, config: { value } });
    }
  },
  renameEdge(definition: Definition, { at, name }: Edit) {
    const edge = pick(definition.edges, at);
    if (edge && !isTaken(definition.edges, name)) edge.id = name;
  },
  removeEdge(definition: Definition, { at }: Edit) {
    if (definition.edges.length > 0) definition.edges.splice(at % definition.edges.length, 1);
  },
  addEdge(definition: Definition, { at, to, name }: Edit) {
    const [source, target] = [pick(definition.nodes, at)?.id, pick(definition.nodes, to)?.id];
    if (source && target && !isTaken(definition.edges, name)) {
      definition.edges.push({ id: name, source, target, condition: name.repeat(9) });
    }
  },
  renameVariable(definition: Definition, { at, name }: Edit) {
    const variable = pick(definition.variables ?? [], at);
    if (variable && !definition.variables?.some((other) => other.name === name))
      variable.name = name;
  },
  setMember(definition: Definition, { at, name, value }: Edit) {
    definePlain(objectAt(definition, at), name, value);
  },
  removeMember(definition: Definition, { at, to }: Edit) {
    const object = objectAt(definition, at);
    const name = pick(Object.keys(object), to);
    if (name !== undefined) delete object[name];
  },
  renameMember(definition: Definition, { at, to, name }: Edit) {
    const object = objectAt(definition, at);
    const former = pick(Object.keys(object), to);
    if (former === undefined || former === name) return;
    definePlain(object, name, object[former] as JsonValue);
    delete object[former];
  },
  insertItem(definition: Definition, { at, to, value }: Edit) {
    const list = listAt(definition, at);
    list?.splice(to % (list.length + 1), 0, value);
  },
  removeItem(definition: Definition, { at, to }: Edit) {
    const list = listAt(definition, at);
    if (list && list.length > 0) list.splice(to % list.length, 1);
  },
  moveItem(definition: Definition, { at, to }: Edit) {
    const list = listAt(definition, at);
    if (list && list.length > 0) list.push(...list.splice(to % list.length, 1));
  },
};

const arbitraryEdit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(...(Object.keys(EDITS) as (keyof typeof EDITS)[])),
  at: fc.nat(99),
  to: fc.nat(99),
  name: fc.oneof(
    fc.constantFrom(...ODD_NAMES, 'a', 'b', 'c', 'zz'),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }),
  ),
  value: arbitraryJson,
});

/** A definition with lists in its configs, and what a few edits made of it. */
export const editedDefinition: fc.Arbitrary<{ before: Definition; after: Definition }> = fc
  .tuple(arbitraryDefinition, fc.array(arbitraryJson), fc.array(arbitraryEdit, { maxLength: 12 }))
  .map(([drawn, list, edits]) => {
    const before = structuredClone(drawn);
    for (const [index, node] of before.nodes.entries()) {
      if (index % 2 === 0) node.config['list'] = structuredClone(list);
    }
    const after = structuredClone(before);
    for (const edit of edits) EDITS[edit.kind](after, edit);
    return { before, after };
  });

function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % items.length];
}

function isTaken(items: readonly { id: string }[], id: string): boolean {
  return id === '' || items.some((item) => item.id === id);
}

/** A config, or the settings, or an object in one of these. */
function objectAt(definition: Definition, at: number): JsonObject {
  const objects = definition.nodes.map((node) => node.config);
  objects.push((definition.settings ??= {}));
  for (const object of [...objects]) {
    objects.push(...Object.values(object).filter((value) => isObject(value)));
  }
  return objects[at % objects.length]!;
}

function listAt(definition: Definition, at: number): JsonValue[] | undefined {
  const lists = definition.nodes.flatMap((node) =>
    Object.values(node.config).filter((value) => Array.isArray(value)),
  );
  return lists[at % lists.length];
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function definePlain(object: JsonObject, name: string, value: JsonValue): void {
  if (name !== '__proto__') object[name] = structuredClone(value);
}
