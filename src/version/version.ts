import { type Actor } from '../platform/actor';

export const DRAFT_NUMBER = 0;

export type VersionOrigin = 'DRAFT' | 'DIRECT' | 'VERSION' | 'FORK' | 'IMPORT' | 'MERGE';
export type VersionStatus = 'DRAFT' | 'EDITABLE' | 'SEALED';

/**
 * A numbered entry of a workflow's history that points at a definition. Number 0 is the draft.
 * `createdAt` and `createdBy` are stamped once; `digest` and `revision` are its present content.
 */
export interface Version {
  id: string;
  workspaceId: string;
  workflowId: string;
  number: number;
  name: string | null;
  description: string | null;
  /** The workflow's name when the version was saved. */
  workflowName: string;
  origin: VersionOrigin;
  /** The version that the content came from; of the draft, the one that it was last saved as or made from. */
  parentId: string | null;
  /** Number of its present revision, from 1. */
  revision: number;
  digest: string;
  createdAt: string;
  createdBy: Actor;
  sealedAt: string | null;
  archivedAt: string | null;
  /** Derived: what to call it. */
  label: string;
  /** Derived: whether it can be edited. */
  status: VersionStatus;
  /** Derived from `archivedAt`. */
  isArchived: boolean;
}

/** How a revision came to be. A save based on something before a barrier is a conflict, never chained. */
export type RevisionKind = 'CREATE' | 'EDIT' | 'RESTORE' | 'DISCARD' | 'MERGE';
export const BARRIERS: readonly RevisionKind[] = ['RESTORE', 'DISCARD'];

/** One content state that a version went through. Never changed. */
export interface Revision {
  id: string;
  workspaceId: string;
  versionId: string;
  number: number;
  kind: RevisionKind;
  digest: string;
  clientId: string | null;
  /** Of a merge, the content that its client sent: that client goes on from it until it knows of the merge. */
  sentDigest: string | null;
  createdAt: string;
  createdBy: Actor;
}

/** A save that was refused, kept for 30 days so that nobody's work is lost. */
export interface RejectedSave {
  id: string;
  workspaceId: string;
  versionId: string;
  baseRevision: number;
  digest: string;
  createdAt: string;
  createdBy: Actor;
  expiresAt: string;
}
