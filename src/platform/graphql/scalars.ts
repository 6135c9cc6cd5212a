import {
  GraphQLScalarType,
  Kind,
  valueFromASTUntyped,
  GraphQLError,
  type ValueNode,
} from 'graphql';
import { GraphQLDateTimeISO, GraphQLJSON } from 'graphql-scalars';

/** Times are stored as they are served, so what is text already is passed on as it is. */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'A moment in UTC as RFC 3339 with milliseconds, e.g. 2026-01-31T09:00:00.000Z.',
  serialize: (value) => (typeof value === 'string' ? value : GraphQLDateTimeISO.serialize(value)),
});

export const JsonScalar = new GraphQLScalarType({
  ...GraphQLJSON.toConfig(),
  name: 'JSON',
  description:
    'Any JSON value. Integers beyond 2^53 that would be rounded are refused; write them as texts.',
  serialize: (value) => value,
  parseLiteral: (node, variables) => {
    refuseUnsafeIntegers(node);
    return valueFromASTUntyped(node, variables);
  },
});

export const DigestScalar = new GraphQLScalarType({
  name: 'Digest',
  description:
    'SHA-256 of the canonical form of a definition: `sha256:` and 64 hexadecimal digits.',
  serialize: (value) => value,
  parseValue: parseDigest,
  parseLiteral: (node) => parseDigest(node.kind === Kind.STRING ? node.value : undefined),
});

function parseDigest(value: unknown): string {
  if (typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value)) return value;
  throw new GraphQLError('A digest is `sha256:` and 64 hexadecimal digits.');
}

function refuseUnsafeIntegers(node: ValueNode): void {
  if (node.kind === Kind.INT && !Number.isSafeInteger(Number(node.value))) {
    throw new GraphQLError(`${node.value} is beyond 2^53 and would be rounded; write it as text.`, {
      nodes: node,
    });
  }
  if (node.kind === Kind.LIST) node.values.forEach(refuseUnsafeIntegers);
  if (node.kind === Kind.OBJECT) node.fields.forEach((field) => refuseUnsafeIntegers(field.value));
}
