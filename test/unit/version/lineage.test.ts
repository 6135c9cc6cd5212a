import { commonAncestor, type Lineage } from '../../../src/version/lineage';

/** Versions by number as `v1`, the draft as `v0`; each descent as `child<parent@content`. */
function lineage(numbers: number[], ...descents: string[]): Lineage {
  return {
    versions: numbers.map((number) => ({ id: `v${number}`, number, digest: `now${number}` })),
    descents: descents.map((descent) => {
      const [, versionId, parentId, digest] = /^(.+)<(.+)@(.+)$/.exec(descent)!;
      return { versionId: versionId!, parentId: parentId!, digest: digest! };
    }),
  };
}

test('two versions that came from one have it as their common ancestor', () => {
  const forked = lineage([1, 2, 3], 'v2<v1@a', 'v3<v1@a');
  expect(commonAncestor(forked, 'v2', 'v3')).toEqual({ versionId: 'v1', digests: ['a'] });
});

test('a version that the other came from is itself the common ancestor, with what it held then', () => {
  const straight = lineage([0, 1, 2], 'v0<v2@b', 'v2<v1@a');
  expect(commonAncestor(straight, 'v0', 'v1')).toEqual({
    versionId: 'v1',
    digests: ['a', 'now1'],
  });
});

test('of several common ancestors the nearest is taken, also through a merge', () => {
  // v4 took v3 in, so only what v5 did since v3 is new to it
  const merged = lineage([1, 2, 3, 4, 5], 'v2<v1@a', 'v3<v1@a', 'v4<v2@b', 'v4<v3@c', 'v5<v3@c');
  expect(commonAncestor(merged, 'v4', 'v5')).toEqual({ versionId: 'v3', digests: ['c'] });
});

test('an ancestor that was edited in between stands there with each content', () => {
  const edited = lineage([1, 2, 3], 'v2<v1@early', 'v3<v1@late');
  const found = commonAncestor(edited, 'v2', 'v3')!;
  expect([...found.digests].sort()).toEqual(['early', 'late']);
});

test('versions without a common history have none', () => {
  expect(commonAncestor(lineage([1, 2]), 'v1', 'v2')).toBeUndefined();
});
