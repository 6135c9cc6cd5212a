import { type MergeConflict } from '../graph/merge/merge-conflict';
import { type Problem } from '../graph/problems';
import { Refusal } from '../platform/refusal';
import { type RejectedSave, type Version } from './version';

/** An expectation of the caller does not hold: what was expected, and what is. */
export class VersionConflict extends Refusal {
  override readonly typeName = 'VersionConflict';
  override readonly details;

  constructor(field: string, expected: string, actual: string, advice = '') {
    super(
      'VERSION_CONFLICT',
      `${field} does not hold: expected ${expected}, but it is ${actual}.${advice}`,
      [field],
    );
    this.details = { expected, actual };
  }
}

/** A stale save whose content clashes with what came between. */
export class DraftConflict extends Refusal {
  override readonly typeName = 'DraftConflict';
  override readonly details;

  constructor(
    expectedRevision: number,
    currentRevision: number,
    places: MergeConflict[],
    rejectedSave: RejectedSave,
  ) {
    super(
      'DRAFT_CONFLICT',
      `This save is based on revision ${expectedRevision}, but the content is at revision ${currentRevision}, ` +
        `and the two clash at ${placeCount(places)}. ` +
        'Nothing was overwritten; your content is kept as the rejected save.',
      ['expectedRevision'],
    );
    this.details = { expectedRevision, currentRevision, places, rejectedSave };
  }
}

/** Two versions clash, and no resolution decides. */
export class MergeRefused extends Refusal {
  override readonly typeName = 'MergeConflict';
  override readonly details;

  constructor(ours: Version, theirs: Version, places: MergeConflict[]) {
    super(
      'MERGE_CONFLICT',
      `${ours.label} and ${theirs.label} clash at ${placeCount(places)}. Nothing was written; decide them with resolutions.`,
      ['resolutions'],
    );
    this.details = { places };
  }
}

/** Content of a sealed version never changes. */
export class VersionSealed extends Refusal {
  override readonly typeName = 'VersionSealed';
  override readonly details;

  constructor(version: Version) {
    super(
      'VERSION_SEALED',
      `${version.label} was sealed at ${version.sealedAt}; its content cannot be edited.`,
      ['version'],
    );
    this.details = { version };
  }
}

/** The definition has errors that stop a release. */
export class ValidationFailed extends Refusal {
  override readonly typeName = 'ValidationFailed';
  override readonly details;

  constructor(label: string, problems: Problem[], field: string) {
    const errors = problems.filter((problem) => problem.severity === 'ERROR');
    const first = errors[0]?.message ?? '';
    super(
      'VALIDATION_FAILED',
      `${label} has ${errors.length} error${errors.length === 1 ? '' : 's'}: ${first}`,
      [field],
    );
    this.details = { problems };
  }
}

function placeCount(places: readonly MergeConflict[]): string {
  return places.length === 1 ? 'one place' : `${places.length} places`;
}
