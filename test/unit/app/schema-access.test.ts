import 'reflect-metadata';
import { type GraphQLSchema, parse, validate } from 'graphql';
import { SCOPES } from '../../../src/access/caller';
import { createSchema } from '../../../src/app/create-schema';
import { GRAPHIQL_EXAMPLES } from '../../../src/app/graphiql-examples';

/** Root fields that any token may ask for: what they answer checks the rights by itself. */
const PUBLIC = ['Query.node', 'Query.nodes', 'Query.viewer'];

describe('the schema', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => (schema = await createSchema()));

  test('names a scope for every root field that is not listed as public', () => {
    const open: string[] = [];
    for (const root of [
      schema.getQueryType()!,
      schema.getMutationType()!,
      schema.getSubscriptionType()!,
    ]) {
      for (const field of Object.values(root.getFields())) {
        const { scope } = field.extensions as { scope?: string };
        if (scope === undefined) open.push(`${root.name}.${field.name}`);
        else expect(SCOPES).toContain(scope);
      }
    }
    expect(open.sort()).toEqual(PUBLIC);
  });

  test('lets nobody change anything with a scope that only reads, presence excepted; a simulation changes nothing, an export makes a link', () => {
    const reading = Object.values(schema.getMutationType()!.getFields()).filter(({ extensions }) =>
      String((extensions as { scope?: string }).scope).endsWith(':read'),
    );
    expect(reading.map(({ name }) => name).sort()).toEqual([
      'exportBundle',
      'setSelection',
      'simulate',
    ]);
  });

  test.each(GRAPHIQL_EXAMPLES)('answers the examples of GraphiQL: %.40s', (example) => {
    expect(validate(schema, parse(example))).toEqual([]);
  });
});
