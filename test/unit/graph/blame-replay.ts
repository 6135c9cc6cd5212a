import { type Blame, type BlameOrigin, blameOf, fieldOrigin } from '../../../src/graph/blame';
import type { Definition } from '../../../src/graph/definition';
import { compareDefinitions } from '../../../src/graph/diff/compare-definitions';
import type { DefinitionDiff } from '../../../src/graph/diff/definition-diff';
import { pointerTokens } from '../../../src/graph/json-pointer';

/** The revision that step of a history is. */
export const origin = (step: number): BlameOrigin => ({
  revisionId: `rev_${step}`,
  versionId: 'ver_0',
});

/** The blame after each definition took the place of the one before it. */
export function blameAfter(steps: readonly Definition[]): Blame {
  let blame = blameOf(steps[0]!, origin(0));
  for (let step = 1; step < steps.length; step++) {
    const diff = compareDefinitions(steps[step - 1]!, steps[step]!);
    blame = blameOf(steps[step]!, origin(step), [{ blame, diff }]);
  }
  return blame;
}

/** Goes back from the end, step by step, to the one that changed what `isChange` looks for. */
function lastChange(
  steps: readonly Definition[],
  id: string,
  isChange: (diff: DefinitionDiff, id: string) => boolean,
  renamesOf: (diff: DefinitionDiff) => ReadonlyMap<string, string>,
): number {
  let name = id;
  for (let step = steps.length - 1; step > 0; step--) {
    const diff = compareDefinitions(steps[step - 1]!, steps[step]!);
    if (isChange(diff, name)) return step;
    name = [...renamesOf(diff)].find(([, later]) => later === name)?.[0] ?? name;
  }
  return 0;
}

function nodeChange(diff: DefinitionDiff, id: string) {
  return diff.nodes.find(({ after }) => after?.id === id);
}

/** Holds the blame of a history against a replay of it, from its end, for each node, field and edge. */
export function expectBlameOfReplay(steps: readonly Definition[]): void {
  const blame = blameAfter(steps);
  const last = steps.at(-1)!;
  for (const { id, config } of last.nodes) {
    const step = lastChange(
      steps,
      id,
      (diff, name) => {
        const change = nodeChange(diff, name);
        return change?.kind === 'ADDED' || (change?.fields.length ?? 0) > 0;
      },
      ({ renames }) => renames,
    );
    expect(blame.nodes.get(id)!.changed).toEqual(origin(step));
    for (const field of Object.keys(config)) {
      const changedAt = lastChange(
        steps,
        id,
        (diff, name) => {
          const change = nodeChange(diff, name);
          const paths = change?.fields.map(({ path }) => pointerTokens(path)!) ?? [];
          return (
            change?.kind === 'ADDED' ||
            paths.some(([member, top]) => member === 'config' && (top ?? field) === field)
          );
        },
        ({ renames }) => renames,
      );
      expect(fieldOrigin(blame.nodes.get(id)!, field)).toEqual(origin(changedAt));
    }
  }
  for (const { id } of last.edges) {
    const step = lastChange(
      steps,
      id,
      (diff, name) =>
        diff.edges.some(({ kind, after }) => after?.id === name && kind !== 'RENAMED'),
      ({ edgeRenames }) => edgeRenames,
    );
    expect(blame.edges.get(id)).toEqual(origin(step));
  }
  expect([...blame.nodes.keys()].sort()).toEqual(last.nodes.map(({ id }) => id).sort());
  expect([...blame.edges.keys()].sort()).toEqual(last.edges.map(({ id }) => id).sort());
}
