import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { BUNDLE_SCHEMA } from '../../../src/bundle/bundle-schema';

const ROOT = join(__dirname, '../../..');

/** Members of the interfaces of a source file by interface; optional ones end in `?`. */
function interfacesOf(path: string): Map<string, string[]> {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const found = new Map<string, string[]>();
  source.forEachChild((node) => {
    if (!ts.isInterfaceDeclaration(node)) return;
    const members = node.members.map(
      (member) => member.name!.getText(source) + (member.questionToken ? '?' : ''),
    );
    found.set(node.name.text, members.sort());
  });
  return found;
}

interface ObjectSchema {
  properties: object;
  required: string[];
}

const membersOf = ({ properties, required }: ObjectSchema): string[] =>
  Object.keys(properties)
    .map((name) => (required.includes(name) ? name : `${name}?`))
    .sort();

/** Which part of the schema describes which type. */
const PARTS: Record<string, ObjectSchema> = {
  Bundle: BUNDLE_SCHEMA,
  BundleWorkflow: BUNDLE_SCHEMA.$defs.workflow,
  BundleVersion: BUNDLE_SCHEMA.$defs.version,
  BundleAncestor: BUNDLE_SCHEMA.$defs.ancestor,
  BundleDraft: BUNDLE_SCHEMA.$defs.draft,
  BundleChannel: BUNDLE_SCHEMA.$defs.channel,
  BundleRoute: BUNDLE_SCHEMA.$defs.route,
  BundleActivation: BUNDLE_SCHEMA.$defs.activation,
  BundleRequirements: BUNDLE_SCHEMA.$defs.requirements,
  BundleWorkflowCall: BUNDLE_SCHEMA.$defs.call,
};

describe('the JSON Schema of bundles', () => {
  const types = interfacesOf(join(ROOT, 'src/bundle/bundle.ts'));

  test('describes every type of the format', () => {
    expect([...types.keys()].sort()).toEqual(Object.keys(PARTS).sort());
  });

  test.each(Object.entries(PARTS))('has the members of %s, and no others', (name, schema) => {
    expect(membersOf(schema)).toEqual(types.get(name));
  });

  test('is published as it is checked by', () => {
    const published = readFileSync(join(ROOT, 'docs/bundle.schema.json'), 'utf8');
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(BUNDLE_SCHEMA)));
  });
});
