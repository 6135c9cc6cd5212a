import { Field, ID, InterfaceType } from 'type-graphql';
import { idPrefix } from '../ids';

const typeNames = new Map<string, string>();

/** Says which GraphQL type the ids of `prefix` belong to. */
export function registerNode(prefix: string, typeName: string): void {
  typeNames.set(prefix, typeName);
}

@InterfaceType('Node', {
  description: 'Anything with a global id, to be fetched by node(id).',
  resolveType: ({ id }: Node) => typeNames.get(idPrefix(id) ?? ''),
})
export abstract class Node {
  @Field(() => ID, { description: 'Global and opaque; never used again for something else.' })
  id!: string;
}
