import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Definition } from '../graph/definition';
import {
  type Assessed,
  type EdgeChange,
  type FieldChange,
  type LayoutChange,
  type NodeChange,
  type Severity,
} from '../graph/diff/definition-diff';
import { makePatch } from '../graph/diff/make-patch';
import { renderDiff } from '../graph/diff/render-diff';
import { summarizeDiff } from '../graph/diff/summarize-diff';
import { JsonScalar } from '../platform/graphql/scalars';
import { DiffSummaryType, SeverityValue } from '../version/diff-summary.type';
import {
  type ChangeBetween,
  EdgeChangeType,
  FieldChangeType,
  LayoutChangeType,
  NodeChangeType,
} from './change.type';
import { type Comparison, movesBetween } from './comparison';
import { type DiffContext } from './diff-context';
import { type SummaryWithMoves } from './diff.loader';
import { DiffFormat, DiffType } from './diff.type';
import { sideNames } from './side-names';

/** What a diff says; compared only where something of it is selected. */
@Resolver(() => DiffType)
export class DiffFieldsResolver {
  @FieldResolver(() => Boolean, {
    description: 'Whether both have the same digest; then nothing differs.',
  })
  identical(@Root() { from, to }: Comparison): boolean {
    return from.digest === to.digest;
  }

  @FieldResolver(() => SeverityValue, { description: 'The most severe of all changes.' })
  async severity(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<Severity> {
    return (await loaders.diffs.between(comparison)).severity;
  }

  @FieldResolver(() => DiffSummaryType, { description: 'The diff in numbers and a line.' })
  async summary(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<SummaryWithMoves> {
    const diff = await loaders.diffs.between(comparison);
    return { ...summarizeDiff(diff), moves: movesBetween(comparison, diff.renames) };
  }

  @FieldResolver(() => [NodeChangeType], {
    description: 'The nodes that differ, sorted by their key in the later content.',
  })
  async nodes(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<ChangeBetween<NodeChange>[]> {
    const { nodes } = await loaders.diffs.between(comparison);
    return nodes.map((change) => ({ ...change, comparison }));
  }

  @FieldResolver(() => [EdgeChangeType], {
    description: 'The edges that differ, sorted by their key in the later content.',
  })
  async edges(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<Assessed<EdgeChange>[]> {
    return (await loaders.diffs.between(comparison)).edges;
  }

  @FieldResolver(() => [FieldChangeType], {
    description: "What differs in the JSON Schema of a run's input.",
  })
  async inputs(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<FieldChange[]> {
    return (await loaders.diffs.between(comparison)).inputs;
  }

  @FieldResolver(() => [FieldChangeType], { description: 'What differs in the variables.' })
  async variables(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<FieldChange[]> {
    return (await loaders.diffs.between(comparison)).variables;
  }

  @FieldResolver(() => [FieldChangeType], { description: 'What differs in the settings.' })
  async settings(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<FieldChange[]> {
    return (await loaders.diffs.between(comparison)).settings;
  }

  @FieldResolver(() => [LayoutChangeType], {
    description:
      'The nodes that stand elsewhere on the canvas; none where a side is no version and so has no layout.',
  })
  async layout(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
  ): Promise<LayoutChange[]> {
    return loaders.diffs.movedIn(comparison);
  }

  @FieldResolver(() => JsonScalar, {
    description: 'RFC 6902 patch that makes the later definition of the former in canonical form.',
  })
  async patch(@Root() comparison: Comparison, @Ctx() { loaders }: DiffContext): Promise<unknown> {
    const [from, to] = await definitionsOf(comparison, loaders);
    return makePatch(from, to);
  }

  @FieldResolver(() => String, {
    description: 'The diff as text, for people and for models; cut at 60,000 characters.',
  })
  async text(
    @Root() comparison: Comparison,
    @Ctx() { loaders }: DiffContext,
    @Arg('format', () => DiffFormat, {
      defaultValue: DiffFormat.PLAIN,
      description: 'How it is written.',
    })
    format: DiffFormat,
  ): Promise<string> {
    const [diff, names, layout, definition] = await Promise.all([
      loaders.diffs.between(comparison),
      sideNames(comparison, loaders),
      loaders.diffs.movedIn(comparison),
      loaders.versions.definition(comparison.to.digest),
    ]);
    const nodeNames = new Map(definition.nodes.map(({ id, name }) => [id, name]));
    return renderDiff(diff, { ...names, format, layout, nodeNames });
  }
}

function definitionsOf(
  { from, to }: Comparison,
  { versions }: DiffContext['loaders'],
): Promise<[Definition, Definition]> {
  return Promise.all([versions.definition(from.digest), versions.definition(to.digest)]);
}
