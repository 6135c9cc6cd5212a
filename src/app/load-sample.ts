import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Caller } from '../access/caller';
import { readHistory } from '../bundle/history-files';
import { type SampleStep } from '../bundle/sample-step';
import { planSample, SAMPLE_HISTORIES } from '../bundle/sample-workspace';
import { LIVE } from '../channel/channel';
import { type Services } from './create-services';

/** Histories of real workflows, beside the source and beside the compiled code alike. */
const DIRECTORIES = ['../../examples/histories', '../../../examples/histories'].map((path) =>
  join(__dirname, path),
);

/** Fills an empty workspace with a few real histories, step by step as people would have made them. */
export async function loadSample(services: Services, workspaceId: string): Promise<void> {
  const directory = DIRECTORIES.find(existsSync);
  if (!directory) throw new Error('the sample histories are missing');
  const histories = await Promise.all(
    SAMPLE_HISTORIES.map(async (key) => ({ key, files: await readHistory(join(directory, key)) })),
  );
  const ids = new Map<string, string>();
  for (const step of planSample(histories)) await apply(services, workspaceId, step, ids);
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
      if (step.channel !== LIVE)
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
