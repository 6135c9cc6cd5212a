import { isPlainObject } from '../../graph/canonical-json';
import { handleText } from '../graph-file/file-edges';
import type { ImportContext } from '../graph-file/import-context';
import type { ImportPlace } from '../secret-free-values';

/** The sign that Langflow writes for a double quote in the JSON of a handle. */
const QUOTE = 'œ';

/**
 * Which output an edge leaves, or which input it enters, by name alone: the lists of types in a
 * handle change with every release while the wire is the same.
 *
 * | form                                             | output      | input                |
 * |--------------------------------------------------|-------------|----------------------|
 * | parsed in `data`, or JSON with `œ` for quotes    | `name`      | `fieldName`, `name`  |
 * | `OpenAI\|dndnode_9\|BaseLLM`, of the first releases | the only one | -                |
 * | `BaseLLM\|llm\|dndnode_8`                        | -           | the second part      |
 *
 * Handles of the first releases name no output: there was one.
 */
export function langflowHandle(
  edge: Record<string, unknown>,
  side: 'sourceHandle' | 'targetHandle',
  end: unknown,
  place: ImportPlace,
  context: ImportContext,
): string | undefined {
  const at = { ...place, pointer: `${place.pointer}/${side}` };
  const data = edge['data'];
  const inData = isPlainObject(data) ? data[side] : undefined;
  const given = isPlainObject(inData) ? inData : edge[side];
  const parsed = isPlainObject(given) ? given : parsedHandle(given);
  if (parsed !== undefined) {
    const id = parsed['id'];
    if (id !== undefined && id !== end) {
      const message = 'names another node than the edge does; the edge was followed';
      context.report.add('HANDLE_ODD', at.pointer, message, { node: place.node });
    }
    const name = side === 'sourceHandle' ? parsed['name'] : (parsed['fieldName'] ?? parsed['name']);
    return handleText(name, at, context);
  }
  const parts = typeof given === 'string' ? given.split('|') : [];
  if (parts.length < 2) return handleText(given, at, context);
  return side === 'sourceHandle' ? undefined : handleText(parts[1], at, context);
}

function parsedHandle(handle: unknown): Record<string, unknown> | undefined {
  if (typeof handle !== 'string' || !handle.trimStart().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(handle.replaceAll(QUOTE, '"'));
    return isPlainObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
