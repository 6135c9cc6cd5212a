import { canonicalDefinition } from '../../../src/graph/canonical-form';
import type { Definition, DefinitionNode } from '../../../src/graph/definition';
import { DefinitionCache } from '../../../src/graph/definition-cache';

const definition: Definition = {
  nodes: [{ id: 'a', type: 't', name: 'A', config: { deep: { list: [{ x: 1 }] } } }],
  edges: [],
};
const text = canonicalDefinition(definition);

describe('DefinitionCache', () => {
  it('loads and parses a definition once', () => {
    const cache = new DefinitionCache(10_000);
    const load = jest.fn(() => text);
    const first = cache.get('sha256:a', load);
    expect(first).toEqual(definition);
    expect(cache.get('sha256:a', load)).toBe(first);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('freezes what it hands out, throughout', () => {
    const cached = new DefinitionCache(10_000).get('sha256:a', () => text);
    const node = cached.nodes[0] as DefinitionNode;
    const list = (node.config['deep'] as { list: { x: number }[] }).list;
    expect(() => cached.nodes.push(node)).toThrow(TypeError);
    expect(() => (node.name = 'B')).toThrow(TypeError);
    expect(() => ((list[0] as { x: number }).x = 2)).toThrow(TypeError);
  });

  it('forgets what was used longest ago when the texts grow too large', () => {
    const cache = new DefinitionCache(2 * text.length);
    const load = jest.fn(() => text);
    for (const digest of ['a', 'b', 'a', 'c']) cache.get(digest, load);
    expect(load).toHaveBeenCalledTimes(3);
    cache.get('a', load);
    expect(load).toHaveBeenCalledTimes(3);
    cache.get('b', load);
    expect(load).toHaveBeenCalledTimes(4);
  });

  it('hands out what is too large to keep', () => {
    const cache = new DefinitionCache(10);
    expect(cache.get('a', () => text)).toEqual(definition);
    expect(cache.get('a', () => text)).toEqual(definition);
  });

  it('keeps nothing when loading fails', () => {
    const cache = new DefinitionCache(10_000);
    const failing = (): string => {
      throw new Error('gone');
    };
    expect(() => cache.get('a', failing)).toThrow('gone');
    expect(cache.get('a', () => text)).toEqual(definition);
  });
});
