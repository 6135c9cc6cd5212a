import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadNodeTypes } from '../../../src/app/load-node-types';

const TYPE = {
  type: 'crm.create-contact',
  title: 'Create a contact',
  description: 'Creates a contact.',
  category: 'CRM',
  isTrigger: false,
  reachesOutside: true,
  configSchema: { type: 'object' },
  example: { id: 'c_1' },
};

describe('a module of node types', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'switchyard-node-types-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const written = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  const exporting = (type: object): string =>
    written('types.cjs', `exports.nodeTypes = [{ type: ${JSON.stringify(type)} }];`);

  test('is loaded with the functions of its types', () => {
    const path = written(
      'types.cjs',
      `exports.nodeTypes = [{ type: ${JSON.stringify(TYPE)}, function: { start: () => 1 } }];`,
    );
    const [loaded] = loadNodeTypes(path);
    expect(loaded).toMatchObject({
      type: TYPE,
      function: { start: expect.any(Function) as unknown },
    });
  });

  test.each([
    ['that is not there', () => join(folder, 'none.cjs'), 'cannot be loaded'],
    ['without a list', () => written('types.cjs', 'exports.nodeTypes = {};'), 'no list nodeTypes'],
    [
      'with a type without a title',
      () => exporting({ ...TYPE, title: '' }),
      'nodeTypes[0] has no text type.title',
    ],
    ['with a built-in name', () => exporting({ ...TYPE, type: 'http' }), 'http is defined twice'],
    [
      'with a schema that is none',
      () => exporting({ ...TYPE, configSchema: { type: 'none' } }),
      'schema is invalid',
    ],
  ])('%s is refused in one line', (_what, pathOf, message) => {
    expect(() => loadNodeTypes(pathOf())).toThrow(message);
    expect(() => loadNodeTypes(pathOf())).toThrow(/^NODE_TYPES .*$/);
  });
});
