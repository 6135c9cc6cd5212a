import {
  Arg,
  Ctx,
  Extensions,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { type DiffSummary } from '../graph/diff/definition-diff';
import { type MergeConflict } from '../graph/merge/merge-definitions';
import { type Problem } from '../graph/problems';
import { RawJson } from '../platform/graphql/raw-json';
import { JsonScalar } from '../platform/graphql/scalars';
import { CarriesUserErrors, ReturnsUserErrors } from '../platform/graphql/user-error';
import { notFound } from '../platform/refusal';
import { DiffSummaryType } from '../version/diff-summary.type';
import { ProblemType } from '../version/graph.type';
import { ConflictPlaceType } from '../version/version-error.type';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { ConflictResolutionInput } from '../version/version.input';
import { type DiffContext } from './diff-context';
import { DIFF_COST } from './diff.type';
import { MergeVersionsInput } from './merge.input';
import { MergeVersionsPayload } from './merge.payload';
import { MergePreviewType, type PreviewedMerge } from './merge-preview.type';

@Resolver()
export class MergeResolver {
  @Query(() => MergePreviewType, {
    description: 'What merging two versions would do, with all conflicts that are left.',
  })
  @Extensions({ scope: 'workflows:read', cost: DIFF_COST })
  @CarriesUserErrors()
  async previewMerge(
    @Ctx() { services, loaders }: DiffContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) workflowId: string,
    @Arg('theirs', () => VersionRefScalar, {
      description: 'The version whose changes are taken in.',
    })
    theirs: VersionRef,
    @Arg('ours', () => VersionRefScalar, {
      nullable: true,
      description: 'The version that takes the changes in; the draft by default.',
    })
    ours?: VersionRef | null,
    @Arg('base', () => VersionRefScalar, {
      nullable: true,
      description: 'What both came from; by default the nearest version that both came from.',
    })
    base?: VersionRef | null,
    @Arg('resolutions', () => [ConflictResolutionInput], {
      nullable: true,
      description: 'Decide places where the two clash.',
    })
    resolutions?: ConflictResolutionInput[] | null,
  ): Promise<PreviewedMerge> {
    const workflow = await loaders.workflows.byId(workflowId);
    if (!workflow) throw notFound('The workflow', ['workflowId']);
    const request = { ours, theirs, base, resolutions };
    return { workflow, ...(await services.mergeVersions.preview(workflow, request)) };
  }

  @Mutation(() => MergeVersionsPayload, {
    description:
      'Merges two versions. Two that clash are a MergeConflict, until resolutions decide every place.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async mergeVersions(
    @Ctx() { services, caller }: DiffContext,
    @Arg('input', () => MergeVersionsInput, { description: 'What to merge.' })
    input: MergeVersionsInput,
  ): Promise<MergeVersionsPayload> {
    return { ...(await services.mergeVersions.merge(caller, input)) };
  }
}

/** What is made of a preview where it is selected. */
@Resolver(() => MergePreviewType)
export class MergePreviewFieldsResolver {
  @FieldResolver(() => [ConflictPlaceType], {
    description: 'The places that are left to be decided by resolutions.',
  })
  conflicts(@Root() { conflicts }: PreviewedMerge): MergeConflict[] {
    return conflicts ?? [];
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: 'The merged definition in canonical form; null while there are conflicts.',
  })
  definition(@Root() { prepared }: PreviewedMerge): RawJson | undefined {
    return prepared && new RawJson(prepared.content);
  }

  @FieldResolver(() => [ProblemType], {
    nullable: true,
    description: 'What is incomplete or looks wrong in the merged definition.',
  })
  problems(@Root() { prepared }: PreviewedMerge): Problem[] | undefined {
    return prepared?.problems;
  }

  @FieldResolver(() => DiffSummaryType, {
    nullable: true,
    description: 'What the merge would change of ours; null while there are conflicts.',
  })
  async changes(
    @Root() { ours, prepared }: PreviewedMerge,
    @Ctx() { services, caller }: DiffContext,
  ): Promise<DiffSummary | undefined> {
    if (!ours || !prepared) return undefined;
    return services.diffs.summary(caller.workspaceId, ours.digest, prepared);
  }

  @FieldResolver(() => DiffSummaryType, {
    nullable: true,
    description: 'What ours changed since the base.',
  })
  oursChanges(@Root() { oursChanges }: PreviewedMerge): DiffSummary | undefined {
    return oursChanges;
  }

  @FieldResolver(() => DiffSummaryType, {
    nullable: true,
    description: 'What theirs changed since the base.',
  })
  theirsChanges(@Root() { theirsChanges }: PreviewedMerge): DiffSummary | undefined {
    return theirsChanges;
  }
}
