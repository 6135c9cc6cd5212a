import type { Layout, Position } from '../definition';
import type { LayoutChange } from './definition-diff';

/**
 * The nodes that stand elsewhere, by id: those that have a position in both layouts and not the same.
 * `renames` are the later ids of renamed nodes by the former.
 */
export function compareLayouts(
  before: Layout | undefined,
  after: Layout | undefined,
  renames: ReadonlyMap<string, string>,
): LayoutChange[] {
  const later = new Map<string, Position>(Object.entries(after?.positions ?? {}));
  const changes: LayoutChange[] = [];
  for (const [id, position] of Object.entries(before?.positions ?? {})) {
    const key = renames.get(id) ?? id;
    const other = later.get(key);
    if (other === undefined || (other.x === position.x && other.y === position.y)) continue;
    changes.push({ key, before: position, after: other });
  }
  return changes.sort((a, b) => (a.key < b.key ? -1 : 1));
}
