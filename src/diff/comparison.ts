import { idPrefix } from '../platform/ids';
import { type RejectedSave, type Revision, type Version } from '../version/version';

/** What can be compared: whatever holds a definition and has an id. */
export type DiffSide = Version | Revision | RejectedSave;

/** Two contents that are compared, the former first. */
export interface Comparison {
  from: DiffSide;
  to: DiffSide;
}

/** Two versions between whose layouts nodes moved; `renames` are later node ids by former ones. */
export interface MovesBetween {
  from: string;
  to: string;
  renames: ReadonlyMap<string, string>;
}

/** Id of the version whose layout and blame belong to this content; a revision or a rejected save has none. */
export function versionIdOf(side: DiffSide): string | undefined {
  return idPrefix(side.id) === 'ver' ? side.id : undefined;
}

/** Where nodes can have moved, if both sides have a layout. */
export function movesBetween(
  { from, to }: Comparison,
  renames: ReadonlyMap<string, string>,
): MovesBetween | undefined {
  const [former, later] = [versionIdOf(from), versionIdOf(to)];
  return former && later ? { from: former, to: later, renames } : undefined;
}
