import { type Clock } from '../platform/clock';
import { type Database } from '../platform/database/database';
import { type IdempotencyKeys } from '../platform/idempotency';
import { type Logger } from '../platform/logger';
import { ArmTriggers } from '../run/trigger/arm-triggers';
import { ArmedTriggerStore } from '../run/trigger/armed-trigger.store';
import { ArmedTriggers } from '../run/trigger/armed-triggers';
import { DeliverWebhook, type SecretSource } from '../run/trigger/deliver-webhook';
import { ScheduleRunner } from '../run/trigger/schedule-runner';
import { ScheduleTickStore } from '../run/trigger/schedule-tick.store';
import { type StartRun } from '../run/start-run';
import { type DefinitionService } from '../version/definition.service';
import { type WorkflowService } from '../workflow/workflow.service';

/** What keeps armed triggers. It stands below workflows and channels, which tell it what happens to them. */
export function createArming(database: Database, clock: Clock) {
  const armedTriggerStore = new ArmedTriggerStore(database);
  const scheduleTickStore = new ScheduleTickStore(database);
  const armedTriggers = new ArmedTriggers(armedTriggerStore, clock);
  return {
    triggerStores: { armedTriggerStore, scheduleTickStore },
    /** Told by workflows. */
    armedTriggers,
    /** Told by channels. */
    armTriggersOf: (definitions: DefinitionService) => new ArmTriggers(definitions, armedTriggers),
  };
}

/** What the services of triggers stand on. */
export interface TriggerServicesOptions {
  database: Database;
  clock: Clock;
  logger: Logger;
  idempotency: IdempotencyKeys;
  workflows: WorkflowService;
  armedTriggerStore: ArmedTriggerStore;
  scheduleTickStore: ScheduleTickStore;
  runs: StartRun;
  secrets: SecretSource;
  /** Milliseconds between looks for schedules that are due. */
  pollInterval: number;
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
  schedules.start(options.pollInterval);
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
