import { systemCaller } from '../../access/caller';
import { createHash } from 'node:crypto';
import { type Clock } from '../../platform/clock';
import { type Database } from '../../platform/database/database';
import { type Transaction } from '../../platform/database/transaction';
import { type IdempotencyKeys, type IdempotentRequest } from '../../platform/idempotency';
import { type Logger } from '../../platform/logger';
import { Refusal } from '../../platform/refusal';
import { type WorkflowService } from '../../workflow/workflow.service';
import { type ArmedTriggerStore, type Webhook } from './armed-trigger.store';
import { type StartRun } from '../start-run';
import { type WebhookPayload } from './webhook-payload';
import { checkSignature, type Signed, type SignedRequest } from './webhook-signature';

export { type Webhook };

/** The value of a secret of a workspace; undefined where it is not set. A Refusal says that it cannot be read. */
export type SecretSource = (workspaceId: string, name: string) => Promise<string | undefined>;

/** Why a request is not known to come from who may send it; a secret that cannot be read is missing. */
export type SignatureFault = 'UNSIGNED' | 'SECRET_MISSING';

/** Under which idempotency keys the messages of webhooks are kept. */
const MUTATION = 'webhook';

/** Starts the runs of webhooks. */
export class DeliverWebhook {
  constructor(
    private readonly database: Database,
    private readonly workflows: WorkflowService,
    private readonly triggers: ArmedTriggerStore,
    private readonly runs: StartRun,
    private readonly secrets: SecretSource,
    private readonly idempotency: IdempotencyKeys,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** The webhook at a path of a workspace; one of an archived workflow is not there. */
  find(workspaceKey: string, path: string): Promise<Webhook | undefined> {
    return this.triggers.byPath(workspaceKey, path);
  }

  /** Whether the request may start a run of this webhook. One without a secret takes any. */
  async check(webhook: Webhook, request: SignedRequest): Promise<Signed | SignatureFault> {
    const { workspaceId, workflowId, nodeKey, path, secretName } = webhook;
    if (secretName === null) return {};
    const refuse = (why: string): 'SECRET_MISSING' => {
      const where = { workspaceId, workflowId, nodeKey, path, secretName };
      this.logger.error(where, `a webhook was refused: ${why}`);
      return 'SECRET_MISSING';
    };
    let secret: string | undefined;
    try {
      secret = await this.secrets(workspaceId, secretName);
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.message);
      throw error;
    }
    if (!secret) return refuse(`the secret ${secretName} is not set`);
    return checkSignature(request, secret, this.clock.now()) ?? 'UNSIGNED';
  }

  /**
   * Starts a run, or answers the one that this message started before; undefined where the webhook is
   * another since it was found, so that it must be found and checked again.
   *
   * @throws Refusal that says why no run may start.
   */
  async fire(
    webhook: Webhook,
    { messageId }: Signed,
    payload: WebhookPayload,
    input: unknown,
  ): Promise<string | undefined> {
    const { workspaceId, workflowId, nodeKey } = webhook;
    const request = messageId === undefined ? undefined : messageOf(webhook, messageId);
    const outcome = await this.database.transaction(async (transaction) => {
      const caller = systemCaller(workspaceId);
      const workflow = await this.workflows.lock(transaction, caller, workflowId);
      if (!(await this.isPresent(transaction, webhook))) return undefined;
      const earlier =
        request && (await this.idempotency.find<{ runId: string }>(transaction, request));
      if (earlier) return earlier.runId;
      const started = await this.runs.fire(transaction, workflow, {
        kind: 'WEBHOOK',
        triggerKey: nodeKey,
        payload,
        input,
        channel: webhook.channelKey,
      });
      if (request && typeof started === 'string')
        await this.idempotency.remember(transaction, request, { runId: started });
      return started;
    });
    if (outcome instanceof Refusal) throw outcome;
    return outcome;
  }

  private async isPresent(transaction: Transaction, webhook: Webhook): Promise<boolean> {
    const { workflowId, nodeKey, path, secretName } = webhook;
    const present = await this.triggers.find(transaction, workflowId, nodeKey);
    return present?.path === path && present.secretName === secretName && !present.releasedAt;
  }
}

/** A message by its id alone, as Standard Webhooks has it: whoever sends it again need not repeat each byte. */
function messageOf({ workspaceId, workflowId, path }: Webhook, id: string): IdempotentRequest {
  const key = createHash('sha256')
    .update(JSON.stringify([workflowId, path, id]))
    .digest('hex');
  return { workspaceId, mutation: MUTATION, key, inputDigest: '' };
}
