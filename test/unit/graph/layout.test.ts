import * as fc from 'fast-check';
import type { Layout } from '../../../src/graph/definition';
import { DefinitionError } from '../../../src/graph/definition-error';
import { layoutFor, mergeLayout, readLayout } from '../../../src/graph/layout';
import { arbitraryDrawing } from './arbitrary-definition';

const whole: Layout = {
  positions: { a: { x: 1, y: 2 }, b: { x: 3, y: 4 } },
  sizes: { a: { width: 5, height: 6 } },
  notes: [{ text: 'Mind the gap' }],
  groups: [],
  viewport: { x: 0, y: 0, zoom: 1 },
};

describe('readLayout', () => {
  it('takes every layout as it is', () => {
    fc.assert(
      fc.property(arbitraryDrawing, ({ layout }) => {
        expect(readLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
      }),
    );
  });

  it('takes null members as absent', () => {
    expect(
      readLayout({ positions: null, sizes: null, notes: null, groups: null, viewport: null }),
    ).toEqual({});
  });

  it.each<[string, unknown, string, string]>([
    ['what is not an object', 'x', '', 'an object'],
    ['undefined', undefined, '', 'an object'],
    ['an unknown member', { zoom: 1 }, '/zoom', 'not a known'],
    ['positions in a list', { positions: [] }, '/positions', 'an object'],
    ['a position that is no object', { positions: { a: [1, 2] } }, '/positions/a', 'an object'],
    ['a position without x', { positions: { a: { y: 1 } } }, '/positions/a/x', 'required'],
    ['a text as x', { positions: { a: { x: '1', y: 1 } } }, '/positions/a/x', 'finite'],
    [
      'a third dimension',
      { positions: { a: { x: 1, y: 1, z: 1 } } },
      '/positions/a/z',
      'not a known',
    ],
    ['an empty node id', { positions: { '': { x: 1, y: 1 } } }, '/positions/', 'not a possible'],
    [
      'a reserved node id',
      { sizes: { toString: { width: 1, height: 1 } } },
      '/sizes/toString',
      'not a possible',
    ],
    ['a size without height', { sizes: { a: { width: 1 } } }, '/sizes/a/height', 'required'],
    ['a negative size', { sizes: { a: { width: 1, height: -1 } } }, '/sizes/a/height', '0 or more'],
    ['notes that are no list', { notes: {} }, '/notes', 'a list'],
    ['a note that is not JSON', { notes: [NaN] }, '/notes/0', 'finite'],
    ['a viewport without zoom', { viewport: { x: 0, y: 0 } }, '/viewport/zoom', 'required'],
    [
      'an unknown member of the viewport',
      { viewport: { x: 0, y: 0, zoom: 1, w: 1 } },
      '/viewport/w',
      'not a known',
    ],
  ])('refuses %s', (_name, input, path, message) => {
    try {
      readLayout(input);
      throw new Error('Nothing was refused.');
    } catch (error) {
      expect(error).toBeInstanceOf(DefinitionError);
      expect((error as DefinitionError).issues).toContainEqual({
        path,
        message: expect.stringContaining(message) as string,
      });
    }
  });

  it('refuses a node id of __proto__ without setting a prototype', () => {
    expect(() => readLayout(JSON.parse('{"positions":{"__proto__":{"x":1,"y":1}}}'))).toThrow(
      DefinitionError,
    );
  });

  it('refuses what is far too large', () => {
    expect(() => readLayout({ notes: ['x'.repeat(3_000_000)] })).toThrow('larger than');
    const positions = Object.fromEntries(
      Array.from({ length: 5001 }, (_, i) => [`n${i}`, { x: 0, y: 0 }]),
    );
    expect(() => readLayout({ positions })).toThrow('at most 5000');
  });
});

describe('mergeLayout', () => {
  it('lets the last writer win node by node', () => {
    const patch: Layout = { positions: { b: { x: 9, y: 9 }, c: { x: 0, y: 0 } } };
    expect(mergeLayout(whole, patch)).toEqual({
      ...whole,
      positions: { a: { x: 1, y: 2 }, b: { x: 9, y: 9 }, c: { x: 0, y: 0 } },
    });
  });

  it('replaces notes, groups and viewport whole, where they are given', () => {
    const patch: Layout = { notes: [], viewport: { x: 1, y: 1, zoom: 2 }, groups: undefined };
    expect(mergeLayout(whole, patch)).toEqual({ ...whole, ...patch, groups: [] });
  });

  it('starts from nothing, and changes nothing by nothing', () => {
    expect(mergeLayout(undefined, whole)).toEqual(whole);
    expect(mergeLayout(whole, {})).toEqual(whole);
    expect(mergeLayout(undefined, {})).toEqual({});
  });

  it('does not change its arguments', () => {
    const before = JSON.stringify(whole);
    mergeLayout(whole, {
      positions: { a: { x: 100, y: 100 } },
      sizes: { b: { width: 1, height: 1 } },
    });
    expect(JSON.stringify(whole)).toBe(before);
  });
});

describe('layoutFor', () => {
  const node = { id: 'a', type: 't', name: 'A', config: {} };

  it('drops positions and sizes of nodes that are gone, and nothing else', () => {
    expect(layoutFor({ nodes: [node], edges: [] }, whole)).toEqual({
      ...whole,
      positions: { a: { x: 1, y: 2 } },
    });
    expect(layoutFor({ nodes: [], edges: [] }, whole)).toEqual({
      ...whole,
      positions: {},
      sizes: {},
    });
  });

  it('is empty where there is no layout', () => {
    expect(layoutFor({ nodes: [node], edges: [] }, undefined)).toEqual({});
  });
});
