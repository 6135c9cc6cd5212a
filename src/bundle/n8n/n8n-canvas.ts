import { isPlainObject } from '../../graph/canonical-json';
import type { JsonObject, JsonValue, Layout } from '../../graph/definition';
import { type N8nNode, positionOf } from './n8n-nodes';
import type { ImportReportList } from '../import-report';
import type { SecretFreeValues } from '../secret-free-values';

// What becomes a member of the note itself; everything else a sticky note has goes to `n8n`.
const NOTE_PARAMETERS = ['content', 'width', 'height', 'color'];
const NOTE_MEMBERS = ['id', 'name', 'type', 'position', 'parameters', 'webhookId'];

/** What only the eye sees: positions of nodes, sticky notes and groups. */
export function readCanvas(
  nodes: readonly N8nNode[],
  groups: unknown,
  values: SecretFreeValues,
  report: ImportReportList,
): Layout {
  const positions: NonNullable<Layout['positions']> = {};
  const notes: JsonValue[] = [];
  for (const node of nodes) {
    const position = positionOf(node, report);
    if (node.isStickyNote) notes.push(readNote(node, position, values));
    else if (position !== undefined) positions[node.id] = position;
  }
  const ownGroups = Array.isArray(groups) ? values.copy(groups, { pointer: '/nodeGroups' }) : [];
  return {
    ...(Object.keys(positions).length > 0 && { positions }),
    ...(notes.length > 0 && { notes }),
    ...(Array.isArray(ownGroups) && ownGroups.length > 0 && { groups: ownGroups }),
  };
}

/** A note as `{id?, name, content, position?, width?, height?, color?, n8n?}`. Nothing is left out. */
function readNote(
  node: N8nNode,
  position: { x: number; y: number } | undefined,
  values: SecretFreeValues,
): JsonObject {
  const { members, pointer, name } = node;
  const parameters = values.copy(members['parameters'] ?? {}, {
    pointer: `${pointer}/parameters`,
    node,
  });
  const own = isPlainObject(parameters) ? parameters : {};
  const further = without(own, NOTE_PARAMETERS);
  const beside = values.copy(without(members, NOTE_MEMBERS), { pointer, node });
  const rest: JsonObject = {
    ...(beside as JsonObject),
    ...(Object.keys(further).length > 0 && { parameters: further }),
  };
  return {
    ...(typeof members['id'] === 'string' && { id: members['id'] }),
    name,
    content: '',
    ...only(own, NOTE_PARAMETERS),
    ...(position && { position: { ...position } }),
    ...(Object.keys(rest).length > 0 && { n8n: rest }),
  };
}

function only<T>(from: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

function without<T>(from: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}
