import { Arg, Ctx, Extensions, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { findVersion } from '../channel/workflow-channels.resolver';
import { type DiffSummary, type Severity } from '../graph/diff/definition-diff';
import { makePatch } from '../graph/diff/make-patch';
import { renderDiff } from '../graph/diff/render-diff';
import { summarizeDiff } from '../graph/diff/summarize-diff';
import { JsonScalar } from '../platform/graphql/scalars';
import { CarriesUserErrors } from '../platform/graphql/user-error';
import { notFound } from '../platform/refusal';
import { DiffSummaryType, SeverityValue } from '../version/diff-summary.type';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { type DiffContext } from './diff-context';
import { type ComparedDefinition, DiffWithType } from './diff-with.type';
import { DIFF_COST, DiffFormat } from './diff.type';

/** What a definition that is not saved has different from a version. */
@Resolver(() => DiffWithType)
export class DiffWithResolver {
  @Query(() => DiffWithType, {
    description:
      'What a definition that is not saved, such as a file of a pull request, has different from a version. Nothing is kept.',
  })
  @Extensions({ scope: 'workflows:read', cost: DIFF_COST })
  @CarriesUserErrors()
  async diffWith(
    @Ctx() { services, loaders, caller }: DiffContext,
    @Arg('workflowId', () => ID, { description: 'Of which workflow.' }) workflowId: string,
    @Arg('from', () => VersionRefScalar, { description: 'The version, the former of the two.' })
    ref: VersionRef,
    @Arg('definition', () => JsonScalar, {
      description: "The later of the two: a definition, or a graph in React Flow's shape.",
    })
    definition: unknown,
  ): Promise<ComparedDefinition> {
    const workflow = await loaders.workflows.byId(workflowId);
    if (!workflow) throw notFound('The workflow', ['workflowId']);
    const from = await findVersion(workflow.id, ref, loaders, 'from');
    if (!from) throw notFound('The version', ['from']);
    const prepared = services.definitions.prepare(definition, workflow.id);
    const diff = await services.diffs.since(caller.workspaceId, from.digest, prepared);
    return { from, compared: { prepared, diff } };
  }

  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether both have the same digest; null, as all else, where it was refused.',
  })
  identical(@Root() { from, compared }: ComparedDefinition): boolean | undefined {
    return compared && from!.digest === compared.prepared.digest;
  }

  @FieldResolver(() => SeverityValue, {
    nullable: true,
    description: 'The most severe of all changes.',
  })
  severity(@Root() { compared }: ComparedDefinition): Severity | undefined {
    return compared?.diff.severity;
  }

  @FieldResolver(() => DiffSummaryType, {
    nullable: true,
    description: 'The diff in numbers and a line.',
  })
  summary(@Root() { compared }: ComparedDefinition): DiffSummary | undefined {
    return compared && summarizeDiff(compared.diff);
  }

  @FieldResolver(() => JsonScalar, {
    nullable: true,
    description: "RFC 6902 patch that makes the definition of the version's, in canonical form.",
  })
  async patch(
    @Root() { from, compared }: ComparedDefinition,
    @Ctx() { loaders }: DiffContext,
  ): Promise<unknown> {
    if (!compared) return undefined;
    return makePatch(await loaders.versions.definition(from!.digest), compared.prepared.definition);
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: 'The diff as text, for people and for models; cut at 60,000 characters.',
  })
  text(
    @Root() { from, compared }: ComparedDefinition,
    @Arg('format', () => DiffFormat, {
      defaultValue: DiffFormat.PLAIN,
      description: 'How it is written.',
    })
    format: DiffFormat,
    @Arg('name', () => String, {
      nullable: true,
      description: 'What to call the definition, such as the name of its file; "given" if absent.',
    })
    name?: string | null,
  ): string | undefined {
    const names = { from: from?.label ?? '', to: name ?? 'given' };
    return compared && renderDiff(compared.diff, { format, ...names });
  }
}
