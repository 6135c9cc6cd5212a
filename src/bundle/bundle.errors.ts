import { problemSentence } from '../graph/problem-sentence';
import { type Problem } from '../graph/problems';
import { Refusal } from '../platform/refusal';

/** Something that is wrong with a bundle, and where. */
export interface BundleFault {
  /** JSON Pointer (RFC 6901) from the bundle; `''` is all of it. */
  path: string;
  message: string;
}

/** Faults that are told; a bundle may have a million. */
export const MOST_FAULTS = 20;
/** Faults that the message spells out. */
const LISTED = 3;

/** What was given is no bundle that can be read, or what was asked for is none that could be. Nothing was taken. */
export class BundleInvalid extends Refusal {
  override readonly typeName = 'BundleInvalid';
  override readonly details;

  constructor(faults: readonly BundleFault[], done: 'read' | 'written' = 'read') {
    const listed = faults
      .slice(0, LISTED)
      .map(({ path, message }) => `${path || 'the file'} ${message}`);
    const left = faults.length - listed.length;
    const more = left > 0 ? `; and ${left === MOST_FAULTS - LISTED ? 'more' : `${left} more`}` : '';
    const message = `This bundle cannot be ${done}: ${listed.join('; ')}${more}.`;
    super('BUNDLE_INVALID', message, [done === 'read' ? 'bundle' : 'versions']);
    this.details = { faults: faults.slice(0, MOST_FAULTS) };
  }
}

/** Of a place where a secret stands in the open. */
export function secretFault(path: string): BundleFault {
  return {
    path,
    message: 'holds a secret, by its looks; put a reference such as {{secrets.NAME}} there',
  };
}

/** A workflow has other content under numbers that the bundle has too. */
export class PromotionDiverged extends Refusal {
  override readonly typeName = 'PromotionDiverged';
  override readonly details;

  constructor(numbers: readonly number[]) {
    const shown = numbers.slice(0, 10).map((number) => `v${number}`);
    const left = numbers.length - shown.length;
    const list = shown.join(', ') + (left > 0 ? ` and ${left} more` : '');
    super(
      'PROMOTION_DIVERGED',
      `The two histories have diverged: ${list} of the workflow ${numbers.length === 1 ? 'holds' : 'hold'} other content than in the bundle. Nothing was added.`,
      ['bundle'],
    );
    this.details = { numbers: [...numbers] };
  }
}

/** A version that an archive's runner refuses. */
export interface NotRunnableVersion {
  number: number;
  /** The first of what would stop a run; never empty. */
  problems: readonly Problem[];
}

/** Versions were to be made runnable that cannot be run. Nothing was exported. */
export class VersionsNotRunnable extends Refusal {
  override readonly typeName = 'VersionsNotRunnable';
  override readonly details;

  constructor(versions: readonly NotRunnableVersion[]) {
    const [first, ...others] = versions;
    const labels = others.slice(0, LISTED).map(({ number }) => `v${number}`);
    const left = others.length - labels.length;
    const more =
      others.length > 0
        ? ` Nor can ${labels.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`
        : '';
    super(
      'VERSION_NOT_RUNNABLE',
      `v${first!.number} cannot be run out of an archive: ${problemSentence(first!.problems[0]!)}${more}`,
      ['versions'],
    );
    this.details = { versions };
  }
}

/** The workflow and the bundle have no history in common. */
export function promotionUnrelated(): Refusal {
  return new Refusal(
    'PROMOTION_UNRELATED',
    'This bundle is of another workflow: the two were never one, so their numbers mean different things. Import it instead.',
    ['bundle'],
  );
}
