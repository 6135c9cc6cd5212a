import { type NewEvent } from '../event/event';
import { EventType } from '../event/event-type';
import { type Workflow } from './workflow';

export const workflowCreated = (workflow: Workflow): NewEvent => ({
  type: EventType.WORKFLOW_CREATED,
  facts: {
    workflowKey: workflow.key,
    workflowName: workflow.name,
    forkedFromWorkflowId: workflow.forkedFrom?.workflowId ?? null,
    // files of other systems have none
    importedFromOrigin: (workflow.importedFrom?.['origin'] as string | undefined) ?? null,
  },
});

export const workflowUpdated = (changed: string[]): NewEvent => ({
  type: EventType.WORKFLOW_UPDATED,
  facts: { changed },
});

export const workflowPaused = (reason: string): NewEvent => ({
  type: EventType.WORKFLOW_PAUSED,
  facts: { reason },
});
export const workflowResumed = (): NewEvent => ({ type: EventType.WORKFLOW_RESUMED, facts: {} });
export const workflowArchived = (): NewEvent => ({ type: EventType.WORKFLOW_ARCHIVED, facts: {} });
export const workflowUnarchived = (): NewEvent => ({
  type: EventType.WORKFLOW_UNARCHIVED,
  facts: {},
});
export const workflowDeleted = (workflow: Workflow): NewEvent => ({
  type: EventType.WORKFLOW_DELETED,
  facts: { workflowKey: workflow.key, workflowName: workflow.name },
});
