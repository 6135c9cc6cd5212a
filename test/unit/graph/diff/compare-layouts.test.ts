import { compareLayouts } from '../../../../src/graph/diff/compare-layouts';
import type { Layout, Position } from '../../../../src/graph/definition';

const none = new Map<string, string>();
const at = (x: number, y: number): Position => ({ x, y });

describe('comparing layouts', () => {
  it('lists the nodes that both place and that stand elsewhere, by id', () => {
    const before: Layout = { positions: { z: at(0, 0), b: at(1, 1), gone: at(2, 2), a: at(3, 3) } };
    const after: Layout = { positions: { a: at(3, 4), b: at(1, 1), come: at(2, 2), z: at(9, 0) } };
    expect(compareLayouts(before, after, none)).toEqual([
      { key: 'a', before: at(3, 3), after: at(3, 4) },
      { key: 'z', before: at(0, 0), after: at(9, 0) },
    ]);
  });

  it('follows renamed nodes', () => {
    const before: Layout = { positions: { old: at(0, 0), same: at(1, 1) } };
    const after: Layout = { positions: { new: at(5, 0), kept: at(1, 1) } };
    const renames = new Map([
      ['old', 'new'],
      ['same', 'kept'],
    ]);
    expect(compareLayouts(before, after, renames)).toEqual([
      { key: 'new', before: at(0, 0), after: at(5, 0) },
    ]);
  });

  it('finds nothing where one side says nothing, and treats names like any other', () => {
    const layout: Layout = { positions: { a: at(0, 0) }, viewport: { x: 0, y: 0, zoom: 1 } };
    expect(compareLayouts(undefined, layout, none)).toEqual([]);
    expect(compareLayouts(layout, undefined, none)).toEqual([]);
    expect(compareLayouts(layout, { viewport: { x: 9, y: 9, zoom: 2 } }, none)).toEqual([]);
    const odd = { positions: { constructor: at(0, 0) } } as unknown as Layout;
    expect(compareLayouts(odd, { positions: {} }, none)).toEqual([]);
  });
});
