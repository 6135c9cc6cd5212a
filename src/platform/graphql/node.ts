import { Field, ID, InterfaceType } from 'type-graphql';
import { idPrefix } from '../ids';

const typeNames = new Map<string, string>();

/** Says which GraphQL type the ids of `prefix` belong to. */
export function registerNode(prefix: string, typeName: string): void {
  typeNames.set(prefix, typeName);
}

/**
 * Name of the GraphQL type of a value of an interface: what it says itself, else what its id says.
 * Synchronous, as compiled execution needs it.
 */
export function typeNameOf({
  __typename,
  id,
}: {
  __typename?: string;
  id?: string;
}): string | undefined {
  return __typename ?? typeNames.get(idPrefix(id ?? '') ?? '');
}

@InterfaceType('Node', {
  description: 'Anything with a global id, to be fetched by node(id).',
  resolveType: typeNameOf,
})
export abstract class Node {
  @Field(() => ID, { description: 'Global and opaque; never used again for something else.' })
  id!: string;
}
