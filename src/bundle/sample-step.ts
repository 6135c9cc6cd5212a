import type { Definition, Layout } from '../graph/definition';
import type { Actor } from '../platform/actor';

interface Step {
  /** Key of the workflow. */
  workflow: string;
  author: Actor;
}

/** Makes the workflow with its empty draft and the channel `live`. */
export interface CreateWorkflowStep extends Step {
  kind: 'createWorkflow';
  name: string;
  description: string;
}

/** Replaces the draft's content and layout. The content may be what the draft holds already. */
export interface SaveDraftStep extends Step {
  kind: 'saveDraft';
  definition: Definition;
  layout: Layout;
}

/** Saves the draft as a version. Never planned where it would answer with the version before. */
export interface SaveVersionStep extends Step {
  kind: 'saveVersion';
  /** The number that the version gets. */
  number: number;
  name: string;
  description: string;
}

/** Routes a channel wholly to a version. */
export interface ActivateStep extends Step {
  kind: 'activate';
  channel: string;
  version: number;
  note: string;
}

/** Rolls a channel back: to a version, or to the routing before the present one. */
export interface RollbackStep extends Step {
  kind: 'rollback';
  channel: string;
  targetVersion?: number;
  note: string;
}

/** Adds a channel to the workflow, routing nowhere. */
export interface CreateChannelStep extends Step {
  kind: 'createChannel';
  channel: string;
}

/** Routes a channel to several versions by weight, the draft among them if wanted. */
export interface RouteChannelStep extends Step {
  kind: 'routeChannel';
  channel: string;
  routes: { version: number | 'draft'; weight: number; label: string }[];
  note: string;
}

/** Hides a version from lists. */
export interface ArchiveVersionStep extends Step {
  kind: 'archiveVersion';
  version: number;
}

/** One thing that somebody does in the sample workspace; a service call to whoever applies it. */
export type SampleStep =
  | CreateWorkflowStep
  | SaveDraftStep
  | SaveVersionStep
  | ActivateStep
  | RollbackStep
  | CreateChannelStep
  | RouteChannelStep
  | ArchiveVersionStep;

/** A step that releases or hides versions, before it is known who does it in which workflow. */
export type ReleaseStep = WithoutContext<
  ActivateStep | RollbackStep | CreateChannelStep | RouteChannelStep | ArchiveVersionStep
>;

/** Spread over the union, which a plain `Omit` would flatten. */
type WithoutContext<T> = T extends unknown ? Omit<T, keyof Step> : never;
