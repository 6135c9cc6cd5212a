import { DRAFT_NUMBER } from '../../version/version';
import { type RateDifference, rateDifference } from '../execution/rate-difference';
import { type Figures } from './figures';
import { type FiguresPart, partsOf } from './run-stats';
import { type RunRollup } from './run-rollup';

/** One way of a split, with the runs that were drawn for it. */
export interface Variant {
  channelId: string;
  /** Its label, or else its version: `v3`, `Draft`. */
  name: string;
  label: string | null;
  /** What it led to in the window, by number. More than one where the label was given to another version. */
  versionIds: string[];
  figures: Figures;
}

/** A variant beside the one that all are compared with. */
export interface ComparedVariant {
  variant: Variant;
  isBaseline: boolean;
  /** Its success rate less that of the baseline; null for the baseline, and where one has no outcome yet. */
  difference: RateDifference | null;
}

export interface VariantComparison {
  channelId: string;
  /** The baseline first. */
  variants: ComparedVariant[];
}

/**
 * The variants of splits, by channel. Only runs that a split drew are theirs: of a run whose version was
 * asked for, repeated, or started while the channel had one route, who got it was not left to chance.
 */
export function variantsOf(rollups: readonly RunRollup[]): Variant[] {
  return variantParts(rollups).map(toVariant);
}

/**
 * The variants of a channel beside each other. Each is compared with the baseline alone.
 *
 * @param baseline name of a variant; without it the one with the oldest version, which stays the same
 * while runs come in.
 * @returns undefined where fewer than two variants have runs, or none has the name.
 */
export function compareVariants(
  rollups: readonly RunRollup[],
  channelId: string,
  baseline?: string | null,
): VariantComparison | undefined {
  const parts = variantParts(rollups.filter((rollup) => rollup.channelId === channelId));
  if (parts.length < 2) return undefined;
  const variants = parts.sort((a, b) => ageOf(a) - ageOf(b)).map(toVariant);
  const base = baseline == null ? variants[0]! : variants.find(({ name }) => name === baseline);
  if (!base) return undefined;
  const compared = [base, ...variants.filter((variant) => variant !== base)].map((variant) => ({
    variant,
    isBaseline: variant === base,
    difference:
      variant === base ? null : (rateDifference(outcomesOf(variant), outcomesOf(base)) ?? null),
  }));
  return { channelId, variants: compared };
}

function variantParts(rollups: readonly RunRollup[]): FiguresPart[] {
  return partsOf(
    rollups.filter(({ isDrawn }) => isDrawn),
    ({ channelId, variant, versionId }) =>
      JSON.stringify(variant === '' ? [channelId, versionId, ''] : [channelId, variant]),
  );
}

function toVariant({ of, rollups, figures }: FiguresPart): Variant {
  const numbers = new Map(rollups.map((rollup) => [rollup.versionId, rollup.versionNumber]));
  return {
    channelId: of.channelId,
    name: of.variant || nameOf(of.versionNumber),
    label: of.variant || null,
    versionIds: [...numbers].sort(([, a], [, b]) => a - b).map(([id]) => id),
    figures,
  };
}

function nameOf(versionNumber: number): string {
  return versionNumber === DRAFT_NUMBER ? 'Draft' : `v${versionNumber}`;
}

/** The least of its version's numbers; the draft is newer than all. */
function ageOf({ rollups }: FiguresPart): number {
  return Math.min(
    ...rollups.map(({ versionNumber }) =>
      versionNumber === DRAFT_NUMBER ? Number.MAX_SAFE_INTEGER : versionNumber,
    ),
  );
}

function outcomesOf({ figures }: Variant): { succeeded: number; total: number } {
  return { succeeded: figures.succeeded, total: figures.succeeded + figures.failed };
}
