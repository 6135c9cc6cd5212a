import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Definition, JsonObject } from '../../../src/graph/definition';
import { KeepError, KeptVariables } from '../../../src/runner/kept-variables';

const DEFINITION: Definition = {
  nodes: [],
  edges: [],
  variables: [
    { name: 'a', type: 'number', lifetime: 'persist' },
    { name: 'b', type: 'number', lifetime: 'persist' },
    { name: 'c', type: 'number' },
  ],
};
const folder = mkdtempSync(join(tmpdir(), 'switchyard-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('variables that runs keep side by side are all kept, those of one run alone are not', () => {
  const file = join(folder, 'state.json');
  const [one, other] = [new KeptVariables(file), new KeptVariables(file)];
  const keep = (by: KeptVariables, values: JsonObject): void => by.keep('wf', DEFINITION, values);
  keep(one, { a: 1, c: 3 });
  keep(other, { b: 2 });
  expect([...new KeptVariables(file).of('wf')]).toEqual([
    ['number a', '1'],
    ['number b', '2'],
  ]);
  // a run does not see what another one keeps meanwhile
  expect(other.of('wf').size).toBe(0);
});

test('a file that cannot be written is told as that', () => {
  const nowhere = new KeptVariables(join(folder, 'missing', 'state.json'));
  expect(() => nowhere.keep('wf', DEFINITION, { a: 1 })).toThrow(KeepError);
});
