import { Refusal } from '../platform/refusal';
import { type Activation } from './channel';

/** The present activation is itself a rollback, so it is not clear what to go back to. */
export class RollbackAmbiguous extends Refusal {
  override readonly typeName = 'RollbackAmbiguous';
  override readonly details;

  constructor(candidates: Activation[]) {
    super(
      'ROLLBACK_AMBIGUOUS',
      'The present routing is itself a rollback; name a targetVersion, or give expectedActivation to undo it.',
      ['targetVersion'],
    );
    this.details = { candidates };
  }
}
