import { Extensions, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ActorType } from '../platform/graphql/actor.type';
import { connectionType } from '../platform/graphql/connection';
import { Node, registerNode } from '../platform/graphql/node';
import { DateTimeScalar, DigestScalar } from '../platform/graphql/scalars';
import { type RevisionKind, type VersionOrigin, type VersionStatus } from './version';

enum VersionStatusEnum {
  DRAFT = 'DRAFT',
  EDITABLE = 'EDITABLE',
  SEALED = 'SEALED',
}
registerEnumType(VersionStatusEnum, {
  name: 'VersionStatus',
  description: 'Whether the content of a version can be edited.',
  valuesConfig: {
    DRAFT: { description: 'The live editable copy.' },
    EDITABLE: { description: 'Saved, and still editable.' },
    SEALED: { description: 'Never to be edited again.' },
  },
});

enum VersionOriginEnum {
  DRAFT = 'DRAFT',
  DIRECT = 'DIRECT',
  VERSION = 'VERSION',
  FORK = 'FORK',
  IMPORT = 'IMPORT',
  MERGE = 'MERGE',
}
registerEnumType(VersionOriginEnum, {
  name: 'VersionOrigin',
  description: 'How a version came to be.',
  valuesConfig: {
    DRAFT: { description: 'Saved from the draft, or the draft itself.' },
    DIRECT: { description: 'Saved from a definition given directly.' },
    VERSION: { description: 'Saved from another version.' },
    FORK: { description: 'The start of a fork.' },
    IMPORT: { description: 'Read from a file.' },
    MERGE: { description: 'Merged from two versions.' },
  },
});

enum RevisionKindEnum {
  CREATE = 'CREATE',
  EDIT = 'EDIT',
  RESTORE = 'RESTORE',
  DISCARD = 'DISCARD',
  MERGE = 'MERGE',
}
registerEnumType(RevisionKindEnum, {
  name: 'RevisionKind',
  description: 'How a revision came to be.',
  valuesConfig: {
    CREATE: { description: 'The first content.' },
    EDIT: { description: 'A save.' },
    RESTORE: { description: 'The draft was made from a version.' },
    DISCARD: { description: 'Changes of the draft were discarded.' },
    MERGE: { description: 'Two changes were merged.' },
  },
});

@ObjectType('Version', {
  implements: Node,
  simpleResolvers: true,
  description:
    "A numbered entry of a workflow's history that points at a definition; number 0 is the draft.",
})
@Extensions({ scope: 'workflows:read' })
export class VersionType extends Node {
  @Field(() => Int, { description: '0 for the draft, then 1, 2, 3 …; never used again.' })
  number!: number;

  @Field(() => String, { description: 'What to call it: "Draft" or "v3".' })
  label!: string;

  @Field(() => String, { nullable: true, description: 'A name for people.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'What changed and why.' })
  description!: string | null;

  @Field(() => String, { description: "The workflow's name of its day." })
  workflowName!: string;

  @Field(() => VersionStatusEnum, { description: 'Whether its content can be edited.' })
  status!: VersionStatus;

  @Field(() => Boolean, { description: 'Whether it is hidden from lists.' })
  isArchived!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was saved; stamped once.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who saved it; stamped once.' })
  createdBy!: ActorType;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sealed; stamped once.' })
  sealedAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was archived.' })
  archivedAt!: string | null;

  @Field(() => VersionOriginEnum, { description: 'How it came to be.' })
  origin!: VersionOrigin;

  @Field(() => Int, {
    description: 'Number of its present revision, from 1; the expectedRevision of the next save.',
  })
  revision!: number;

  @Field(() => DigestScalar, { description: 'Digest of its present definition.' })
  digest!: string;
}

@ObjectType('Revision', {
  implements: Node,
  simpleResolvers: true,
  description: 'One content state that a version went through. Never changed.',
})
@Extensions({ scope: 'workflows:read' })
export class RevisionType extends Node {
  @Field(() => Int, { description: 'From 1, per version.' })
  number!: number;

  @Field(() => RevisionKindEnum, { description: 'How it came to be.' })
  kind!: RevisionKind;

  @Field(() => DigestScalar, { description: 'Digest of its definition.' })
  digest!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The editor that saved it, as it named itself.',
  })
  clientId!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was saved.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Who saved it.' })
  createdBy!: ActorType;
}

@ObjectType('RejectedSave', {
  implements: Node,
  simpleResolvers: true,
  description:
    'Content of a save that was refused as stale, kept for 30 days so that no work is lost.',
})
@Extensions({ scope: 'workflows:read' })
export class RejectedSaveType extends Node {
  @Field(() => Int, { description: 'The revision that the save was based on.' })
  baseRevision!: number;

  @Field(() => DigestScalar, { description: 'Digest of its definition.' })
  digest!: string;

  @Field(() => DateTimeScalar, { description: 'When it was refused.' })
  createdAt!: string;

  @Field(() => ActorType, { description: 'Whose save it was.' })
  createdBy!: ActorType;

  @Field(() => DateTimeScalar, { description: 'Until when it is kept.' })
  expiresAt!: string;
}

registerNode('ver', 'Version');
registerNode('rev', 'Revision');
registerNode('rej', 'RejectedSave');
export const VersionConnectionType = connectionType('Version', () => VersionType);
export const RevisionConnectionType = connectionType('Revision', () => RevisionType);
