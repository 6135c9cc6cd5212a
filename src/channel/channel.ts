import { type Actor } from '../platform/actor';

export const LIVE = 'live';

/** One way of a channel. */
export interface Route {
  versionId: string;
  /** Revision and digest that were routed; null for the draft, whose digest is taken at each start. */
  revision: number | null;
  digest: string | null;
  /** Relative to the other routes of its activation, at least 1. */
  weight: number;
  label: string | null;
}

/** A named way to start runs. Its routing is that of its last activation. */
export interface Channel {
  id: string;
  workspaceId: string;
  workflowId: string;
  key: string;
  /** Decides with a sticky key which route a caller gets; stays when weights change. */
  salt: string;
  /** Sequence of the last activation, 0 before the first. */
  activationSequence: number;
  activationId: string | null;
  createdAt: string;
  createdBy: Actor;
  deletedAt: string | null;
}

export type ActivationKind = 'ACTIVATE' | 'ROLLBACK' | 'DEACTIVATE' | 'ROUTE';

/** An entry of a channel's append-only history: who routed it, when and why. */
export interface Activation {
  id: string;
  workspaceId: string;
  workflowId: string;
  channelId: string;
  /** From 1, per channel, without gaps. */
  sequence: number;
  kind: ActivationKind;
  /** Of a rollback without target, the sequence whose routing it restored. */
  restoredSequence: number | null;
  note: string | null;
  activatedAt: string;
  actor: Actor;
}

export type ChannelMode = 'NONE' | 'VERSION' | 'SPLIT';

export function modeOf(routes: readonly Route[]): ChannelMode {
  if (routes.length === 0) return 'NONE';
  return routes.length === 1 ? 'VERSION' : 'SPLIT';
}
