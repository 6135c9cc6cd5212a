import { MAX_WORK } from '../apply-patch';
import type { JsonValue } from '../definition';
import { MAX_PATCH_OPERATIONS } from '../limits';

/** An operation of a JSON Patch (RFC 6902, section 4), of the kinds that are written here. */
export type PatchOperation =
  | { op: 'add' | 'replace'; path: string; value: JsonValue }
  | { op: 'remove'; path: string }
  | { op: 'move'; from: string; path: string };

/**
 * Items of arrays that are matched for one patch: a tenth of a second or so. Those of later arrays are
 * compared in order.
 */
const MAX_MATCHED_ITEMS = 50_000;

/** How far a patch was written. */
export interface PatchMark {
  operations: number;
  size: number;
  work: number;
}

/** Tells when a change is better said by replacing the value. */
export interface PatchLimit {
  isPassed(): boolean;
}

/** Characters of an operation and the comma behind it, without those of its path and value. */
const SIZE_OF = {
  add: '{"op":"add","path":"","value":},'.length,
  replace: '{"op":"replace","path":"","value":},'.length,
  remove: '{"op":"remove","path":""},'.length,
  move: '{"op":"move","from":"","path":""},'.length,
};

/**
 * A patch that is being written, and can be taken back to a mark where something shorter is found. It
 * knows its size, and what applying it costs by the count of `applyJsonPatch`.
 */
export class PatchWriter {
  readonly operations: PatchOperation[] = [];
  readonly #sizes = new WeakMap<object, number>();
  #size = 0;
  #work = 0;
  #matchableItems = MAX_MATCHED_ITEMS;

  /** The size of the patch in characters. Escapes in texts count as one, in every way to say a thing. */
  get size(): number {
    return this.#size;
  }

  /** Whether `applyJsonPatch` would refuse it. */
  get isTooMuch(): boolean {
    return this.operations.length > MAX_PATCH_OPERATIONS || this.#work > MAX_WORK;
  }

  mark(): PatchMark {
    return { operations: this.operations.length, size: this.#size, work: this.#work };
  }

  /** Takes back what was written after the mark. */
  rewind(mark: PatchMark): void {
    this.operations.length = mark.operations;
    this.#size = mark.size;
    this.#work = mark.work;
  }

  add(path: string, value: JsonValue): void {
    this.write({ op: 'add', path, value }, this.sizeOfAdd(path, value));
  }

  replace(path: string, value: JsonValue): void {
    this.write({ op: 'replace', path, value }, this.sizeOfReplace(path, value));
  }

  remove(path: string): void {
    this.write({ op: 'remove', path }, this.sizeOfRemove(path));
  }

  move(from: string, path: string): void {
    this.write({ op: 'move', from, path }, this.sizeOfMove(from, path));
  }

  /** Counts items of a list that shift when one is put in or taken away. */
  shift(items: number): void {
    this.#work += items;
  }

  /**
   * Is passed when what was written from now on is longer than replacing the value whole, or when the
   * patch is more than may be applied.
   */
  limitFor(path: string, after: JsonValue | readonly JsonValue[]): PatchLimit {
    const start = this.#size;
    let longest = NaN;
    return {
      isPassed: () => {
        if (this.#size === start) return this.isTooMuch;
        // Not measured before it is needed: most values are unchanged.
        if (Number.isNaN(longest)) longest = start + this.sizeOfReplace(path, after as JsonValue);
        return this.#size > longest || this.isTooMuch;
      },
    };
  }

  /** Asks for the time to match so many items. A rewind gives none back. */
  mayMatch(items: number): boolean {
    if (items > this.#matchableItems) return false;
    this.#matchableItems -= items;
    return true;
  }

  sizeOfAdd(path: string, value: JsonValue): number {
    return SIZE_OF.add + path.length + this.sizeOf(value);
  }

  sizeOfReplace(path: string, value: JsonValue): number {
    return SIZE_OF.replace + path.length + this.sizeOf(value);
  }

  sizeOfRemove(path: string): number {
    return SIZE_OF.remove + path.length;
  }

  sizeOfMove(from: string, path: string): number {
    return SIZE_OF.move + from.length + path.length;
  }

  private write(operation: PatchOperation, size: number): void {
    this.operations.push(operation);
    this.#size += size;
  }

  /** Each object and array is measured once, however many that enclose it are. */
  private sizeOf(value: JsonValue): number {
    if (typeof value === 'string') return value.length + 2;
    if (typeof value !== 'object' || value === null) return String(value).length;
    const known = this.#sizes.get(value);
    if (known !== undefined) return known;
    // The bracket that opens; behind each item or member is a comma or the bracket that closes.
    let size = 1;
    if (Array.isArray(value)) {
      for (const item of value) size += this.sizeOf(item) + 1;
    } else {
      for (const name of Object.keys(value)) {
        size += name.length + 3 + this.sizeOf(value[name] as JsonValue) + 1;
      }
    }
    size = Math.max(size, 2);
    this.#sizes.set(value, size);
    return size;
  }
}
