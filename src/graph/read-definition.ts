import { canonicalForm } from './canonical-form';
import { canonicalJson } from './canonical-json';
import { checkStructure, type Placed, type PlacedNode } from './check-structure';
import type { Definition, DefinitionEdge, JsonObject, Layout } from './definition';
import { DefinitionError, IssueList } from './definition-error';
import { inputSchemaFault } from './input-schema';
import { JsonCheck } from './json-check';
import { readCanvas } from './layout';
import { MAX_DEFINITION_BYTES, MAX_EDGES, MAX_NODES, MAX_VARIABLES } from './limits';
import { Members } from './members';
import { builtInNodeTypes, NodeTypeRegistry } from './node-types';
import { reactFlowFields } from './react-flow';
import { readEdge } from './read-edge';
import { readNode } from './read-node';
import { readVariables } from './read-variables';

export { DefinitionError };

const DEFINITION_MEMBERS = new Set([
  ...['inputs', 'variables', 'settings', 'notes', 'groups'],
  ...reactFlowFields('graph'),
]);

const builtInRegistry = new NodeTypeRegistry(builtInNodeTypes);

/** A definition that was read from outside. */
export interface DefinitionReading {
  /** In canonical form. */
  definition: Definition;
  /** What the input says of the canvas; `undefined` if it says nothing. */
  layout: Layout | undefined;
  /** Its canonical text, which reading needs to know the size. */
  canonical: string;
}

/**
 * Reads a definition in our own format or in React Flow's shape, node by node. Nothing is left out
 * silently: what is neither a member of a definition nor in the table of React Flow's fields is
 * refused by name. Optional members that are null count as absent. Free values (configs, schema,
 * settings, defaults) are taken as they are, not copied. The argument is never changed.
 *
 * A config value that the registry's node type declares secret must be one secret reference.
 *
 * @throws DefinitionError naming everything that is wrong with the structure. What is merely
 * incomplete is left to `findProblems`.
 */
export function readDefinition(
  input: unknown,
  registry: NodeTypeRegistry = builtInRegistry,
): DefinitionReading {
  const issues = new IssueList();
  const members = Members.of(input, '', issues);
  if (members === undefined)
    throw new DefinitionError([{ path: '', message: 'must be an object' }]);
  members.refuseUnknown(DEFINITION_MEMBERS);
  const check = new JsonCheck(issues, MAX_DEFINITION_BYTES);
  const layout: Required<Pick<Layout, 'positions' | 'sizes'>> = { positions: {}, sizes: {} };
  const nodes = readNodes(members, layout, check, registry, issues);
  const edges = readEdges(members, check, issues);
  const read: Definition = {
    nodes: nodes.map(({ item }) => item),
    edges: edges.map(({ item }) => item),
    ...readOptional(members, check, issues),
  };
  const canvas = readCanvas(members, issues);
  checkStructure(nodes, edges, issues);
  issues.throwIfAny();
  const definition = canonicalForm(read);
  return {
    definition,
    layout: wholeLayout(layout, canvas),
    canonical: textWithinLimit(definition),
  };
}

function readNodes(
  members: Members,
  layout: Required<Pick<Layout, 'positions' | 'sizes'>>,
  check: JsonCheck,
  registry: NodeTypeRegistry,
  issues: IssueList,
): PlacedNode[] {
  const placed: PlacedNode[] = [];
  readItems(members, 'nodes', MAX_NODES, issues, (item) => {
    const reading = readNode(item, layout, check, issues);
    if (reading === undefined) return;
    placed.push({ item: reading.node, path: item.path, parentPath: reading.parentPath });
    // A schema is only put to values that are known to be JSON of bounded depth.
    if (!issues.isEmpty) return;
    for (const path of registry.inlineSecrets(reading.node.type, reading.node.config)) {
      issues.add(
        reading.configPath + path,
        'must be exactly one secret reference, such as {{secrets.NAME}}',
      );
    }
  });
  return placed;
}

function readEdges(
  members: Members,
  check: JsonCheck,
  issues: IssueList,
): Placed<DefinitionEdge>[] {
  const placed: Placed<DefinitionEdge>[] = [];
  readItems(members, 'edges', MAX_EDGES, issues, (item) => {
    const edge = readEdge(item, check, issues);
    if (edge !== undefined) placed.push({ item: edge, path: item.path });
  });
  return placed;
}

function readItems(
  members: Members,
  name: string,
  most: number,
  issues: IssueList,
  read: (item: Members) => void,
): void {
  if (members.value(name) === undefined) issues.add(members.pathOf(name), 'is required');
  const items = members.list(name, most) ?? [];
  for (let index = 0; index < items.length; index++) {
    const item = Members.of(items[index], `${members.pathOf(name)}/${index}`, issues);
    if (item !== undefined) read(item);
  }
}

function readOptional(
  members: Members,
  check: JsonCheck,
  issues: IssueList,
): Pick<Definition, 'inputs' | 'variables' | 'settings'> {
  const inputs = readFreeObject(members, 'inputs', check);
  const list = members.list('variables', MAX_VARIABLES);
  const variables = list && readVariables(list, members.pathOf('variables'), check, issues);
  const settings = readFreeObject(members, 'settings', check);
  if (inputs !== undefined && issues.isEmpty) {
    const fault = inputSchemaFault(inputs);
    if (fault !== undefined) issues.add(members.pathOf('inputs'), fault);
  }
  return {
    ...(inputs && { inputs }),
    ...(variables && { variables }),
    ...(settings && { settings }),
  };
}

function readFreeObject(members: Members, name: string, check: JsonCheck): JsonObject | undefined {
  const value = members.members(name);
  if (value !== undefined) check.check(value.object, value.path);
  return value?.object as JsonObject | undefined;
}

function wholeLayout(
  { positions, sizes }: Required<Pick<Layout, 'positions' | 'sizes'>>,
  canvas: Layout,
): Layout | undefined {
  const layout: Layout = {
    ...(Object.keys(positions).length > 0 && { positions }),
    ...(Object.keys(sizes).length > 0 && { sizes }),
    ...canvas,
  };
  return Object.keys(layout).length > 0 ? layout : undefined;
}

function textWithinLimit(form: Definition): string {
  const canonical = canonicalJson(form);
  if (byteLength(canonical) > MAX_DEFINITION_BYTES) {
    const message = `is larger than ${MAX_DEFINITION_BYTES} bytes in canonical form`;
    throw new DefinitionError([{ path: '', message }]);
  }
  return canonical;
}

function byteLength(text: string): number {
  // A UTF-16 code unit takes one to three bytes, so the text need only be encoded near the limit.
  if (text.length > MAX_DEFINITION_BYTES || text.length * 3 <= MAX_DEFINITION_BYTES)
    return text.length;
  return new TextEncoder().encode(text).length;
}
