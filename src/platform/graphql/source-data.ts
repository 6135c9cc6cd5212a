import { type ResolverData } from 'type-graphql';

/** What a subscription's source is made from. */
export type SourceData<Context extends object> = Pick<ResolverData<Context>, 'args' | 'context'>;
