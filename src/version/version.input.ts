import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import { type JsonValue } from '../graph/definition';
import { type Resolution } from '../graph/merge/merge-conflict';
import { JsonScalar } from '../platform/graphql/scalars';
import { WorkflowInput } from '../workflow/workflow.input';
import { type ContentEdit } from './edit-version';
import { type VersionRef } from './version-ref';
import { VersionRefScalar } from './version-ref.scalar';

export enum VersionOrderBy {
  NUMBER_DESC = 'NUMBER_DESC',
  NUMBER_ASC = 'NUMBER_ASC',
}
registerEnumType(VersionOrderBy, {
  name: 'VersionOrderBy',
  description: 'Order of a list of versions.',
  valuesConfig: {
    NUMBER_DESC: { description: 'Newest first.' },
    NUMBER_ASC: { description: 'Oldest first.' },
  },
});

enum ConflictChoice {
  BASE = 'BASE',
  OURS = 'OURS',
  THEIRS = 'THEIRS',
  VALUE = 'VALUE',
}
registerEnumType(ConflictChoice, {
  name: 'ConflictChoice',
  description: 'What to put at a place where two contents clash.',
  valuesConfig: {
    BASE: { description: 'What stood there before the two parted.' },
    OURS: { description: 'What the save, or the version that takes the changes in, has there.' },
    THEIRS: { description: 'What the other has there.' },
    VALUE: { description: 'The value that is given.' },
  },
});

@InputType({ description: 'Decides one place where two contents clash.' })
export class ConflictResolutionInput implements Resolution {
  @Field(() => String, { description: 'The path of the conflict, as the refusal named it.' })
  path!: string;

  @Field(() => ConflictChoice, { description: 'What to put there.' })
  take!: Resolution['take'];

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'With VALUE: what to put there; null removes it.',
  })
  value?: JsonValue;
}

@InputType({ description: 'New content of a version, whole or as a patch.' })
class ContentInput extends WorkflowInput {
  @Field(() => String, {
    nullable: true,
    description: 'Names your editor, so that its saves in flight chain instead of clashing.',
  })
  clientId?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: "The whole definition, in Switchyard's or React Flow's shape.",
  })
  definition?: unknown;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'RFC 6902 patch of the definition in canonical form at expectedRevision.',
  })
  patch?: unknown;

  @Field(() => [ConflictResolutionInput], {
    nullable: true,
    description: 'Decide places where a stale save was refused as a DraftConflict.',
  })
  resolutions?: ConflictResolutionInput[] | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'With resolutions: the currentRevision of the DraftConflict that they decide. If the content moved on since, they decide nothing and the conflict comes back.',
  })
  expectedCurrentRevision?: number | null;
}

@InputType({ description: 'A save of the draft. Give a definition, a patch, or only a layout.' })
export class SaveDraftInput extends ContentInput implements ContentEdit {
  @Field(() => Int, { description: 'The revision that your change is based on.' })
  expectedRevision!: number;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What moved on the canvas; the last writer wins per node.',
  })
  layout?: unknown;
}

@InputType({ description: "A move on the draft's canvas: no revision, but an event." })
export class SaveLayoutInput extends WorkflowInput {
  @Field(() => JsonScalar, {
    description:
      'What moved; the last writer wins per node. What is sent of nodes that the draft does not have is ignored: it goes with the saveDraft that brings them.',
  })
  layout!: unknown;

  @Field(() => String, { nullable: true, description: 'Names your editor.' })
  clientId?: string | null;
}

@InputType({ description: "Pins of the draft's calls of other workflows to move." })
export class MoveSubworkflowPinsInput extends WorkflowInput {
  @Field(() => Int, { description: "The draft's revision as you know it." })
  expectedRevision!: number;

  @Field(() => [String], {
    nullable: true,
    description: 'Keys of the nodes whose pins to move; all of them by default.',
  })
  nodeKeys?: string[] | null;
}

@InputType({ description: "The draft's changes to discard." })
export class DiscardDraftInput extends WorkflowInput {
  @Field(() => Int, { description: "The draft's revision as you know it." })
  expectedRevision!: number;
}

@InputType({ description: 'A version to make the draft from.' })
export class CreateDraftFromVersionInput extends WorkflowInput {
  @Field(() => VersionRefScalar, { description: 'The version.' })
  version!: VersionRef;

  @Field(() => Int, { description: "The draft's revision as you know it." })
  expectedRevision!: number;
}

@InputType({
  description:
    'What to change of a saved version. Content needs expectedRevision and an unsealed version.',
})
export class UpdateVersionInput extends ContentInput {
  @Field(() => VersionRefScalar, { description: 'The version.' })
  version!: VersionRef;

  @Field(() => String, {
    nullable: true,
    description: 'Another name; null removes it. Sealed versions take it too.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Another description; null removes it. Sealed versions take it too.',
  })
  description?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The revision that your change of content is based on.',
  })
  expectedRevision?: number | null;

  @Field(() => JsonScalar, { nullable: true, description: 'What moved on the canvas.' })
  layout?: unknown;
}

@InputType({ description: 'A version of a workflow.' })
export class VersionInput extends WorkflowInput {
  @Field(() => VersionRefScalar, { description: 'The version.' })
  version!: VersionRef;
}

@InputType({ description: 'A version to archive.' })
export class ArchiveVersionInput extends VersionInput {}

@InputType({ description: 'A version to take out of the archive.' })
export class UnarchiveVersionInput extends VersionInput {}

@InputType({ description: 'A version to delete.' })
export class DeleteVersionInput extends VersionInput {}

@InputType({ description: 'A workflow whose revisions to prune by its retention policy.' })
export class PruneRevisionsInput extends WorkflowInput {}
