import { Arg, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { findVersion } from '../channel/workflow-channels.resolver';
import { idPrefix } from '../platform/ids';
import { type Version } from '../version/version';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { VersionType } from '../version/version.type';
import { type Comparison, type DiffSide } from './comparison';
import { type DiffContext } from './diff-context';
import { DIFF_COST, DiffType } from './diff.type';

/** How contents that can be compared are found, by the prefix of their ids. */
const FINDERS: Record<
  string,
  (versions: DiffContext['loaders']['versions'], id: string) => Promise<DiffSide | undefined>
> = {
  ver: (versions, id) => versions.byId(id),
  rev: (versions, id) => versions.revision(id),
  rej: (versions, id) => versions.rejectedSave(id),
};

/** Ways to ask for a diff. */
@Resolver(() => VersionType)
export class DiffResolver {
  @FieldResolver(() => DiffType, {
    nullable: true,
    description: 'What another version of the workflow has different; null where there is none.',
  })
  @Extensions({ cost: DIFF_COST })
  async diff(
    @Root() version: Version,
    @Ctx() { loaders }: DiffContext,
    @Arg('to', () => VersionRefScalar, { description: 'The later of the two.' }) ref: VersionRef,
  ): Promise<Comparison | undefined> {
    const to = await findVersion(version.workflowId, ref, loaders, 'to');
    return to && { from: version, to };
  }

  @Query(() => DiffType, {
    name: 'diff',
    nullable: true,
    description:
      'What differs between two versions of a workflow; null where one of them is not there.',
  })
  @Extensions({ scope: 'workflows:read', cost: DIFF_COST })
  async diffOf(
    @Ctx() { loaders }: DiffContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) workflowId: string,
    @Arg('from', () => VersionRefScalar, { description: 'The former of the two.' })
    fromRef: VersionRef,
    @Arg('to', () => VersionRefScalar, { description: 'The later of the two.' })
    toRef: VersionRef,
  ): Promise<Comparison | undefined> {
    const workflow = await loaders.workflows.byId(workflowId);
    if (!workflow) return undefined;
    const [from, to] = await Promise.all([
      findVersion(workflow.id, fromRef, loaders, 'from'),
      findVersion(workflow.id, toRef, loaders, 'to'),
    ]);
    return from && to && { from, to };
  }

  @Query(() => DiffType, {
    nullable: true,
    description:
      'What differs between any two versions, revisions or rejected saves, also of different workflows; null where one of them is not there.',
  })
  @Extensions({ scope: 'workflows:read', cost: DIFF_COST })
  async diffAcross(
    @Ctx() { loaders }: DiffContext,
    @Arg('fromId', () => ID, { description: 'Id of the former of the two.' }) fromId: string,
    @Arg('toId', () => ID, { description: 'Id of the later of the two.' }) toId: string,
  ): Promise<Comparison | undefined> {
    const find = (id: string) => FINDERS[idPrefix(id) ?? '']?.(loaders.versions, id);
    const [from, to] = await Promise.all([find(fromId), find(toId)]);
    return from && to && { from, to };
  }
}
