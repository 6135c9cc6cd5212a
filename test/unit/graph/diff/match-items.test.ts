import * as fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { matchItems, movedPairs } from '../../../../src/graph/diff/match-items';
import type { JsonValue } from '../../../../src/graph/definition';
import { arbitraryJson } from '../arbitrary-definition';

const arbitraryItems = fc.oneof(
  fc.array(arbitraryJson, { maxLength: 8 }),
  fc.array(fc.constantFrom<JsonValue>('a', 'b', 'c', 1, { x: 1 }), { maxLength: 12 }),
  fc.uniqueArray(fc.record({ id: fc.nat(20), value: fc.nat(3) }), { selector: ({ id }) => id }),
);

describe('matching the items of two arrays', () => {
  it('accounts for every item of both sides once', () => {
    fc.assert(
      fc.property(arbitraryItems, arbitraryItems, (before, after) => {
        const { pairs, removed, added } = matchItems(before, after);
        const ascending = (a: number, b: number): number => a - b;
        expect([...pairs.map(([index]) => index), ...removed].sort(ascending)).toEqual([
          ...before.keys(),
        ]);
        expect([...pairs.map(([, index]) => index), ...added].sort(ascending)).toEqual([
          ...after.keys(),
        ]);
      }),
    );
  });

  it('pairs as many equal items as there are when no item repeats', () => {
    const arbitraryNumbers = fc.uniqueArray(fc.nat(15), { maxLength: 12 });
    fc.assert(
      fc.property(arbitraryNumbers, arbitraryNumbers, (before, after) => {
        const { pairs } = matchItems(before, after);
        const equal = pairs.filter(([former, later]) => before[former] === after[later]);
        expect(equal).toHaveLength(before.filter((item) => after.includes(item)).length);
      }),
    );
  });

  it('finds the one item that was put in or taken out', () => {
    fc.assert(
      fc.property(arbitraryItems, arbitraryJson, fc.nat(), (items, item, where) => {
        const place = where % (items.length + 1);
        const longer = [...items.slice(0, place), item, ...items.slice(place)];
        const inserted = matchItems(items, longer);
        expect(inserted.removed).toEqual([]);
        expect(inserted.added).toHaveLength(1);
        for (const [former, later] of inserted.pairs) {
          expect(isDeepStrictEqual(items[former], longer[later])).toBe(true);
        }
        const takenOut = matchItems(longer, items);
        expect(takenOut.added).toEqual([]);
        expect(takenOut.removed).toHaveLength(1);
      }),
    );
  });

  it.each(['id', 'name', 'key'])('goes by a unique %s whatever else the items have', (member) => {
    const before = [
      { [member]: 'a', v: 1 },
      { [member]: 'b', v: 2 },
      { [member]: 'c', v: 3 },
    ];
    const after = [
      { [member]: 'c', v: 1 },
      { [member]: 'd', v: 2 },
      { [member]: 'a', v: 9 },
    ];
    expect(matchItems(before, after)).toEqual({
      pairs: [
        [0, 2],
        [2, 0],
      ],
      removed: [1],
      added: [1],
    });
  });

  it('goes by the id where there is an id and a name', () => {
    const before = [
      { id: 1, name: 'x' },
      { id: 2, name: 'y' },
    ];
    const after = [
      { id: 1, name: 'y' },
      { id: 2, name: 'x' },
    ];
    expect(matchItems(before, after).pairs).toEqual([
      [0, 0],
      [1, 1],
    ]);
  });

  it('takes 1 and "1" for different ids', () => {
    expect(matchItems([{ id: 1 }, { id: 2 }], [{ id: '1' }, { id: 2 }])).toEqual({
      pairs: [[1, 1]],
      removed: [0],
      added: [0],
    });
  });

  it('does not go by a member that repeats, is missing once, or is not the same on any item', () => {
    const repeats = matchItems([{ id: 1 }, { id: 1, b: 2 }], [{ id: 1, b: 2 }]);
    expect(repeats).toEqual({ pairs: [[1, 0]], removed: [0], added: [] });
    const missing = matchItems([{ id: 1, a: 1 }, { b: 2 }], [{ b: 2 }, { id: 1 }]);
    expect(missing.pairs).toContainEqual([1, 0]);
    expect(matchItems([{ name: 'a', v: 1 }], [{ name: 'b', v: 1 }]).pairs).toEqual([[0, 0]]);
  });

  it('pairs what stands between the same neighbours, if its JSON type is the same', () => {
    expect(matchItems(['a', 'b', 'c'], ['a', 'x', 'c']).pairs).toContainEqual([1, 1]);
    expect(matchItems(['a', 'b', 'c'], ['a', { x: 1 }, 'c'])).toEqual({
      pairs: [
        [0, 0],
        [2, 2],
      ],
      removed: [1],
      added: [1],
    });
  });

  it('goes by position where too much changed in a long array with items that repeat', () => {
    const before = Array.from({ length: 3000 }, (_, index) => index % 50);
    const after = Array.from({ length: 2900 }, (_, index) => (index * 7) % 49);
    const { pairs, removed, added } = matchItems(before, after);
    expect(pairs.every(([former, later]) => former === later)).toBe(true);
    expect([pairs.length, removed.length, added.length]).toEqual([2900, 100, 0]);
  });

  it('takes members of Object.prototype for missing', () => {
    const own = JSON.parse('{"id": {"toString": 1}}') as JsonValue;
    expect(matchItems([own, {}], [{}, own]).pairs).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });
});

describe('the items that moved', () => {
  it('are those outside a longest run in order', () => {
    const moved = (order: number[]): number[] =>
      [...movedPairs(order.map((later, former) => [former, later]))].sort((a, b) => a - b);
    expect(moved([0, 1, 2])).toEqual([]);
    expect(moved([3, 0, 1, 2])).toEqual([0]);
    expect(moved([1, 2, 3, 0])).toEqual([3]);
    expect(moved([2, 1, 0])).toHaveLength(2);
    expect(moved([])).toEqual([]);
  });
});
