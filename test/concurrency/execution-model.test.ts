import fc from 'fast-check';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { executed } from '../support/executed-run';
import { nodeType } from '../support/node-types';
import { Seed } from '../support/seed';

jest.setTimeout(120_000);

const RUNS = 100;
const STEPS = 'steps(first: 50) { edges { node { nodeKey attempt status startedAt } } }';

interface Node {
  id: string;
  type: string;
  name: string;
  config: { ms?: number };
  disabled: boolean;
}

interface Edge {
  id: string;
  source: string;
  target: string;
  condition?: string;
  sourceHandle?: string;
  priority: number;
}

interface Graph {
  nodes: Node[];
  edges: Edge[];
}

/** What conditions are made of, with what they are worth where `input.yes` is true. */
const CONDITIONS: Record<string, boolean> = {
  'input.yes': true,
  'input.no': false,
  '$exists(steps.start)': true,
  'trigger.key = "other"': false,
};

/** Graphs without cycles: each edge leads to a node that comes later in the list. */
const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const node = fc.record({
    type: fc.constantFrom('test.timed', 'test.timed', 'test.timed', 'branch', 'trigger.webhook'),
    ms: fc.integer({ min: 0, max: 12 }),
    disabled: fc.integer({ min: 0, max: 5 }).map((number) => number === 0),
  });
  const edge = fc.record({
    ends: fc.tuple(fc.nat(size), fc.nat(size)),
    condition: fc.option(fc.constantFrom(...Object.keys(CONDITIONS)), { nil: undefined }),
    sourceHandle: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    priority: fc.integer({ min: 0, max: 2 }),
  });
  return fc
    .tuple(
      fc.array(node, { minLength: size, maxLength: size }),
      fc.array(edge, { maxLength: 3 * size }),
    )
    .map(([nodes, edges]) => graphOf(nodes, edges));
});

function graphOf(
  nodes: { type: string; ms: number; disabled: boolean }[],
  edges: (Omit<Edge, 'id' | 'source' | 'target'> & { ends: [number, number] })[],
): Graph {
  const names = ['start', ...nodes.map((_node, place) => `n${place}`)];
  return {
    nodes: [
      { id: 'start', type: 'trigger.manual', name: 'start', config: {}, disabled: false },
      ...nodes.map(({ type, ms, disabled }, place) => {
        const id = `n${place}`;
        return { id, type, name: id, config: type === 'test.timed' ? { ms } : {}, disabled };
      }),
    ],
    edges: edges
      .filter(({ ends: [a, b] }) => a !== b)
      .map(({ ends, ...rest }, place) => {
        const [source, target] = [Math.min(...ends), Math.max(...ends)].map((at) => names[at]!);
        return { id: `e${place}`, source: source!, target: target!, ...rest };
      }),
  };
}

/** Which nodes a run succeeds at, passes over and skips, by the rules, one node after another. */
function interpret({ nodes, edges }: Graph): Record<string, string> {
  const statuses: Record<string, string> = {};
  const taken = new Set<string>();
  for (const node of nodes) {
    const isTrigger = node.type.startsWith('trigger.') && !node.disabled;
    const isReached = edges.some(({ id, target }) => target === node.id && taken.has(id));
    const goesOn = isTrigger ? node.id === 'start' : isReached;
    statuses[node.id] = goesOn && !node.disabled ? 'SUCCEEDED' : 'SKIPPED';
    if (!goesOn) continue;
    const leaving = edges.filter(({ source }) => source === node.id);
    for (const { id } of node.type === 'branch' ? branch(leaving) : leaving.filter(holds))
      taken.add(id);
  }
  return statuses;
}

/** The edges of the one branch that is chosen. */
function branch(edges: Edge[]): Edge[] {
  const inOrder = [...edges].sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1));
  const together = (a: Edge, b: Edge): boolean =>
    a === b || (a.sourceHandle !== undefined && a.sourceHandle === b.sourceHandle);
  const isElse = (edge: Edge): boolean =>
    !inOrder.some((other) => other.condition !== undefined && together(edge, other));
  const chosen =
    inOrder.find((edge) => edge.condition !== undefined && holds(edge)) ?? inOrder.find(isElse);
  return chosen ? inOrder.filter((edge) => together(edge, chosen) && holds(edge)) : [];
}

function holds({ condition }: Edge): boolean {
  return condition === undefined || CONDITIONS[condition]!;
}

// where runs are written is told by the other tests; what is decided is the same everywhere
describe.each(databases.slice(0, 1))('any graph without cycles on $name', (kind) => {
  let app: TestApp;
  /** What the nodes of the run under way did, in order. */
  const happened: string[] = [];
  beforeAll(async () => {
    const timed = nodeType('test.timed', async ({ node }) => {
      happened.push(`begin ${node.id}`);
      const { ms } = node.config as { ms: number };
      if (ms > 0) await pause(ms);
      happened.push(`end ${node.id}`);
      return { kind: 'DONE', output: node.id };
    });
    app = await createTestApp({ kind, nodeTypes: [timed] });
  });
  afterAll(() => app.close());

  test('is executed as the rules say it, whatever time its nodes take', async () => {
    const seed = new Seed(app.client);
    let skipped = 0;
    await fc.assert(
      fc.asyncProperty(graphs, async (definition) => {
        happened.length = 0;
        const workflow = await seed.workflow({ definition });
        const input = { version: 'draft', mode: 'TEST', input: { yes: true, no: false } };
        const run = await executed(workflow, input, STEPS);
        expect(run).toMatchObject({ status: 'SUCCEEDED', error: null });
        const steps = run.steps.edges.map(({ node }) => node);
        const expected = interpret(definition);
        expect(steps).toHaveLength(definition.nodes.length);
        expect(
          Object.fromEntries(steps.map((step) => [step['nodeKey'] as string, step.status])),
        ).toEqual(expected);
        skipped += steps.filter(({ status }) => status === 'SKIPPED').length;
        checkOrder(definition, expected);
      }),
      { numRuns: RUNS },
    );
    expect(skipped).toBeGreaterThan(RUNS / 2);
  });

  /** Checks that functions were called once each, after those of all nodes from which edges lead to theirs. */
  function checkOrder({ nodes, edges }: Graph, statuses: Record<string, string>): void {
    const called = nodes.filter(
      ({ id, type }) => type === 'test.timed' && statuses[id] === 'SUCCEEDED',
    );
    expect([...happened].sort()).toEqual(
      called.flatMap(({ id }) => [`begin ${id}`, `end ${id}`]).sort(),
    );
    for (const { source, target } of edges) {
      const [end, begin] = [happened.indexOf(`end ${source}`), happened.indexOf(`begin ${target}`)];
      if (end >= 0 && begin >= 0) expect(end).toBeLessThan(begin);
    }
  }
});
