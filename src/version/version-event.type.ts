import {
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  InterfaceType,
  ObjectType,
  Resolver,
  Root,
} from 'type-graphql';
import { EventInterface, type ShownEvent } from '../event/event.type';
import { typeNameOf } from '../platform/graphql/node';
import { DigestScalar } from '../platform/graphql/scalars';
import { type Version } from './version';
import { type VersionContext } from './version-context';
import { VersionType } from './version.type';

/** Facts that events of a version and of the draft have alike. */
type VersionFacts = ShownEvent & { versionId: string };

@InterfaceType('VersionEvent', {
  implements: EventInterface,
  description: 'Something that happened to a saved version.',
  resolveType: typeNameOf,
})
export abstract class VersionEventInterface extends EventInterface {
  @Field(() => ID, { description: 'Id of the version, also once it is deleted.' })
  versionId!: string;

  @Field(() => Int, { description: 'Its number.' })
  number!: number;

  @Field(() => Int, { description: 'Its revision at that moment.' })
  revision!: number;

  @Field(() => DigestScalar, { description: 'Its digest at that moment.' })
  digest!: string;
}

@InterfaceType('DraftEvent', {
  implements: EventInterface,
  description: 'Something that happened to a draft.',
  resolveType: typeNameOf,
})
export abstract class DraftEventInterface extends EventInterface {
  @Field(() => Int, { description: "The draft's revision at that moment." })
  revision!: number;

  @Field(() => DigestScalar, { description: "The draft's digest at that moment." })
  digest!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The editor that did it, as it named itself: tells your own saves apart.',
  })
  clientId!: string | null;
}

@Resolver(() => VersionEventInterface)
export class VersionEventFieldsResolver {
  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version as it is now; null once it is deleted.',
  })
  async version(
    @Root() event: VersionFacts,
    @Ctx() { loaders }: VersionContext,
  ): Promise<Version | undefined> {
    return loaders.versions.byId(event.versionId);
  }
}

@Resolver(() => DraftEventInterface)
export class DraftEventFieldsResolver {
  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The draft as it is now; null once its workflow is deleted.',
  })
  async draft(
    @Root() event: VersionFacts,
    @Ctx() { loaders }: VersionContext,
  ): Promise<Version | undefined> {
    return loaders.versions.byId(event.versionId);
  }
}

const ofVersion = { implements: [EventInterface, VersionEventInterface], simpleResolvers: true };
const ofDraft = { implements: [EventInterface, DraftEventInterface], simpleResolvers: true };

@ObjectType('DraftSaved', { ...ofDraft, description: 'The draft got new content.' })
export class DraftSavedType extends DraftEventInterface {}

@ObjectType('LayoutSaved', {
  ...ofDraft,
  description: "Something moved on the draft's canvas; the content stays.",
})
export class LayoutSavedType extends DraftEventInterface {}

@ObjectType('DraftRestored', {
  ...ofDraft,
  description:
    'The draft was replaced by a version; saves based on something before are conflicts.',
})
export class DraftRestoredType extends DraftEventInterface {
  @Field(() => Int, { description: 'Number of the version whose content it took.' })
  fromNumber!: number;

  @Field(() => Int, { description: 'The revision that holds the former content.' })
  replacedRevision!: number;
}

@ObjectType('DraftDiscarded', {
  ...ofDraft,
  description:
    'The draft was replaced by the latest version; saves based on something before are conflicts.',
})
export class DraftDiscardedType extends DraftEventInterface {
  @Field(() => Int, { description: 'Number of the version whose content it took.' })
  fromNumber!: number;

  @Field(() => Int, { description: 'The revision that holds the former content.' })
  replacedRevision!: number;
}

@ObjectType('VersionSaved', { ...ofVersion, description: 'A version was saved.' })
export class VersionSavedType extends VersionEventInterface {
  @Field(() => String, { nullable: true, description: 'Its name of that moment.' })
  versionName!: string | null;
}

@ObjectType('VersionEdited', {
  ...ofVersion,
  description:
    'An editable version got new content or layout; routes hold the digest that they were given.',
})
export class VersionEditedType extends VersionEventInterface {
  @Field(() => String, {
    nullable: true,
    description: 'The editor that did it, as it named itself.',
  })
  clientId!: string | null;
}

@ObjectType('VersionRenamed', {
  ...ofVersion,
  description: 'A version got another name or description.',
})
export class VersionRenamedType extends VersionEventInterface {
  @Field(() => String, { nullable: true, description: 'Its name from then on.' })
  versionName!: string | null;
}

@ObjectType('VersionSealedEvent', {
  ...ofVersion,
  description: 'A version stopped being editable.',
})
export class VersionSealedEventType extends VersionEventInterface {}

@ObjectType('VersionArchived', { ...ofVersion, description: 'A version was hidden from lists.' })
export class VersionArchivedType extends VersionEventInterface {}

@ObjectType('VersionUnarchived', {
  ...ofVersion,
  description: 'A version is shown in lists again.',
})
export class VersionUnarchivedType extends VersionEventInterface {}

@ObjectType('VersionDeleted', {
  ...ofVersion,
  description: 'A version is gone; its number is not used again.',
})
export class VersionDeletedType extends VersionEventInterface {}

@ObjectType('RevisionsPruned', {
  implements: EventInterface,
  simpleResolvers: true,
  description: 'Revisions were dropped by the retention policy.',
})
export class RevisionsPrunedType extends EventInterface {
  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

export const versionEventTypes = [
  DraftSavedType,
  LayoutSavedType,
  DraftRestoredType,
  DraftDiscardedType,
  VersionSavedType,
  VersionEditedType,
  VersionRenamedType,
  VersionSealedEventType,
  VersionArchivedType,
  VersionUnarchivedType,
  VersionDeletedType,
  RevisionsPrunedType,
];
