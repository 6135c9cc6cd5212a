import * as fc from 'fast-check';
import { canonicalForm } from '../../../../src/graph/canonical-form';
import type { Definition } from '../../../../src/graph/definition';
import { assessDiff } from '../../../../src/graph/diff/assess-diff';
import { compareDefinitions } from '../../../../src/graph/diff/compare-definitions';
import { summarizeDiff } from '../../../../src/graph/diff/summarize-diff';
import { builtInNodeTypes, NodeTypeRegistry } from '../../../../src/graph/node-types';
import { arbitraryDefinition } from '../arbitrary-definition';

const registry = new NodeTypeRegistry(builtInNodeTypes);
const SEVERITIES = ['SAFE', 'RISKY', 'BREAKING'];

function summaryOf(before: Definition, after: Definition) {
  const diff = assessDiff(compareDefinitions(before, after), before, after, registry);
  return { diff, summary: summarizeDiff(diff) };
}

test('every two definitions have a summary that can be kept, and every change has a severity and a reason', () => {
  fc.assert(
    fc.property(
      arbitraryDefinition.map(canonicalForm),
      arbitraryDefinition.map(canonicalForm),
      (before, after) => {
        const { diff, summary } = summaryOf(before, after);
        for (const { severity, reason } of [...diff.nodes, ...diff.edges, ...diff.inputs]) {
          expect(SEVERITIES).toContain(severity);
          expect(reason).not.toBe('');
        }
        expect(summary.headline.length).toBeGreaterThan(0);
        // PostgreSQL has no place for U+0000
        expect(JSON.stringify(summary)).not.toContain('\\u0000');
      },
    ),
    { numRuns: 1_000 },
  );
});

test('a field that is called like a member of every object has its name', () => {
  const content = (value: number): Definition => ({
    nodes: [{ id: 'a', type: 'transform', name: 'A', config: {} }],
    edges: [],
    settings: { constructor: value, toString: value },
  });
  const { summary } = summaryOf(content(1), content(2));
  expect(summary.headline).toMatch(/constructor/);
});
