import type { JsonValue } from '../definition';
import { movedPairs } from './match-items';
import type { PatchLimit, PatchWriter } from './patch-writer';

/** Writes what turns a value at a path into another. */
export type WriteChange = (path: string, before: JsonValue, after: JsonValue) => void;

/** Two lists at a path, and how a change of an item is written. */
export interface ListChange {
  path: string;
  before: readonly JsonValue[];
  after: readonly JsonValue[];
  change: WriteChange;
}

const NONE = -1;

/** Which items stay, with or without a move. */
interface ListPlan {
  /** By former index the later one, or `NONE`. */
  laterOf: Int32Array;
  /** By later index the former one, or `NONE`. */
  formerOf: Int32Array;
  /** By former index, 1 if the item moves. */
  isMoved: Uint8Array;
}

/**
 * Writes what turns a list into another, of which `pairs` says which items are the same: sorted by
 * the former index, none named twice. Items change where they stood, then leave, then come and move
 * in the order of the later list. What leaves and what comes between the same neighbours is paired up
 * too, so that it is replaced. Stops where the patch is more than may be applied, or longer than the
 * later list: then the caller replaces it.
 */
export function patchList(
  writer: PatchWriter,
  list: ListChange,
  pairs: readonly (readonly [number, number])[],
): void {
  const { path, before, after, change } = list;
  const plan: ListPlan = {
    laterOf: new Int32Array(before.length).fill(NONE),
    formerOf: new Int32Array(after.length).fill(NONE),
    isMoved: new Uint8Array(before.length),
  };
  const limit = writer.limitFor(path, after);
  const moved = movedPairs(pairs);
  for (let place = 0; place < pairs.length; place++) {
    if (limit.isPassed()) return;
    const [former, later] = pairs[place]!;
    const mark = writer.mark();
    const itemPath = `${path}/${former}`;
    change(itemPath, before[former]!, after[later]!);
    if (moved.has(place)) {
      const target = `${path}/${later}`;
      const size = writer.size - mark.size + writer.sizeOfMove(itemPath, target);
      if (size > writer.sizeOfRemove(itemPath) + writer.sizeOfAdd(target, after[later]!)) {
        writer.rewind(mark);
        continue;
      }
      plan.isMoved[former] = 1;
    }
    plan.laterOf[former] = later;
    plan.formerOf[later] = former;
  }
  for (const [former, later] of pairsInGaps(plan)) {
    if (limit.isPassed()) return;
    change(`${path}/${former}`, before[former]!, after[later]!);
    plan.laterOf[former] = later;
    plan.formerOf[later] = former;
  }
  arrange(writer, list, plan, limit);
}

/** Writes what turns a list into another item by item, without a look at which are the same. */
export function patchByPosition(
  writer: PatchWriter,
  { path, before, after, change }: ListChange,
): void {
  const limit = writer.limitFor(path, after);
  const shorter = Math.min(before.length, after.length);
  for (let index = 0; index < shorter && !limit.isPassed(); index++) {
    if (before[index] !== after[index]) change(`${path}/${index}`, before[index]!, after[index]!);
  }
  for (let index = before.length - 1; index >= shorter && !limit.isPassed(); index--) {
    writer.remove(`${path}/${index}`);
    writer.shift(1);
  }
  for (let index = shorter; index < after.length && !limit.isPassed(); index++) {
    writer.add(`${path}/${index}`, after[index]!);
  }
}

/** Items that leave and items that come between the same two that stand still, by their order there. */
function pairsInGaps({ laterOf, formerOf, isMoved }: ListPlan): [number, number][] {
  const pairs: [number, number][] = [];
  let later = 0;
  for (let former = 0; former < laterOf.length; former++) {
    if (isMoved[former] === 1) continue;
    if (laterOf[former] !== NONE) {
      later = laterOf[former]! + 1;
      continue;
    }
    while (later < formerOf.length && isMovedHere(later)) later++;
    if (later < formerOf.length && formerOf[later] === NONE) pairs.push([former, later++]);
  }
  return pairs;

  function isMovedHere(place: number): boolean {
    return formerOf[place] !== NONE && isMoved[formerOf[place]!] === 1;
  }
}

/** Removes, adds and moves items. */
function arrange(
  writer: PatchWriter,
  { path, before, after }: ListChange,
  { laterOf, formerOf, isMoved }: ListPlan,
  limit: PatchLimit,
): void {
  removeOthers(writer, path, laterOf, limit);
  /** Former indexes of the items that are in the list now. */
  const current: number[] = [];
  for (let former = 0; former < before.length; former++) {
    if (laterOf[former] !== NONE) current.push(former);
  }
  // What stands before this place is as it will be, but for items that have yet to move behind it.
  let place = 0;
  for (let later = 0; later < after.length && !limit.isPassed(); later++) {
    const former = formerOf[later]!;
    if (former === NONE) {
      writer.add(`${path}/${place}`, after[later]!);
      writer.shift(current.length - place);
      current.splice(place++, 0, NONE);
    } else if (isMoved[former] !== 1) {
      while (current[place] !== former) place++;
      place++;
    } else {
      const from = current.indexOf(former);
      current.splice(from, 1);
      writer.shift(current.length + 1 - from);
      // Behind the others that are in place; these are one fewer if it stood before them.
      const to = from < place ? place - 1 : place++;
      writer.shift(current.length - to);
      current.splice(to, 0, former);
      if (from !== to) writer.move(`${path}/${from}`, `${path}/${to}`);
    }
  }
}

/** From the end, so that the indexes of those still to be removed stay as they are. */
function removeOthers(
  writer: PatchWriter,
  path: string,
  laterOf: Int32Array,
  limit: PatchLimit,
): void {
  let length = laterOf.length;
  for (let former = length - 1; former >= 0 && !limit.isPassed(); former--) {
    if (laterOf[former] !== NONE) continue;
    writer.remove(`${path}/${former}`);
    writer.shift(length-- - former);
  }
}
