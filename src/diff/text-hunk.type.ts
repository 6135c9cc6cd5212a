import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type TextHunk, type TextLine, type TextSegment } from '../graph/diff/definition-diff';

enum TextLineKind {
  CONTEXT = 'CONTEXT',
  ADDED = 'ADDED',
  REMOVED = 'REMOVED',
}
registerEnumType(TextLineKind, {
  name: 'TextLineKind',
  description: 'Which of two texts a line is of.',
  valuesConfig: {
    CONTEXT: { description: 'Both.' },
    ADDED: { description: 'Only the later.' },
    REMOVED: { description: 'Only the former.' },
  },
});

@ObjectType('TextSegment', { simpleResolvers: true, description: 'A part of a line.' })
export class TextSegmentType implements TextSegment {
  @Field(() => String, { description: 'The part.' })
  text!: string;

  @Field(() => Boolean, {
    description: 'Whether it differs from the line that took its place, or whose place it took.',
  })
  changed!: boolean;
}

@ObjectType('TextLine', { simpleResolvers: true, description: 'A line of a hunk.' })
export class TextLineType implements TextLine {
  @Field(() => TextLineKind, { description: 'Which of the two texts it is of.' })
  kind!: TextLine['kind'];

  @Field(() => String, { description: 'The line without its line break.' })
  text!: string;

  @Field(() => [TextSegmentType], {
    description:
      'The line cut where changed words begin and end; of a context line, the line whole.',
  })
  @Extensions({ cost: 0 })
  segments!: TextSegment[];
}

@ObjectType('TextHunk', {
  simpleResolvers: true,
  description: 'Lines of a long text around a change; line numbers count from 1.',
})
export class TextHunkType implements TextHunk {
  @Field(() => Int, { description: 'First line in the former text.' })
  beforeStart!: number;

  @Field(() => Int, { description: 'How many lines of the former text it has.' })
  beforeLines!: number;

  @Field(() => Int, { description: 'First line in the later text.' })
  afterStart!: number;

  @Field(() => Int, { description: 'How many lines of the later text it has.' })
  afterLines!: number;

  @Field(() => [TextLineType], { description: 'The lines, as a unified diff lists them.' })
  @Extensions({ cost: 0 })
  lines!: TextLine[];
}
