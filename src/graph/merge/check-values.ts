import type { Definition, DefinitionEdge, DefinitionNode, Layout, Variable } from '../definition';
import { DefinitionError, IssueList } from '../definition-error';
import { JsonCheck } from '../json-check';
import { pointerOf, pointerTokens } from '../json-pointer';
import { MAX_DEFINITION_BYTES } from '../limits';
import { Members } from '../members';
import { readEdge } from '../read-edge';
import { readNode } from '../read-node';
import { readVariable } from '../read-variables';
import { canonicalEdge, canonicalNode, canonicalVariable } from './canonical-parts';

type Read<T> = (members: Members, check: JsonCheck, issues: IssueList) => T | undefined;

/**
 * A node that was given as a resolution, in Switchyard's shape or in React Flow's.
 *
 * @throws DefinitionError if it is no node, or has another id than one of these.
 */
export function readNodeValue(
  value: unknown,
  path: string,
  ids: readonly string[],
): DefinitionNode {
  const layout: Required<Pick<Layout, 'positions' | 'sizes'>> = { positions: {}, sizes: {} };
  const node = readValue(value, path, (members, check, issues) => {
    return readNode(members, layout, check, issues)?.node;
  });
  checkKey(node.id, `${path}/id`, ids);
  return canonicalNode(node);
}

/** {@link readNodeValue} of an edge. Where it ends is not looked at. */
export function readEdgeValue(value: unknown, path: string, id: string): DefinitionEdge {
  const edge = readValue(value, path, readEdge);
  checkKey(edge.id, `${path}/id`, [id]);
  return canonicalEdge(edge);
}

/** {@link readNodeValue} of a variable. */
export function readVariableValue(value: unknown, path: string, name: string): Variable {
  const variable = readValue(value, path, readVariable);
  checkKey(variable.name, `${path}/name`, [name]);
  return canonicalVariable(variable);
}

/**
 * Checks the nodes, edges and variables in which a part was replaced by a resolution's value.
 *
 * @throws DefinitionError naming everything in them that cannot stand in a definition.
 */
export function checkValued(definition: Definition, paths: readonly string[]): void {
  for (const path of new Set(paths)) {
    const [list, key, ...rest] = pointerTokens(path) ?? [];
    if (key === undefined || rest.length === 0) continue;
    const place = pointerOf([list!, key]);
    if (list === 'nodes') {
      const node = definition.nodes.find(({ id }) => id === key);
      if (node !== undefined) readNodeValue(node, place, [key]);
    } else if (list === 'edges') {
      const edge = definition.edges.find(({ id }) => id === key);
      if (edge !== undefined) readEdgeValue(edge, place, key);
    } else if (list === 'variables') {
      const variable = definition.variables?.find(({ name }) => name === key);
      if (variable !== undefined) readVariableValue(variable, place, key);
    }
  }
}

function readValue<T>(value: unknown, path: string, read: Read<T>): T {
  const issues = new IssueList();
  const members = Members.of(value, path, issues);
  const item = members && read(members, new JsonCheck(issues, MAX_DEFINITION_BYTES), issues);
  issues.throwIfAny();
  return item!;
}

function checkKey(key: string, path: string, keys: readonly string[]): void {
  if (keys.includes(key)) return;
  throw new DefinitionError([{ path, message: `must be ${keys.join(' or ')}` }]);
}
