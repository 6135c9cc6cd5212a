import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type DiffSummary, type Severity } from '../graph/diff/definition-diff';

export enum SeverityValue {
  SAFE = 'SAFE',
  RISKY = 'RISKY',
  BREAKING = 'BREAKING',
}
registerEnumType(SeverityValue, {
  name: 'Severity',
  description: 'What a change means, judged from the two definitions alone.',
  valuesConfig: {
    SAFE: { description: 'Changes neither results nor what callers rely on.' },
    RISKY: { description: 'May change results.' },
    BREAKING: { description: 'Fails callers, triggers or references that worked before.' },
  },
});

@ObjectType('DiffSummary', {
  simpleResolvers: true,
  description: 'What differs, in numbers and a line, for lists.',
})
@Extensions({ scope: 'workflows:read' })
export class DiffSummaryType implements DiffSummary {
  @Field(() => Int, { description: 'Nodes that only the later content has.' })
  nodesAdded!: number;

  @Field(() => Int, { description: 'Nodes that only the former content has.' })
  nodesRemoved!: number;

  @Field(() => Int, { description: 'Nodes with the same key and other fields.' })
  nodesChanged!: number;

  @Field(() => Int, {
    description: 'Nodes with another key, whether other fields changed too or not.',
  })
  nodesRenamed!: number;

  @Field(() => Int, { description: 'Edges that only the later content has.' })
  edgesAdded!: number;

  @Field(() => Int, { description: 'Edges that only the former content has.' })
  edgesRemoved!: number;

  @Field(() => Int, {
    description: 'Edges with other fields; those that only follow a renamed node are none.',
  })
  edgesChanged!: number;

  @Field(() => Int, { description: 'Fields of the settings that changed.' })
  settingsChanged!: number;

  @Field(() => Int, { description: 'Variables that changed.' })
  variablesChanged!: number;

  @Field(() => Int, { description: "Fields of the run input's JSON Schema that changed." })
  inputsChanged!: number;

  @Field(() => SeverityValue, { description: 'The most severe of all changes.' })
  severity!: Severity;

  @Field(() => String, { description: 'For people: 2 nodes added, prompt of Greet changed.' })
  headline!: string;
}
