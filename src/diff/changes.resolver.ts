import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { type DiffSummary } from '../graph/diff/definition-diff';
import { DiffSummaryType } from '../version/diff-summary.type';
import { type Revision, type Version } from '../version/version';
import { RevisionType, VersionType } from '../version/version.type';
import { type DiffContext } from './diff-context';
import { type SummaryWithMoves } from './diff.loader';

/** What a version changed, and what was merged into it. */
@Resolver(() => VersionType)
export class VersionChangesResolver {
  @FieldResolver(() => DiffSummaryType, {
    nullable: true,
    description: 'What it changed of what it was made from; null where it came from nowhere.',
  })
  async changes(
    @Root() version: Version,
    @Ctx() { loaders }: DiffContext,
  ): Promise<SummaryWithMoves | undefined> {
    return loaders.diffs.changesOf(version);
  }

  @FieldResolver(() => [VersionType], {
    description: 'The versions that were merged into it, beside its parent.',
  })
  async mergedFrom(@Root() version: Version, @Ctx() { loaders }: DiffContext): Promise<Version[]> {
    return loaders.diffs.mergedFrom(version.id);
  }
}

@Resolver(() => RevisionType)
export class RevisionChangesResolver {
  @FieldResolver(() => DiffSummaryType, {
    nullable: true,
    description:
      'What it changed of the revision before it, the first of what the version was made from; null where there is none, or it is no longer kept.',
  })
  async changes(
    @Root() revision: Revision,
    @Ctx() { loaders }: DiffContext,
  ): Promise<DiffSummary | undefined> {
    return loaders.diffs.changesOfRevision(revision);
  }
}

@Resolver(() => DiffSummaryType)
export class DiffSummaryFieldsResolver {
  @FieldResolver(() => Int, {
    description:
      'Nodes that stand elsewhere on the canvas; 0 unless two versions are compared: nothing else has a layout.',
  })
  async nodesMoved(
    @Root() { moves }: SummaryWithMoves,
    @Ctx() { loaders }: DiffContext,
  ): Promise<number> {
    return moves ? (await loaders.diffs.moved(moves)).length : 0;
  }
}
