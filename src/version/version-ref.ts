import { Refusal } from '../platform/refusal';

/** Selects a version of a workflow: a number (0 is the draft), the latest saved one, or the active one. */
export type VersionRef = { number: number } | 'latest' | 'active';

/** `3`, `"3"`, `"v3"`, `"draft"`, `"latest"` or `"active"`; undefined for anything else. */
export function parseVersionRef(value: unknown): VersionRef | undefined {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= 0 ? { number: value } : undefined;
  if (typeof value !== 'string') return undefined;
  if (value === 'latest' || value === 'active') return value;
  if (value === 'draft') return { number: 0 };
  const digits = /^v?(\d{1,15})$/.exec(value)?.[1];
  return digits === undefined ? undefined : { number: Number(digits) };
}

/** The reference as its user would write it. */
export function versionRefText(ref: VersionRef): string {
  if (typeof ref === 'string') return ref;
  return ref.number === 0 ? 'draft' : `v${ref.number}`;
}

/** In a split there are active routes and no single active version. */
export function activeIsSplit(field: string): Refusal {
  return new Refusal(
    'INVALID_INPUT',
    'The channel "live" is split, so no version is the active one.',
    [field],
  );
}
