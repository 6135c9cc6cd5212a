import { isPlainObject } from '../../graph/canonical-json';
import type {
  JsonObject,
  JsonValue,
  Layout,
  Position,
  Size,
  Viewport,
} from '../../graph/definition';
import type { FileNode } from './file-nodes';
import type { ImportContext } from './import-context';

/** Gathers what only the eye sees. */
export class FileLayout {
  private readonly positions: Record<string, Position> = {};
  private readonly sizes: Record<string, Size> = {};
  readonly notes: JsonValue[] = [];
  readonly groups: JsonValue[] = [];
  private viewport: Viewport | undefined;

  constructor(private readonly context: ImportContext) {}

  /** Takes the position and size of a step as the formats of React Flow write them. */
  place(node: FileNode): void {
    const position = this.positionOf(node);
    if (position !== undefined) this.positions[node.id] = position;
    const size = sizeOf(node.members);
    if (size !== undefined) this.sizes[node.id] = size;
  }

  /** Takes a note as `{id, name, content, position?, width?, height?, <system>?}`. */
  note(node: FileNode, content: JsonValue, rest: JsonObject): void {
    const position = this.positionOf(node);
    this.notes.push({
      id: node.id,
      name: node.name,
      content,
      ...(position && { position: { ...position } }),
      ...sizeOf(node.members),
      ...(Object.keys(rest).length > 0 && { [this.context.system]: rest }),
    });
  }

  look(viewport: unknown): void {
    if (!isPlainObject(viewport)) return;
    const { x, y, zoom } = viewport;
    if (isFinite(x) && isFinite(y) && isFinite(zoom) && zoom >= 0) this.viewport = { x, y, zoom };
  }

  all(): Layout {
    return {
      ...(Object.keys(this.positions).length > 0 && { positions: this.positions }),
      ...(Object.keys(this.sizes).length > 0 && { sizes: this.sizes }),
      ...(this.notes.length > 0 && { notes: this.notes }),
      ...(this.groups.length > 0 && { groups: this.groups }),
      ...(this.viewport && { viewport: this.viewport }),
    };
  }

  private positionOf(node: FileNode): Position | undefined {
    const { members, pointer } = node;
    const place = members['position'];
    const [x, y]: unknown[] = Array.isArray(place)
      ? (place as unknown[])
      : isPlainObject(place)
        ? [place['x'], place['y']]
        : [];
    if (isFinite(x) && isFinite(y)) return { x, y };
    const message =
      place === undefined ? 'has no position' : 'has a position that is not two numbers; left out';
    this.context.report.add('POSITION_UNREADABLE', pointer, message, { node });
    return undefined;
  }
}

function sizeOf(members: Record<string, unknown>): Size | undefined {
  const { measured, style } = members;
  for (const from of [members, measured, style]) {
    if (!isPlainObject(from)) continue;
    const { width, height } = from;
    if (isFinite(width) && isFinite(height) && width >= 0 && height >= 0) return { width, height };
  }
  return undefined;
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
