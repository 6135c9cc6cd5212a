import { createUnionType, Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import { typeNameOf } from '../platform/graphql/node';
import { RejectedSaveType, RevisionType, VersionType } from '../version/version.type';
import { type Comparison, type DiffSide } from './comparison';

/** A diff takes much more work than an object that is read; so many of these it counts for. */
export const DIFF_COST = 50;

export enum DiffFormat {
  PLAIN = 'PLAIN',
  MARKDOWN = 'MARKDOWN',
}
registerEnumType(DiffFormat, {
  name: 'DiffFormat',
  description: 'How a diff is written as text.',
  valuesConfig: {
    PLAIN: { description: 'Plain text.' },
    MARKDOWN: { description: 'Markdown, for a comment or a release note.' },
  },
});

const DiffSideUnion = createUnionType({
  name: 'DiffSide',
  description: 'One of the two contents of a diff.',
  types: () => [VersionType, RevisionType, RejectedSaveType] as const,
  resolveType: typeNameOf,
});

@ObjectType('Diff', {
  simpleResolvers: true,
  description:
    'What differs in meaning between two contents, whatever the order in which they list things.',
})
@Extensions({ scope: 'workflows:read' })
export class DiffType implements Comparison {
  @Field(() => DiffSideUnion, { description: 'The former content.' })
  from!: DiffSide;

  @Field(() => DiffSideUnion, { description: 'The later content.' })
  to!: DiffSide;
}
