import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RawJson } from '../platform/graphql/raw-json';
import { JsonScalar } from '../platform/graphql/scalars';
import { type RejectedSave, type Revision, type Version } from './version';
import { type VersionContext } from './version-context';
import { RejectedSaveType, RevisionType, VersionType } from './version.type';

@Resolver(() => RevisionType)
export class RevisionFieldsResolver {
  @FieldResolver(() => VersionType, { description: 'The version that went through it.' })
  async version(@Root() revision: Revision, @Ctx() { loaders }: VersionContext): Promise<Version> {
    return (await loaders.versions.byId(revision.versionId))!;
  }

  @FieldResolver(() => JsonScalar, { description: 'Its definition in canonical form.' })
  async definition(
    @Root() revision: Revision,
    @Ctx() { loaders }: VersionContext,
  ): Promise<RawJson> {
    return new RawJson(await loaders.versions.text(revision.digest));
  }
}

@Resolver(() => RejectedSaveType)
export class RejectedSaveFieldsResolver {
  @FieldResolver(() => VersionType, { description: 'The version that the save was for.' })
  async version(@Root() save: RejectedSave, @Ctx() { loaders }: VersionContext): Promise<Version> {
    return (await loaders.versions.byId(save.versionId))!;
  }

  @FieldResolver(() => JsonScalar, { description: 'The refused definition in canonical form.' })
  async definition(
    @Root() save: RejectedSave,
    @Ctx() { loaders }: VersionContext,
  ): Promise<RawJson> {
    return new RawJson(await loaders.versions.text(save.digest));
  }
}
