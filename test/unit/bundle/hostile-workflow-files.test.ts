import { ImportError } from '../../../src/bundle/import-error';
import { readWorkflowFile } from '../../../src/bundle/read-workflow-file';

const many = (count: number, item: string) => `[${Array(count).fill(item).join(',')}]`;
const dify = (nodes: string) =>
  `{"app":{"mode":"workflow"},"workflow":{"graph":{"nodes":${nodes},"edges":[]}}}`;

/** Longest time for a file that is refused; what grows with the square of its size takes minutes. */
const MOST_MS = 10_000;

function refusal(text: string): string {
  const start = Date.now();
  try {
    readWorkflowFile(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ImportError);
    expect(Date.now() - start).toBeLessThan(MOST_MS);
    return (error as Error).message;
  }
  throw new Error('The file was read.');
}

describe('a small file that would become large is refused at once, and says where', () => {
  test.each([
    ['n8n', `{"nodes":${many(100_000, '{}')},"connections":{}}`, '/nodes'],
    ['Node-RED', many(100_000, '{"type":"x","wires":[]}'), 'The file'],
    ['Dify', dify(many(100_000, '{}')), '/workflow/graph/nodes'],
    ['Langflow', `{"data":{"nodes":${many(100_000, '{"type":"noteNode"}')}}}`, '/data/nodes'],
    ['Flowise', `{"nodes":${many(100_000, '{"type":"customNode","data":{}}')}}`, '/nodes'],
  ])('as a list of nodes of %s', (_system, text, place) => {
    expect(refusal(text)).toBe(`${place} has 100000 entries; at most 10000 can be read`);
  });

  test.each([
    ['n8n', `{"nodes":[],"connections":{"a":{"main":${many(100_000, 'null')}}}}`],
    ['Node-RED', `[{"id":"a","type":"x","wires":${many(100_000, 'null')}}]`],
    ['Langflow', `{"data":{"nodes":[],"edges":${many(100_000, '{}')}}}`],
  ])('as edges of %s that lead nowhere', (_system, text) => {
    expect(refusal(text)).toContain('has more than 50000 places');
  });
});

test('as many nodes of one name as a definition can have are told apart in no time', () => {
  const start = Date.now();
  const { definition } = readWorkflowFile(`{"nodes":${many(5000, '{}')},"connections":{}}`);
  expect(definition.nodes).toHaveLength(5000);
  expect(definition.nodes[4999]!.id).toBe('name:unknown#5000');
  expect(Date.now() - start).toBeLessThan(3000);
});
