import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDefinition } from '../../../src/graph/read-definition';
import { REACT_FLOW_FIELDS } from '../../../src/graph/react-flow';

const document = readFileSync(join(__dirname, '../../../docs/react-flow.md'), 'utf8');

const HEADINGS = { graph: '## The graph', node: '## Nodes', edge: '## Edges' };

/** The rows of the first table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const lines = document.slice(document.indexOf(`\n${heading}\n`)).split('\n');
  const first = lines.findIndex((line) => line.startsWith('|'));
  const table = lines.slice(first);
  const end = table.findIndex((line) => !line.startsWith('|'));
  return table.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/react-flow.md', () => {
  it.each(['graph', 'node', 'edge'] as const)('has every field of a %s, and no other', (on) => {
    expect(rowsBelow(HEADINGS[on])).toEqual(
      REACT_FLOW_FIELDS.filter((entry) => entry.on === on).map(({ field, becomes, detail }) => [
        `\`${field}\``,
        becomes,
        detail,
      ]),
    );
  });

  it('has an example that comes out as it says', () => {
    const [drawn, definition, layout] = [...document.matchAll(/```json\n(.*?)```/gs)].map(
      (match) => JSON.parse(match[1] as string) as unknown,
    );
    const reading = readDefinition(drawn);
    expect(reading.definition).toEqual(definition);
    expect(reading.layout).toEqual(layout);
  });
});
