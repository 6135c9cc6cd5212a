import * as fc from 'fast-check';
import { canonicalDefinition } from '../../../../src/graph/canonical-form';
import type { Definition } from '../../../../src/graph/definition';
import {
  mergeDefinitions,
  type MergeConflict,
  type Resolution,
} from '../../../../src/graph/merge/merge-definitions';
import { readDefinition } from '../../../../src/graph/read-definition';
import { arbitraryMerge } from './arbitrary-edits';

const RUNS = Number(process.env['MERGE_RUNS'] ?? 300);

function property(check: (sides: Record<'base' | 'ours' | 'theirs', Definition>) => void): void {
  fc.assert(fc.property(arbitraryMerge, check), { numRuns: RUNS });
}

test('what both sides did alike is what they did', () => {
  property(({ base, ours }) => {
    const { definition, conflicts } = mergeDefinitions(base, ours, ours);
    expect(conflicts).toEqual([]);
    expect(canonicalDefinition(definition)).toBe(canonicalDefinition(ours));
  });
});

test('where only one side did something, the merge is what it did', () => {
  property(({ base, ours }) => {
    for (const merge of [mergeDefinitions(base, ours, base), mergeDefinitions(base, base, ours)]) {
      expect(merge.conflicts).toEqual([]);
      expect(canonicalDefinition(merge.definition)).toBe(canonicalDefinition(ours));
    }
  });
});

test('it makes no difference which side is called ours', () => {
  property(({ base, ours, theirs }) => {
    const merge = mergeDefinitions(base, ours, theirs);
    const mirrored = mergeDefinitions(base, theirs, ours);
    expect(canonicalDefinition(mirrored.definition)).toBe(canonicalDefinition(merge.definition));
    expect(mirrored.conflicts.map(mirroredConflict)).toEqual(merge.conflicts.map(withWords));
  });
});

function mirroredConflict({ ours, theirs, reason, ...rest }: MergeConflict) {
  const mirrored = reason.replace(/ours|theirs/g, (name) => (name === 'ours' ? 'theirs' : 'ours'));
  return withWords({ ...rest, ours: theirs, theirs: ours, reason: mirrored });
}

/** A reason may name the sides in another order. */
function withWords({ reason, ...conflict }: MergeConflict) {
  return { ...conflict, reason: reason.split(/[ ,]+/).sort() };
}

test('a merge is structurally sound, also where it keeps the base because of a conflict', () => {
  property(({ base, ours, theirs }) => {
    const { definition } = mergeDefinitions(base, ours, theirs);
    expect(canonicalDefinition(definition)).toBe(readDefinition(definition).canonical);
  });
});

test('the arguments are not changed', () => {
  property((sides) => {
    const before = structuredClone(sides);
    mergeDefinitions(sides.base, sides.ours, sides.theirs);
    expect(sides).toEqual(before);
  });
});

const choices = fc.array(fc.constantFrom<Resolution['take']>('BASE', 'OURS', 'THEIRS'), {
  minLength: 1,
  maxLength: 20,
});

test('whatever is decided of the conflicts, what is left are decisions that cannot stand together', () => {
  fc.assert(
    fc.property(arbitraryMerge, choices, ({ base, ours, theirs }, takes) => {
      const resolutions = new Map<string, Resolution>();
      for (let round = 0; ; round++) {
        const merge = mergeDefinitions(base, ours, theirs, [...resolutions.values()]);
        expect(canonicalDefinition(merge.definition)).toBe(
          readDefinition(merge.definition).canonical,
        );
        const open = merge.conflicts.filter(({ path }) => !resolutions.has(path));
        for (const { path, reason } of merge.conflicts) {
          if (resolutions.has(path)) expect(reason).toMatch(/^as it was resolved it cannot stand/);
        }
        if (open.length === 0) break;
        for (const { path } of open) {
          resolutions.set(path, { path, take: takes[resolutions.size % takes.length]! });
        }
        expect(round).toBeLessThan(4);
      }
    }),
    { numRuns: RUNS },
  );
});

test('taking the same side in every conflict, also in those that come of it, ends without any', () => {
  fc.assert(
    fc.property(
      arbitraryMerge,
      fc.constantFrom('OURS' as const, 'THEIRS' as const),
      ({ base, ours, theirs }, take) => {
        const resolutions: Resolution[] = [];
        for (let round = 0; ; round++) {
          const { definition, conflicts } = mergeDefinitions(base, ours, theirs, resolutions);
          if (conflicts.length === 0) {
            readDefinition(definition);
            return;
          }
          expect(round).toBeLessThan(4);
          resolutions.push(...conflicts.map(({ path }) => ({ path, take })));
        }
      },
    ),
    { numRuns: RUNS },
  );
});
