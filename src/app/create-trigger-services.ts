import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Logger } from '../platform/logger';
import { type ArmedTriggerStore } from '../run/trigger/armed-trigger.store';
import { DeliverWebhook, type SecretSource } from '../run/trigger/deliver-webhook';
import { ScheduleRunner } from '../run/trigger/schedule-runner';
import { type ScheduleTickStore } from '../run/trigger/schedule-tick.store';
import { type TriggeredRuns } from '../run/trigger/triggered-runs';
import { type WorkflowService } from '../workflow/workflow.service';

/** What the services of triggers stand on. */
export interface TriggerServicesOptions {
  database: Database;
  clock: Clock;
  logger: Logger;
  idempotency: IdempotencyKeys;
  workflows: WorkflowService;
  armedTriggerStore: ArmedTriggerStore;
  scheduleTickStore: ScheduleTickStore;
  runs: TriggeredRuns;
  secrets: SecretSource;
}

/** What fires triggers: schedules by the clock, webhooks by requests. */
export function createTriggerServices(options: TriggerServicesOptions) {
  const { database, clock, logger, workflows, runs } = options;
  const { armedTriggerStore, scheduleTickStore } = options;
  const schedules = new ScheduleRunner(
    database,
    workflows,
    armedTriggerStore,
    scheduleTickStore,
    runs,
    clock,
    logger,
  );
  const deliverWebhook = new DeliverWebhook(
    database,
    workflows,
    armedTriggerStore,
    runs,
    options.secrets,
    options.idempotency,
    clock,
    logger,
  );
  return { schedules, deliverWebhook };
}
