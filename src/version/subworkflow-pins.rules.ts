import { type ProblemCode } from '../graph/problems';
import { type SubworkflowCall } from '../graph/subworkflow-calls';
import { parseVersionRef } from './version-ref';
import { versionLabel } from './version.rules';

/** What a workflow that is called has. */
export interface CalledWorkflow {
  /** Digests of saved versions by number, as far as calls name them. */
  saved: ReadonlyMap<number, string>;
  /** Digest of the saved version with the highest number. */
  latest: string | undefined;
  /** Digests that `live` routes to; of a route to the draft, what the draft holds. */
  live: readonly string[];
}

/** The definition that a call leads to now, or why there is none. */
export type CallTarget = { digest: string } | { problem: ProblemCode; reason: string };

/**
 * The pin that a call keeps when it is saved; undefined: it is to be pinned anew. A client moves a pin
 * by naming another workflow or version, or another digest. Who names another version and sends the
 * digest that belonged to the former one merely did not touch it, and who leaves the digest out may not
 * know of it: a pin never moves for want of attention.
 *
 * @param base the same node in the content that the save goes on top of.
 * @param seen the same node in the revision that the client says it has seen; another one than `base`
 * where its saves are chained.
 */
export function keptPin(
  call: SubworkflowCall,
  base: SubworkflowCall | undefined,
  seen: SubworkflowCall | undefined = base,
): string | undefined {
  const { digest } = call;
  if (digest !== undefined) {
    const holders = [base, seen].filter((known) => known?.digest === digest);
    if (holders.length === 0 || holders.some((known) => isOfSame(call, known))) return digest;
  }
  return isOfSame(call, base) ? base?.digest : undefined;
}

/** Where a call leads now; `called` is absent where the workspace has no such workflow. */
export function targetOf(
  { version }: SubworkflowCall,
  called: CalledWorkflow | undefined,
): CallTarget {
  if (!called) return missing('It calls a workflow that does not exist.');
  const ref = version === undefined ? undefined : parseVersionRef(version);
  if (typeof ref === 'object' && ref.number > 0) {
    const digest = called.saved.get(ref.number);
    return digest === undefined
      ? missing(`It calls ${versionLabel(ref.number)}, which does not exist.`)
      : { digest };
  }
  if (typeof ref === 'object') return notPinned('It calls a draft; only versions are pinned.');
  if (version !== undefined && ref === undefined)
    return notPinned('What it calls is no version: give a number, latest or active.');
  const [live, ...others] = called.live;
  const isOne = live !== undefined && others.length === 0;
  if (ref !== 'latest' && isOne) return { digest: live };
  if (ref === 'active') {
    return notPinned(
      live === undefined
        ? 'It calls the active version, but none is active.'
        : 'It calls the active version, but "live" is split, so there is none.',
    );
  }
  return called.latest === undefined
    ? notPinned('It calls a workflow of which nothing was saved yet.')
    : { digest: called.latest };
}

/** Whether a call asks for its live routes. */
export function asksForLive({ version }: SubworkflowCall): boolean {
  return version === undefined || version === 'active';
}

function isOfSame(call: SubworkflowCall, known: SubworkflowCall | undefined): boolean {
  return known?.workflowId === call.workflowId && known.version === call.version;
}

function missing(reason: string): CallTarget {
  return { problem: 'SUBWORKFLOW_MISSING', reason };
}

function notPinned(reason: string): CallTarget {
  return { problem: 'SUBWORKFLOW_NOT_PINNED', reason };
}
