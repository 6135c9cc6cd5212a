import { commonAncestor, type Lineage } from '../../../src/version/lineage';

/** Versions by number as `v1`, the draft as `v0`, each at revision 9; each descent as `child<parent@revision`. */
function lineage(numbers: number[], ...descents: string[]): Lineage {
  const held = (id: string, revision: number) => ({ revision, digest: `${id}@${revision}` });
  return {
    versions: numbers.map((number) => ({ id: `v${number}`, number, ...held(`v${number}`, 9) })),
    descents: descents.map((descent) => {
      const [, versionId, parentId, revision] = /^(.+)<(.+)@(.+)$/.exec(descent)!;
      return { versionId: versionId!, parentId: parentId!, ...held(parentId!, Number(revision)) };
    }),
  };
}

test('two versions that came from one have it as their common ancestor', () => {
  const forked = lineage([1, 2, 3], 'v2<v1@1', 'v3<v1@1');
  expect(commonAncestor(forked, 'v2', 'v3')).toEqual({ versionId: 'v1', digest: 'v1@1' });
});

test('a version that the other came from is itself the common ancestor, with what it held then', () => {
  const straight = lineage([0, 1, 2], 'v0<v2@1', 'v2<v1@1');
  expect(commonAncestor(straight, 'v0', 'v1')).toEqual({ versionId: 'v1', digest: 'v1@1' });
});

test('of several common ancestors the nearest is taken, also through a merge', () => {
  // v4 took v3 in, so only what v5 did since v3 is new to it
  const merged = lineage([1, 2, 3, 4, 5], 'v2<v1@1', 'v3<v1@1', 'v4<v2@1', 'v4<v3@1', 'v5<v3@1');
  expect(commonAncestor(merged, 'v4', 'v5')).toEqual({ versionId: 'v3', digest: 'v3@1' });
});

test('of an ancestor that was edited in between both know the earlier content', () => {
  const edited = lineage([1, 2, 3], 'v2<v1@1', 'v3<v1@2');
  expect(commonAncestor(edited, 'v2', 'v3')?.digest).toBe('v1@1');
  expect(commonAncestor(edited, 'v3', 'v2')?.digest).toBe('v1@1');
});

test('an ancestor that one side took in twice is known as it was the last time', () => {
  const twice = lineage([0, 1], 'v0<v1@1', 'v0<v1@4');
  expect(commonAncestor(twice, 'v0', 'v1')?.digest).toBe('v1@4');
});

test('versions without a common history have none', () => {
  expect(commonAncestor(lineage([1, 2]), 'v1', 'v2')).toBeUndefined();
});
