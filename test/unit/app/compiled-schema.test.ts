import { isAbstractType, isInputObjectType, isNonNullType } from 'graphql';
import { createSchema } from '../../../src/app/create-schema';
import { typeNameOf } from '../../../src/platform/graphql/node';

// graphql-jit refuses absent input fields that are non-null with a default, and takes no asynchronous resolveType
describe('what compiled execution cannot take is not in the schema', () => {
  test('no input field is non-null with a default', async () => {
    const types = Object.values((await createSchema()).getTypeMap()).filter(isInputObjectType);
    const found = types.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => isNonNullType(field.type) && field.defaultValue !== undefined)
        .map((field) => `${type.name}.${field.name}`),
    );
    expect(found).toEqual([]);
  });

  test('every interface and union resolves its type at once', async () => {
    const types = Object.values((await createSchema()).getTypeMap()).filter(isAbstractType);
    expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(['Node', 'DiffSide']));
    expect(types.filter((type) => type.resolveType !== typeNameOf)).toEqual([]);
  });
});
