import { type Actor } from '../platform/actor';

/** When a saved version stops being editable. */
export enum Sealing {
  ON_SAVE = 'ON_SAVE',
  ON_ACTIVATION = 'ON_ACTIVATION',
  NEVER = 'NEVER',
}

/** Bounds on the runs of a workflow; an absent one bounds nothing. */
export interface WorkflowLimits {
  maxConcurrentRuns?: number | null;
  maxRunsPerDay?: number | null;
  coolDownMs?: number | null;
  pauseAfterFailures?: number | null;
}

/** Which revisions may be forgotten; absent, none. */
export interface RetentionPolicy {
  /** The newest so many of each version are kept. */
  keepRevisions?: number | null;
  /** Those younger than so many days are kept. */
  keepDays?: number | null;
}

/** Where a forked workflow came from; the source may be gone since. */
export interface ForkSource {
  workflowId: string;
  workflowKey: string;
  versionId: string | null;
  versionNumber: number | null;
  digest: string;
}

/** A named graph with a history. What it routes and whether it is active, `channel/` knows. */
export interface Workflow {
  id: string;
  workspaceId: string;
  /** Unique in its workspace. */
  key: string;
  name: string;
  description: string | null;
  sealing: Sealing;
  limits: WorkflowLimits | null;
  retention: RetentionPolicy | null;
  /** What the next saved version will be called; never goes back, so numbers are never used twice. */
  nextVersionNumber: number;
  pausedAt: string | null;
  pausedReason: string | null;
  archivedAt: string | null;
  createdAt: string;
  createdBy: Actor;
  updatedAt: string;
  updatedBy: Actor;
  forkedFrom: ForkSource | null;
  importedFrom: Record<string, unknown> | null;
}

/** Orders of a list of workflows; id breaks ties. */
export const WORKFLOW_ORDERS = {
  UPDATED_AT_DESC: { member: 'updatedAt', descending: true },
  CREATED_AT_DESC: { member: 'createdAt', descending: true },
  NAME_ASC: { member: 'name', descending: false },
} as const;
export type WorkflowOrder = keyof typeof WORKFLOW_ORDERS;
