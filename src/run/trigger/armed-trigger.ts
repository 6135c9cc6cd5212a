export type ArmedTriggerKind = 'SCHEDULE' | 'WEBHOOK';

/**
 * A trigger node of the definition that `live` of a workflow routes to (in a split: of its first
 * route), as it was when the channel was routed.
 */
export interface ArmedTrigger {
  workspaceId: string;
  workflowId: string;
  /** Id of the node. */
  nodeKey: string;
  kind: ArmedTriggerKind;
  /** Digest of the definition that it is from. */
  digest: string;
  /** Key of the channel on which its runs start; there need not be such a channel. */
  channelKey: string;
  /** Of a schedule; null of a webhook. */
  cron: string | null;
  timeZone: string | null;
  /** When it fires next; null while the workflow is paused or archived, and where it never will. */
  nextTickAt: string | null;
  /** Of a webhook; null of a schedule. */
  path: string | null;
  /** Name of the secret with which callers sign; null where none is asked for. */
  secretName: string | null;
  /** Since when the workflow is archived, so that others may take the path; null while it is not. */
  releasedAt: string | null;
}

/** A trigger as its definition has it, before it is armed. */
export type TriggerPlan = Pick<
  ArmedTrigger,
  'nodeKey' | 'kind' | 'digest' | 'channelKey' | 'cron' | 'timeZone' | 'path' | 'secretName'
>;

/** A moment of a schedule that was taken, and what came of it. */
export interface ScheduleTick {
  workflowId: string;
  nodeKey: string;
  tickAt: string;
  outcome: 'FIRED' | 'REFUSED';
  /** The run that it started; null also once that is deleted. */
  runId: string | null;
  refusalCode: string | null;
  refusalMessage: string | null;
}
