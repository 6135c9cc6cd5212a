import { type Caller } from '../access/caller';
import { type Database } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { type IdempotencyKeys } from '../platform/idempotency';
import { idempotentRequest } from '../workflow/idempotent-request';
import { type BundleUploads, type GivenBundle } from './bundle-uploads';
import { type VerifiedBundle } from './read-bundle';

/** What a mutation does with a bundle. */
export interface BundleMutation<Made extends object, Answer> {
  name: 'importBundle' | 'promoteBundle';
  /** Writes, and answers what is to be remembered of it. */
  make: (transaction: Transaction, verified: VerifiedBundle) => Promise<Made>;
  /** What was made, by this request or by an earlier one of its key. */
  answer: (transaction: Transaction, made: Made) => Promise<Answer>;
}

/** Does what mutations do with bundles, once for each idempotency key. */
export class OncePerKey {
  constructor(
    private readonly database: Database,
    private readonly uploads: BundleUploads,
    private readonly idempotency: IdempotencyKeys,
  ) {}

  /**
   * The bundle is read between two transactions, since it may be large, and only where no earlier request
   * did the same: its upload may be gone by then.
   * @throws Refusal for what is no bundle, or a key that was used with another input.
   */
  async do<Made extends object, Answer>(
    caller: Caller,
    input: GivenBundle & { idempotencyKey?: string | null },
    { name, make, answer }: BundleMutation<Made, Answer>,
  ): Promise<Answer> {
    const request = idempotentRequest(caller, name, input);
    const find = async (transaction: Transaction): Promise<Answer | undefined> => {
      const made = request && (await this.idempotency.find<Made>(transaction, request));
      return made && answer(transaction, made);
    };
    const earlier = request && (await this.database.transaction(find));
    if (earlier !== undefined) return earlier;
    const verified = await this.uploads.verified(caller, input);
    return this.database.transaction(async (transaction) => {
      const repeated = await find(transaction);
      if (repeated !== undefined) return repeated;
      const made = await make(transaction, verified);
      if (request) await this.idempotency.remember(transaction, request, made);
      return answer(transaction, made);
    });
  }
}
