import { type GraphQLSchema, isAbstractType } from 'graphql';
import { getMetadataStorage } from 'type-graphql';

/**
 * Lets abstract types tell their concrete type at once. TypeGraphQL wraps every `resolveType` into
 * an async function, which costs a promise per object and which graphql-jit does not wait for. The
 * functions as they were written stand in TypeGraphQL's metadata; all of ours answer a name.
 */
export function withPromptTypeResolvers(schema: GraphQLSchema): GraphQLSchema {
  const { interfaceTypes, unions } = getMetadataStorage();
  for (const { name, resolveType } of [...interfaceTypes, ...unions]) {
    const type = schema.getType(name);
    if (!isAbstractType(type) || !resolveType) continue;
    type.resolveType = (value, context, info, abstractType) => {
      const answer: unknown = resolveType(value, context, info, abstractType);
      return typeof answer === 'string' ? answer : undefined;
    };
  }
  return schema;
}

/** Whether an abstract type names its concrete type only after a while. */
export function resolvesLater(resolveType: unknown): boolean {
  return Object.prototype.toString.call(resolveType) === '[object AsyncFunction]';
}
