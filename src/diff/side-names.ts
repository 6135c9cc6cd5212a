import { type Version } from '../version/version';
import { type Comparison, type DiffSide } from './comparison';
import { type DiffContext } from './diff-context';

/** What to call the two sides of a diff, such as `v3`; with their workflows where these differ. */
export async function sideNames(
  { from, to }: Comparison,
  loaders: DiffContext['loaders'],
): Promise<{ from: string; to: string }> {
  const [former, later] = await Promise.all([versionOf(from, loaders), versionOf(to, loaders)]);
  const isAcross = former.workflowId !== later.workflowId;
  const nameOf = (side: DiffSide, version: Version): string =>
    (isAcross ? `${version.workflowName} ` : '') + nameWithin(side, version);
  return { from: nameOf(from, former), to: nameOf(to, later) };
}

async function versionOf(side: DiffSide, { versions }: DiffContext['loaders']): Promise<Version> {
  if (!('versionId' in side)) return side;
  // what has a version goes with it
  return (await versions.byId(side.versionId))!;
}

function nameWithin(side: DiffSide, { label }: Version): string {
  if ('baseRevision' in side) return `${label}, rejected save on revision ${side.baseRevision}`;
  return 'versionId' in side ? `${label}, revision ${side.number}` : label;
}
