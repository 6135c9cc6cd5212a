import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Caller } from '../access/caller';
import { readHistory } from '../bundle/history-files';
import { type SampleStep } from '../bundle/sample-step';
import { isSamplePerson, planSample, SAMPLE_HISTORIES } from '../bundle/sample-workspace';
import { LIVE } from '../channel/channel';
import { type EventRecord } from '../event/event';
import { EventType } from '../event/event-type';
import { type Services } from './create-services';

/** Histories of real workflows, beside the source and beside the compiled code alike. */
const DIRECTORIES = ['../../examples/histories', '../../../examples/histories'].map((path) =>
  join(__dirname, path),
);

/** More events than the sample makes: a workspace that has them is in use. */
const MOST_EVENTS = 2_000;

/**
 * Fills an empty workspace with a few real histories, step by step as people would have made them.
 * Where an earlier start was ended in the middle of that, it goes on after the last step that was
 * taken; a workspace that anybody else has worked in stays as it is. No other process may do it at
 * the same time.
 */
export async function loadSample(services: Services, workspaceId: string): Promise<void> {
  const { events } = services;
  // without the oldest events it cannot be told how far it came
  if ((await events.expiredPosition(workspaceId)) > 0) return;
  const whole = Number.MAX_SAFE_INTEGER;
  const log = await events.between({ workspaceId }, 0, whole, MOST_EVENTS);
  if (log.length === MOST_EVENTS || !log.every(({ actor }) => isSamplePerson(actor))) return;
  const { ids, taken } = progressOf(log);
  for (const step of await planSteps()) {
    const left = taken.get(step.workflow) ?? 0;
    if (left > 0) taken.set(step.workflow, left - 1);
    else await apply(services, workspaceId, step, ids);
  }
}

async function planSteps(): Promise<SampleStep[]> {
  const directory = DIRECTORIES.find(existsSync);
  if (!directory) throw new Error('the sample histories are missing');
  const histories = await Promise.all(
    SAMPLE_HISTORIES.map(async (key) => ({ key, files: await readHistory(join(directory, key)) })),
  );
  // the channel live comes with the workflow
  return planSample(histories).filter(
    (step) => step.kind !== 'createChannel' || step.channel !== LIVE,
  );
}

/**
 * Ids of the sample's workflows by their keys, and how many steps of each were taken: a step is one
 * transaction and writes one event, beside those of versions that are sealed by it.
 */
function progressOf(log: readonly EventRecord[]): {
  ids: Map<string, string>;
  taken: Map<string, number>;
} {
  const ids = new Map<string, string>();
  const keys = new Map<string, string>();
  const taken = new Map<string, number>();
  for (const { type, workflowId, facts } of log) {
    if (type === EventType.VERSION_SEALED) continue;
    if (type === EventType.WORKFLOW_CREATED) {
      ids.set(String(facts.workflowKey), workflowId);
      keys.set(workflowId, String(facts.workflowKey));
    }
    const key = keys.get(workflowId)!;
    taken.set(key, (taken.get(key) ?? 0) + 1);
  }
  return { ids, taken };
}

async function apply(
  services: Services,
  workspaceId: string,
  step: SampleStep,
  ids: Map<string, string>,
): Promise<void> {
  const caller: Caller = { workspaceId, actor: step.author, scopes: new Set() };
  const workflowId = ids.get(step.workflow) ?? '';
  switch (step.kind) {
    case 'createWorkflow':
      ids.set(
        step.workflow,
        await services.createWorkflow.create(caller, {
          key: step.workflow,
          name: step.name,
          description: step.description,
        }),
      );
      return;
    case 'saveDraft': {
      const { revision } = await services.versions.draft(undefined, workflowId);
      const { definition, layout } = step;
      await services.editVersion.saveDraft(caller, workflowId, {
        expectedRevision: revision,
        definition,
        layout,
      });
      return;
    }
    case 'saveVersion':
      await services.saveAndActivate.save(caller, {
        workflowId,
        name: step.name,
        description: step.description,
      });
      return;
    case 'activate':
      await services.channels.activate(
        caller,
        { workflowId, channel: step.channel, note: step.note },
        { number: step.version },
      );
      return;
    case 'rollback': {
      const target = step.targetVersion === undefined ? undefined : { number: step.targetVersion };
      await services.channels.rollback(
        caller,
        { workflowId, channel: step.channel, note: step.note },
        target,
      );
      return;
    }
    case 'createChannel':
      await services.createChannel.create(caller, { workflowId, key: step.channel });
      return;
    case 'routeChannel': {
      const routes = step.routes.map(({ version, ...route }) => ({
        ...route,
        version: { number: version === 'draft' ? 0 : version },
      }));
      await services.channels.routeChannel(
        caller,
        { workflowId, channel: step.channel, note: step.note },
        routes,
      );
      return;
    }
    case 'archiveVersion':
      await services.versions.archive(caller, workflowId, { number: step.version });
      return;
  }
}
