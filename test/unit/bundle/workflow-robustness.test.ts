import * as fc from 'fast-check';
import { ImportError } from '../../../src/bundle/import-error';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';
import { readLayout } from '../../../src/graph/layout';
import { readDefinition } from '../../../src/graph/read-definition';
import { mutate, mutation } from './file-mutations';
import { historySamples } from './n8n-fixtures';
import { parsed, workflowSamples } from './workflow-files-fixtures';

/** The smallest file of each format, so that a mutation hits something. */
const files = [...workflowSamples(), ...smallestOfN8n()];
const bases = ['n8n', 'dify', 'node-red', 'langflow', 'flowise'].flatMap((format) =>
  files
    .filter((sample) => sample.format === format)
    .sort((a, b) => a.text.length - b.text.length)
    .filter((_, place, all) => place === 0 || place === Math.floor(all.length / 2)),
);

function smallestOfN8n() {
  return historySamples().map(({ title, file, nodes, edges }) => ({
    ...{ title, format: 'n8n', text: JSON.stringify(file), nodes, edges },
  }));
}

describe('a file of which something was dropped, replaced or doubled', () => {
  test.each(bases)('$title of $format is read, or refused in words', (sample) => {
    const file = sample.format === 'n8n' ? (JSON.parse(sample.text) as unknown) : parsed(sample);
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 5 }), (mutations) => {
        const changed = structuredClone(file);
        for (const each of mutations) mutate(changed, each);
        try {
          const { definition, layout, report } = readWorkflowFile(changed);
          readDefinition(definition);
          readLayout(layout);
          expect(report.nodes).toBe(definition.nodes.length);
          expect(report.edges).toBe(definition.edges.length);
        } catch (error) {
          if (!(error instanceof ImportError)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });

  test('is nothing at all: whatever it is, it is refused in words', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), fc.json()), (input) => {
        try {
          readWorkflowFile(input);
        } catch (error) {
          if (!(error instanceof ImportError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });
});
