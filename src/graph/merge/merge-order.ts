/** The order of keys in each of the three. A key stands at most once in each. */
export interface Orders {
  base: readonly string[];
  ours: readonly string[];
  theirs: readonly string[];
}

/** The key that others follow; `undefined` is the beginning. */
type Anchor = string | undefined;

/**
 * The order of the keys that are kept. Keys that all three have stand as the side has them that changed
 * their order; every other key stands behind the one that it follows on its side. Where both sides put
 * keys in at the same place, those whose first is smaller (UTF-16 code units) come first, so that the
 * order does not depend on who is who. Answers `undefined` where both changed the order differently.
 */
export function mergeOrder(orders: Orders, kept: ReadonlySet<string>): string[] | undefined {
  const [base, ours, theirs] = [orders.base, orders.ours, orders.theirs].map((keys) =>
    keys.filter((key) => kept.has(key)),
  ) as [string[], string[], string[]];
  const [inBase, inOurs, inTheirs] = [new Set(base), new Set(ours), new Set(theirs)];
  const isCommon = (key: string): boolean =>
    inBase.has(key) && inOurs.has(key) && inTheirs.has(key);
  const skeleton = settledOrder(
    base.filter(isCommon),
    ours.filter(isCommon),
    theirs.filter(isCommon),
  );
  if (skeleton === undefined) return undefined;
  const [own, other] = [blocksOf(ours, isCommon), blocksOf(theirs, isCommon)];
  const order: string[] = [];
  for (const anchor of [undefined, ...skeleton]) {
    if (anchor !== undefined) order.push(anchor);
    const block = joinBlocks(own.get(anchor) ?? [], other.get(anchor) ?? []);
    if (block === undefined) return undefined;
    order.push(...block);
  }
  return new Set(order).size === order.length ? order : undefined;
}

function settledOrder(base: string[], ours: string[], theirs: string[]): string[] | undefined {
  if (isSameOrder(ours, theirs) || isSameOrder(base, ours)) return theirs;
  return isSameOrder(base, theirs) ? ours : undefined;
}

/** The keys that are not common, by the common key that they follow. */
function blocksOf(
  keys: readonly string[],
  isCommon: (key: string) => boolean,
): Map<Anchor, string[]> {
  const blocks = new Map<Anchor, string[]>();
  let block: string[] = [];
  blocks.set(undefined, block);
  for (const key of keys) {
    if (isCommon(key)) blocks.set(key, (block = []));
    else block.push(key);
  }
  return blocks;
}

function joinBlocks(ours: string[], theirs: string[]): string[] | undefined {
  if (theirs.length === 0 || isSameOrder(ours, theirs)) return ours;
  if (ours.length === 0) return theirs;
  const own = new Set(ours);
  if (theirs.some((key) => own.has(key))) return undefined;
  return ours[0]! < theirs[0]! ? [...ours, ...theirs] : [...theirs, ...ours];
}

function isSameOrder(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((key, place) => key === other[place]);
}
