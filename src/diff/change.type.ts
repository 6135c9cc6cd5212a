import { Extensions, Field, ObjectType, registerEnumType } from 'type-graphql';
import {
  type Assessed,
  type ChangeKind,
  type EdgeChange,
  type FieldChange,
  type FieldChangeKind,
  type LayoutChange,
  type NodeChange,
  type Severity,
} from '../graph/diff/definition-diff';
import { type JsonValue, type Position } from '../graph/definition';
import { JsonScalar } from '../platform/graphql/scalars';
import { SeverityValue } from '../version/diff-summary.type';
import { PositionType } from '../version/graph.type';
import { type Comparison } from './comparison';

enum ChangeKindValue {
  ADDED = 'ADDED',
  REMOVED = 'REMOVED',
  CHANGED = 'CHANGED',
  RENAMED = 'RENAMED',
}
registerEnumType(ChangeKindValue, {
  name: 'ChangeKind',
  description: 'What happened to a node or an edge.',
  valuesConfig: {
    ADDED: { description: 'Only the later content has it.' },
    REMOVED: { description: 'Only the former content has it.' },
    CHANGED: { description: 'Its key is the same; its fields are not.' },
    RENAMED: { description: 'It has another key; its fields may have changed too.' },
  },
});

enum FieldChangeKindValue {
  ADDED = 'ADDED',
  REMOVED = 'REMOVED',
  CHANGED = 'CHANGED',
  MOVED = 'MOVED',
}
registerEnumType(FieldChangeKindValue, {
  name: 'FieldChangeKind',
  description: 'What happened to a field.',
  valuesConfig: {
    ADDED: { description: 'Only the later content has it.' },
    REMOVED: { description: 'Only the former content has it.' },
    CHANGED: { description: 'Its value is another.' },
    MOVED: { description: 'An item of an array that only changed its place.' },
  },
});

@ObjectType('FieldChange', {
  simpleResolvers: true,
  description: 'One field that differs, with its value before and after.',
})
@Extensions({ scope: 'workflows:read' })
export class FieldChangeType implements FieldChange {
  @Field(() => String, {
    description:
      "JSON Pointer below what changed: /config/prompt of a node; of variables the variable's name comes first. A place of the later content; of a removed field, of the former.",
  })
  path!: string;

  // of the former content; `formerPath` answers it
  from?: string;

  @Field(() => FieldChangeKindValue, { description: 'What happened to it.' })
  kind!: FieldChangeKind;

  @Field(() => JsonScalar, { nullable: true, description: 'Its former value.' })
  before?: JsonValue;

  @Field(() => JsonScalar, { nullable: true, description: 'Its later value.' })
  after?: JsonValue;

  @Field(() => SeverityValue, {
    nullable: true,
    description: 'What the change means; null in a node or an edge, which is judged as a whole.',
  })
  severity?: Severity;

  @Field(() => String, { nullable: true, description: 'Why it is as severe, for people.' })
  reason?: string;
}

/** A change of a node or an edge, with the contents that it is between. */
export type ChangeBetween<Change> = Assessed<Change> & { comparison: Comparison };

@ObjectType('NodeChange', { simpleResolvers: true, description: 'One node that differs.' })
@Extensions({ scope: 'workflows:read' })
export class NodeChangeType {
  @Field(() => ChangeKindValue, { description: 'What happened to it.' })
  kind!: ChangeKind;

  @Field(() => SeverityValue, { description: 'What the change means.' })
  severity!: Severity;

  @Field(() => String, { description: 'Why it is as severe, for people.' })
  reason!: string;

  @Field(() => [FieldChangeType], {
    description:
      'What changed in a node that both have, sorted by path; its key is not among them.',
  })
  fields!: NodeChange['fields'];
}

@ObjectType('EdgeChange', {
  simpleResolvers: true,
  description: 'One edge that differs; one that only follows a renamed node does not.',
})
@Extensions({ scope: 'workflows:read' })
export class EdgeChangeType {
  @Field(() => ChangeKindValue, { description: 'What happened to it.' })
  kind!: ChangeKind;

  @Field(() => SeverityValue, { description: 'What the change means.' })
  severity!: Severity;

  @Field(() => String, { description: 'Why it is as severe, for people.' })
  reason!: string;

  @Field(() => [FieldChangeType], {
    description:
      'What changed in an edge that both have, sorted by path; its key is not among them.',
  })
  fields!: EdgeChange['fields'];
}

@ObjectType('LayoutChange', {
  simpleResolvers: true,
  description: 'A node that stands elsewhere on the canvas: never a change of behaviour.',
})
export class LayoutChangeType implements LayoutChange {
  @Field(() => String, { description: 'Key of the node in the later content.' })
  key!: string;

  @Field(() => PositionType, { nullable: true, description: 'Where it stood.' })
  before?: Position;

  @Field(() => PositionType, { nullable: true, description: 'Where it stands.' })
  after?: Position;
}
