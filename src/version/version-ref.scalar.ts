import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { parseVersionRef, type VersionRef } from './version-ref';

/** Selects a version of a workflow; malformed text is an error of the document, an absent version is not. */
export const VersionRefScalar = new GraphQLScalarType<VersionRef, unknown>({
  name: 'VersionRef',
  description:
    'Selects a version of a workflow: a number (`3`, `"3"`, `"v3"`), `"draft"` (0), `"latest"`, or `"active"` (refused in a split).',
  serialize: (value) => value,
  parseValue: parse,
  parseLiteral: (node) => {
    if (node.kind === Kind.INT) return parse(Number(node.value));
    return parse(node.kind === Kind.STRING ? node.value : undefined);
  },
});

function parse(value: unknown): VersionRef {
  const ref = parseVersionRef(value);
  if (ref === undefined)
    throw new GraphQLError('A VersionRef is a number, "v3", "draft", "latest" or "active".');
  return ref;
}
