import { type Bundle } from '../../../src/bundle/bundle';
import { MOST_FAULTS } from '../../../src/bundle/bundle.errors';
import { ReadBundle } from '../../../src/bundle/read-bundle';
import { NodeTypeRegistry, builtInNodeTypes } from '../../../src/graph/node-types';
import { DefinitionService } from '../../../src/version/definition.service';
import { bundleOf } from './archive/bundle-fixtures';

const registry = new NodeTypeRegistry(builtInNodeTypes);
/** Verifying stores nothing. */
const reader = new ReadBundle(new DefinitionService(undefined as never, registry));

/** Turns of the event loop that others get while a bundle is verified. */
async function turnsWhileVerifying(bundle: Bundle): Promise<number> {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  await reader.verify(bundle).finally(() => (isOver = true));
  return turns;
}

test('others are served while the definitions and the layouts of a large bundle are verified', async () => {
  const large = 'x '.repeat(150_000);
  const texts = Array.from({ length: 10 }, (_, id) => ({
    nodes: [{ id: `${id}`, type: 'agent', name: 'A', config: { large } }],
    edges: [],
  }));
  expect(await turnsWhileVerifying(bundleOf(texts))).toBeGreaterThan(9);
  const small = bundleOf(Array.from({ length: 10 }, () => ({ nodes: [], edges: [] })));
  for (const version of small.versions) version.layout = { notes: [large] };
  expect(await turnsWhileVerifying(small)).toBeGreaterThan(9);
});

test('no more is verified once as many faults are found as are told', async () => {
  const bundle = bundleOf(
    Array.from({ length: 100 }, (_, id) => ({ nodes: [], edges: [], settings: { id } })),
  );
  for (const definition of Object.values(bundle.definitions)) definition['unknown'] = true;
  const prepare = jest.spyOn(DefinitionService.prototype, 'prepare');
  await expect(reader.verify(bundle)).rejects.toThrow('is no definition');
  expect(prepare).toHaveBeenCalledTimes(MOST_FAULTS);
  prepare.mockRestore();
});
