import {
  type ActivationLineFragment,
  type RouteFactsFragment,
  type VersionLineFragment,
} from './generated/documents';
import { problemLine } from './command-error';
import { oneLine } from './output';

/** What a channel routes to: `v2`, `v1 90 / v2 10`, or nothing. */
export function routesText(routes: readonly RouteFactsFragment[]): string {
  const [only] = routes;
  if (!only) return 'nothing';
  if (routes.length === 1) return only.version.label;
  return routes
    .map(
      ({ version, weight, label }) =>
        `${version.label} ${weight}${label ? ` (${oneLine(label)})` : ''}`,
    )
    .join(' / ');
}

/** `2026-01-31 09:00`, in UTC. */
export function timeText(time: string | null | undefined): string {
  return time ? time.slice(0, 16).replace('T', ' ') : '';
}

/** `ACTIVATE 3 on live: v2`. */
export function activationText(activation: ActivationLineFragment): string {
  const { kind, sequence, channel, to } = activation;
  return `${kind} ${sequence} on ${channel.key}: ${routesText(to)}`;
}

/** A version with its problems below. */
export function versionText(
  version: Pick<VersionLineFragment, 'label' | 'revision' | 'digest'> & {
    problems: Parameters<typeof problemLine>[0][];
  },
): string {
  const { label, revision, digest, problems } = version;
  const head = `${label}, revision ${revision}, ${digest.slice(0, 19)}…`;
  return [head, ...problems.map((problem) => `  ${problemLine(problem)}`)].join('\n');
}
