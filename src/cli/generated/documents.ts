import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A moment in UTC as RFC 3339 with milliseconds, e.g. 2026-01-31T09:00:00.000Z. */
  DateTime: { input: string; output: string; }
  /** SHA-256 of the canonical form of a definition: `sha256:` and 64 hexadecimal digits. */
  Digest: { input: string; output: string; }
  /** Any JSON value. Integers beyond 2^53 that would be rounded are refused; write them as texts. */
  JSON: { input: unknown; output: unknown; }
  /** Selects a version of a workflow: a number (`3`, `"3"`, `"v3"`), `"draft"` (0), `"latest"`, or `"active"` (refused in a split). */
  VersionRef: { input: number | string; output: number | string; }
};

/** A version to route a channel to wholly. */
export type ActivateVersionInput = {
  /** Key of the channel. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** Sequence of its last activation as you know it, 0 for none; refused if it moved. */
  expectedActivation?: InputMaybe<Scalars['Int']['input']>;
  /** Number of the version that it routes to wholly as you know it; never matches a split. */
  expectedCurrentVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Why. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The version. */
  version: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** By which act a channel was routed. */
export type ActivationKind =
  /** Wholly to a version. */
  | 'ACTIVATE'
  /** Nowhere. */
  | 'DEACTIVATE'
  /** Back to what was live before. */
  | 'ROLLBACK'
  /** By weights. */
  | 'ROUTE';

/** What an actor is. */
export type ActorKind =
  /** A name read from an imported file. */
  | 'IMPORTED'
  /** The server itself. */
  | 'SYSTEM'
  /** An API token. */
  | 'TOKEN'
  /** A person. */
  | 'USER';

/** A version to archive. */
export type ArchiveVersionInput = {
  /** The version. */
  version: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A workflow to archive. */
export type ArchiveWorkflowInput = {
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What makes a trigger fire. */
export type ArmedTriggerKind =
  /** The clock. */
  | 'SCHEDULE'
  /** A request to its path. */
  | 'WEBHOOK';

/** What a blame line is of. */
export type BlameKind =
  /** An edge. */
  | 'EDGE'
  /** A node. */
  | 'NODE';

/** How a bundle is written. */
export type BundleFormat =
  /** Canonical JSON. */
  | 'JSON'
  /** The JSON, each version as YAML, and a program that runs it. */
  | 'ZIP';

/** A run to cancel. */
export type CancelRunInput = {
  /** The run. */
  runId: Scalars['ID']['input'];
};

/** What happened to a node or an edge. */
export type ChangeKind =
  /** Only the later content has it. */
  | 'ADDED'
  /** Its key is the same; its fields are not. */
  | 'CHANGED'
  /** Only the former content has it. */
  | 'REMOVED'
  /** It has another key; its fields may have changed too. */
  | 'RENAMED';

/** How a channel routes. */
export type ChannelMode =
  /** Nowhere: starts on it are refused. */
  | 'NONE'
  /** To several, by weight. */
  | 'SPLIT'
  /** Wholly to one version. */
  | 'VERSION';

/** Which runs you would execute. */
export type ClaimRunInput = {
  /** Milliseconds of the lease: 60,000 if absent, from 1,000 to 3,600,000. */
  leaseMs?: InputMaybe<Scalars['Int']['input']>;
  /** How many at most; 1 if absent, up to 100. */
  limit?: InputMaybe<Scalars['Int']['input']>;
  /** Only runs whose nodes are all of these types; triggers and disabled nodes do not matter. */
  nodeTypes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Only runs of this workflow. */
  workflowId?: InputMaybe<Scalars['ID']['input']>;
};

/** What to put at a place where two contents clash. */
export type ConflictChoice =
  /** What stood there before the two parted. */
  | 'BASE'
  /** What the save, or the version that takes the changes in, has there. */
  | 'OURS'
  /** What the other has there. */
  | 'THEIRS'
  /** The value that is given. */
  | 'VALUE';

/** Decides one place where two contents clash. */
export type ConflictResolutionInput = {
  /** The path of the conflict, as the refusal named it. */
  path: Scalars['String']['input'];
  /** What to put there. */
  take: ConflictChoice;
  /** With VALUE: what to put there; null removes it. */
  value?: InputMaybe<Scalars['JSON']['input']>;
};

/** An API token to make. */
export type CreateApiTokenInput = {
  /** When it stops being good; never, if left out. */
  expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Makes repeating the request safe for 7 days: the same key and input answer with what was made then. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** What it is for. */
  name: Scalars['String']['input'];
  /** What it may do: nothing that you may not do yourself. */
  scopes: Array<Scope>;
};

/** A new channel. */
export type CreateChannelInput = {
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Unique in the workflow, for ever. */
  key: Scalars['String']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A version to make the draft from. */
export type CreateDraftFromVersionInput = {
  /** The draft's revision as you know it. */
  expectedRevision: Scalars['Int']['input'];
  /** The version. */
  version: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A new workflow. */
export type CreateWorkflowInput = {
  /** Content of its draft; empty if absent. */
  definition?: InputMaybe<Scalars['JSON']['input']>;
  /** What it is for. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Unique in the workspace; made of the name if absent. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** Layout of its draft. */
  layout?: InputMaybe<Scalars['JSON']['input']>;
  /** Bounds on its runs. */
  limits?: InputMaybe<WorkflowLimitsInput>;
  /** A name for people. */
  name: Scalars['String']['input'];
  /** When saved versions stop being editable; ON_SAVE if absent. */
  sealing?: InputMaybe<Sealing>;
};

/** A workspace to make. */
export type CreateWorkspaceInput = {
  /** Makes repeating the request safe for 7 days: the same key and input answer with what was made then. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Unique in the installation: 1 to 64 of a-z, 0-9 and -. It cannot be changed. */
  key: Scalars['String']['input'];
  /** A name to show. */
  name: Scalars['String']['input'];
};

/** A channel to route nowhere. */
export type DeactivateInput = {
  /** Key of the channel. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** Sequence of its last activation as you know it, 0 for none; refused if it moved. */
  expectedActivation?: InputMaybe<Scalars['Int']['input']>;
  /** Number of the version that it routes to wholly as you know it; never matches a split. */
  expectedCurrentVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Why. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A channel to delete; never live. */
export type DeleteChannelInput = {
  /** Its key. */
  channel: Scalars['String']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A finished run to delete. */
export type DeleteRunInput = {
  /** The run. */
  runId: Scalars['ID']['input'];
};

/** A stored secret to delete. */
export type DeleteSecretInput = {
  /** Which secret. */
  name: Scalars['String']['input'];
};

/** A version to delete. */
export type DeleteVersionInput = {
  /** The version. */
  version: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A workflow that never ran and was never activated. */
export type DeleteWorkflowInput = {
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** How a diff is written as text. */
export type DiffFormat =
  /** Markdown, for a comment or a release note. */
  | 'MARKDOWN'
  /** Plain text. */
  | 'PLAIN';

/** The draft's changes to discard. */
export type DiscardDraftInput = {
  /** The draft's revision as you know it. */
  expectedRevision: Scalars['Int']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What happened; docs/events.md explains each. */
export type EventType =
  /** A channel was added. */
  | 'CHANNEL_CREATED'
  /** A channel routes nowhere. */
  | 'CHANNEL_DEACTIVATED'
  /** A channel was deleted. */
  | 'CHANNEL_DELETED'
  /** A channel was routed by weights. */
  | 'CHANNEL_ROUTED'
  /** The draft was replaced by the latest version. */
  | 'DRAFT_DISCARDED'
  /** The draft was replaced by a version. */
  | 'DRAFT_RESTORED'
  /** The draft got new content. */
  | 'DRAFT_SAVED'
  /** Something moved on the draft's canvas. */
  | 'LAYOUT_SAVED'
  /** Revisions were dropped by the retention policy. */
  | 'REVISIONS_PRUNED'
  /** A run succeeded, failed or was canceled. */
  | 'RUN_FINISHED'
  /** A failed run goes on from where it failed. */
  | 'RUN_RETRIED'
  /** A run was started: it is pinned and queued. */
  | 'RUN_STARTED'
  /** A channel was routed wholly to a version. */
  | 'VERSION_ACTIVATED'
  /** A version was hidden from lists. */
  | 'VERSION_ARCHIVED'
  /** A version is gone. */
  | 'VERSION_DELETED'
  /** An editable version got new content or layout. */
  | 'VERSION_EDITED'
  /** A version got another name or description. */
  | 'VERSION_RENAMED'
  /** A channel was routed back to what was live before. */
  | 'VERSION_ROLLED_BACK'
  /** A version was saved. */
  | 'VERSION_SAVED'
  /** A version stopped being editable; shown by VersionSealedEvent. */
  | 'VERSION_SEALED'
  /** A version is shown in lists again. */
  | 'VERSION_UNARCHIVED'
  /** The workflow was taken out of use. */
  | 'WORKFLOW_ARCHIVED'
  /** A workflow was made, with its draft and the channel live. */
  | 'WORKFLOW_CREATED'
  /** The workflow is gone. */
  | 'WORKFLOW_DELETED'
  /** New runs are refused from then on. */
  | 'WORKFLOW_PAUSED'
  /** New runs are taken again. */
  | 'WORKFLOW_RESUMED'
  /** The workflow was taken into use again. */
  | 'WORKFLOW_UNARCHIVED'
  /** Name, key, description, sealing, limits or retention were changed. */
  | 'WORKFLOW_UPDATED';

/** What to export. */
export type ExportBundleInput = {
  /** JSON by default. */
  format?: InputMaybe<BundleFormat>;
  /** Which versions; all of them and the draft by default. */
  versions?: InputMaybe<Array<Scalars['VersionRef']['input']>>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What happened to a field. */
export type FieldChangeKind =
  /** Only the later content has it. */
  | 'ADDED'
  /** Its value is another. */
  | 'CHANGED'
  /** An item of an array that only changed its place. */
  | 'MOVED'
  /** Only the former content has it. */
  | 'REMOVED';

/** What of a version is not in a file written of it, or is there in another way. */
export type FileLossCode =
  /** Settings, variables or inputs have no place in the file. */
  | 'CONTENT_MISSING'
  /** A credential is named after a secret reference and must be chosen anew. */
  | 'CREDENTIAL_UNKNOWN'
  /** An edge, or something of it, is not in the file. */
  | 'EDGE_MISSING'
  /** White space, or the spelling of texts and numbers, is another than in the file read. */
  | 'FORMATTING'
  /** Something on the canvas has no place in the file. */
  | 'LAYOUT_CHANGED'
  /** A node has another name in the file, since its own is taken there. */
  | 'NAME_CHANGED'
  /** A text of the file still says the former name of a renamed node. */
  | 'NAME_IN_TEXT'
  /** Something of a node has no place in the file. */
  | 'NODE_CHANGED'
  /** A node is not in the file. */
  | 'NODE_MISSING'
  /** A node has a type that the system does not know. */
  | 'NODE_TYPE_FOREIGN'
  /** The file has a reference in place of a secret, which must be put in. */
  | 'SECRET_REMOVED'
  /** No file of the system stands behind the version; only what the definition holds is written. */
  | 'SOURCE_MISSING';

/** How a run ended: with an output, or with an error. */
export type FinishRunInput = {
  /** Why it failed. */
  error?: InputMaybe<RunErrorInput>;
  /** What claimRun answered. */
  leaseToken: Scalars['String']['input'];
  /** Numbers that you measured, by name; 50 at most. */
  metrics?: InputMaybe<Scalars['JSON']['input']>;
  /** What it gave; 1 MB at most. */
  output?: InputMaybe<Scalars['JSON']['input']>;
  /** The run. */
  runId: Scalars['ID']['input'];
};

/** A fork: a new workflow at version 1, from a version, the draft, or a definition given directly. */
export type ForkWorkflowInput = {
  /** Content of its draft; empty if absent. */
  definition?: InputMaybe<Scalars['JSON']['input']>;
  /** What it is for. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Unique in the workspace; made of the name if absent. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** Layout of its draft. */
  layout?: InputMaybe<Scalars['JSON']['input']>;
  /** Bounds on its runs. */
  limits?: InputMaybe<WorkflowLimitsInput>;
  /** A name for people. */
  name: Scalars['String']['input'];
  /** When saved versions stop being editable; ON_SAVE if absent. */
  sealing?: InputMaybe<Sealing>;
  /** Which of its versions; the draft if absent, none if a definition is given. */
  version?: InputMaybe<Scalars['VersionRef']['input']>;
  /** The workflow to fork; with a definition, only noted as the origin. */
  workflowId?: InputMaybe<Scalars['ID']['input']>;
};

/** A run that you still execute. */
export type HeartbeatRunInput = {
  /** Milliseconds until the lease ends, from now; as in claimRun. */
  leaseMs?: InputMaybe<Scalars['Int']['input']>;
  /** What claimRun answered. */
  leaseToken: Scalars['String']['input'];
  /** The run. */
  runId: Scalars['ID']['input'];
};

/** A bundle to make a workflow of: itself, or the id of an upload. */
export type ImportBundleInput = {
  /** The bundle itself. */
  bundle?: InputMaybe<Scalars['JSON']['input']>;
  /** What POST /bundles answered. */
  bundleId?: InputMaybe<Scalars['ID']['input']>;
  /** Repeating the request with the same key does nothing more. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Another key than that of the bundle; refused if it is taken. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** Another name than that of the bundle. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What may be in the way of what is imported. None keeps it from being imported. */
export type ImportProblemKind =
  /** Another workflow has the key of the bundle. */
  | 'KEY_TAKEN'
  /** Another workflow has the same name. */
  | 'NAME_TAKEN'
  /** The server does not know a node type. */
  | 'NODE_TYPE_UNKNOWN'
  /** The workspace has no secret of this name. */
  | 'SECRET_MISSING'
  /** Another workflow has the path of a webhook. */
  | 'WEBHOOK_PATH_TAKEN'
  /** The workspace lacks a workflow that is called. */
  | 'WORKFLOW_MISSING'
  /** A workflow that is called never held what the call is pinned to. */
  | 'WORKFLOW_VERSION_MISSING';

/** Files of n8n, Dify, Node-RED, Langflow or Flowise that become one workflow. */
export type ImportWorkflowFilesInput = {
  /** Oldest first, at most 10,000; a request has 10 MB. */
  files: Array<WorkflowFileInput>;
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The workflow that gets the versions; a new one if absent. */
  into?: InputMaybe<Scalars['ID']['input']>;
  /** Unique in the workspace; made of the name if absent. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** A name for the new workflow; that of the last file if absent. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** Two versions to merge: into the draft as a revision, or into a new version where ours is a saved one. */
export type MergeVersionsInput = {
  /** What both came from; by default the nearest version that both came from. */
  base?: InputMaybe<Scalars['VersionRef']['input']>;
  /** Of a new version: what was merged and why. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Of a new version: number of the latest version as you know it, 0 for none; refused if it moved. */
  expectedLatestVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The revision of ours as you know it. */
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** Repeating the request with the same key does nothing more. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Of a new version: a name for people. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The version that takes the changes in; the draft by default. */
  ours?: InputMaybe<Scalars['VersionRef']['input']>;
  /** Decide the places where the two clash. */
  resolutions?: InputMaybe<Array<ConflictResolutionInput>>;
  /** The version whose changes are taken in. */
  theirs: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** An error with which a mocked node fails. */
export type MockErrorInput = {
  /** For programs. */
  code: Scalars['String']['input'];
  /** For people. */
  message: Scalars['String']['input'];
};

/** Pins of the draft's calls of other workflows to move. */
export type MoveSubworkflowPinsInput = {
  /** The draft's revision as you know it. */
  expectedRevision: Scalars['Int']['input'];
  /** Keys of the nodes whose pins to move; all of them by default. */
  nodeKeys?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What the new content has of a node at which runs are. */
export type NodeUnderWayKind =
  /** It has the node with other fields. */
  | 'CHANGED'
  /** It has no such node. */
  | 'REMOVED';

/** A workflow to pause. */
export type PauseWorkflowInput = {
  /** Why; shown to those whose runs are refused. */
  reason?: InputMaybe<Scalars['String']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** How bad a problem is. */
export type ProblemSeverity =
  /** Stops a release and a live start. */
  | 'ERROR'
  /** Stops nothing. */
  | 'WARNING';

/** A bundle to add versions of to a workflow of its lineage. */
export type PromoteBundleInput = {
  /** The bundle itself. */
  bundle?: InputMaybe<Scalars['JSON']['input']>;
  /** What POST /bundles answered. */
  bundleId?: InputMaybe<Scalars['ID']['input']>;
  /** Repeating the request with the same key does nothing more. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The workflow that gets the versions. */
  into: Scalars['ID']['input'];
};

/** A workflow whose revisions to prune by its retention policy. */
export type PruneRevisionsInput = {
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A run to start again with the same input. */
export type ReplayRunInput = {
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The run. */
  runId: Scalars['ID']['input'];
  /** The version to run, as it is now; if absent, the very digest that ran. */
  version?: InputMaybe<Scalars['VersionRef']['input']>;
};

/** How a step begins or ended. */
export type ReportStepInput = {
  /** Which attempt, from 1. If absent, the one under way; where none is, a start means the next. */
  attempt?: InputMaybe<Scalars['Int']['input']>;
  /** Why it failed. */
  error?: InputMaybe<RunErrorInput>;
  /** What it was given; 1 MB at most. */
  input?: InputMaybe<Scalars['JSON']['input']>;
  /** What claimRun answered. */
  leaseToken: Scalars['String']['input'];
  /** Key of a node of the run's definition. */
  nodeKey: Scalars['String']['input'];
  /** What it gave; 1 MB at most. */
  output?: InputMaybe<Scalars['JSON']['input']>;
  /** The run. */
  runId: Scalars['ID']['input'];
  /** That it begins, or how it ended. */
  status: ReportedStepStatus;
};

/** What an executor says of a step. */
export type ReportedStepStatus =
  /** It ended with an error. */
  | 'FAILED'
  /** It begins. */
  | 'RUNNING'
  /** No way led to it. */
  | 'SKIPPED'
  /** It ended with an output. */
  | 'SUCCEEDED';

/** A workflow to resume. */
export type ResumeWorkflowInput = {
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** Which revisions may be forgotten. One that anything refers to never is. */
export type RetentionPolicyInput = {
  /** Keep those younger than so many days. */
  keepDays?: InputMaybe<Scalars['Int']['input']>;
  /** Keep the newest so many of each version. */
  keepRevisions?: InputMaybe<Scalars['Int']['input']>;
};

/** A failed run to try again. */
export type RetryRunInput = {
  /** The run. */
  runId: Scalars['ID']['input'];
};

/** How a revision came to be. */
export type RevisionKind =
  /** The first content. */
  | 'CREATE'
  /** Changes of the draft were discarded. */
  | 'DISCARD'
  /** A save. */
  | 'EDIT'
  /** Two changes were merged. */
  | 'MERGE'
  /** The draft was made from a version. */
  | 'RESTORE';

/** An API token to revoke. */
export type RevokeApiTokenInput = {
  /** Which token. */
  id: Scalars['ID']['input'];
};

/** A channel to roll back. */
export type RollbackInput = {
  /** Key of the channel. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** Sequence of its last activation as you know it, 0 for none; refused if it moved. */
  expectedActivation?: InputMaybe<Scalars['Int']['input']>;
  /** Number of the version that it routes to wholly as you know it; never matches a split. */
  expectedCurrentVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Why. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** Back to what was last live of this version; the whole previous routing if absent. */
  targetVersion?: InputMaybe<Scalars['VersionRef']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A channel and where to route it. */
export type RouteChannelInput = {
  /** Key of the channel. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** Sequence of its last activation as you know it, 0 for none; refused if it moved. */
  expectedActivation?: InputMaybe<Scalars['Int']['input']>;
  /** Why. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** One route, or several by weight. */
  routes: Array<RouteInput>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A wanted route of a channel: a version or the draft. */
export type RouteInput = {
  /** Route to the draft; its digest is taken at each start. */
  draft?: InputMaybe<Scalars['Boolean']['input']>;
  /** A name of the variant. */
  label?: InputMaybe<Scalars['String']['input']>;
  /** The version; or say draft: true. */
  version?: InputMaybe<Scalars['VersionRef']['input']>;
  /** Relative to the other routes; 1 if absent. */
  weight?: InputMaybe<Scalars['Int']['input']>;
};

/** Why a run or step failed. */
export type RunErrorInput = {
  /** For programs; 1 to 200 characters. */
  code: Scalars['String']['input'];
  /** For people; 10,000 characters at most. */
  message: Scalars['String']['input'];
  /** Key of the node at which it failed. */
  nodeKey?: InputMaybe<Scalars['String']['input']>;
};

/** Who executes a run. */
export type RunExecutor =
  /** This server. */
  | 'BUILT_IN'
  /** Whoever claims it: claimRun, heartbeatRun, reportStep, finishRun. */
  | 'EXTERNAL';

/** Which runs; what is absent selects nothing out. */
export type RunFilter = {
  /** Started on channels of this key. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** Started after this. */
  createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Started before this. */
  createdBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Of this mode. */
  mode?: InputMaybe<RunMode>;
  /** That repeat this run. */
  replayOf?: InputMaybe<Scalars['ID']['input']>;
  /** Of one of these statuses. */
  status?: InputMaybe<Array<RunStatus>>;
  /** Started by this. */
  trigger?: InputMaybe<RunTrigger>;
  /** That came by routes of this label. */
  variant?: InputMaybe<Scalars['String']['input']>;
  /** Of versions of this number, 0 for drafts. */
  version?: InputMaybe<Scalars['Int']['input']>;
  /** Of this workflow; without effect in lists of one workflow. */
  workflowId?: InputMaybe<Scalars['ID']['input']>;
};

/** Whether a run counts. */
export type RunMode =
  /** It counts in figures and for limits. */
  | 'LIVE'
  /** It counts for nothing, and goes also while the workflow is paused or its content has errors. */
  | 'TEST';

/** What happened to a run. */
export type RunProgressKind =
  /** It was handed out to an executor. */
  | 'CLAIMED'
  /** It ended, however it did; nothing follows, unless a failed one is tried again. */
  | 'FINISHED'
  /** It was started. */
  | 'QUEUED'
  /** It goes on from where it failed. */
  | 'RETRIED'
  /** A step ended, however it did. */
  | 'STEP_FINISHED'
  /** A step began. */
  | 'STEP_STARTED'
  /** A step waits from now on. */
  | 'STEP_WAITING';

/** What one of several runs has of its own. */
export type RunSeedInput = {
  /** Of the run, as the version's inputs describe it; {} if absent, 1 MB at most. */
  input?: InputMaybe<Scalars['JSON']['input']>;
  /** The same key gets the same route of a split, as far as its weights allow. */
  stickyKey?: InputMaybe<Scalars['String']['input']>;
};

/** How a run came to its version. */
export type RunSelection =
  /** By its channel's only route. */
  | 'CHANNEL'
  /** The version or digest was asked for. */
  | 'EXPLICIT'
  /** As the definition of its parent run says. */
  | 'PARENT'
  /** As the run that it repeats, or as asked for then. */
  | 'REPLAY'
  /** By one of the routes of its channel, drawn by weight. */
  | 'SPLIT';

/** How far a run is. */
export type RunStatus =
  /** Somebody ended it. */
  | 'CANCELED'
  /** It ended with an error. */
  | 'FAILED'
  /** Nobody has taken it yet. */
  | 'QUEUED'
  /** It was handed out to an executor. */
  | 'RUNNING'
  /** It ended with an output. */
  | 'SUCCEEDED'
  /** For a time, an approval, another run or its next try. */
  | 'WAITING';

/** What started a run. */
export type RunTrigger =
  /** A request. */
  | 'MANUAL'
  /** A request to repeat a run. */
  | 'REPLAY'
  /** A schedule. */
  | 'SCHEDULE'
  /** A webhook. */
  | 'WEBHOOK'
  /** Another workflow. */
  | 'WORKFLOW';

/** A save of the draft. Give a definition, a patch, or only a layout. */
export type SaveDraftInput = {
  /** Names your editor, so that its saves in flight chain instead of clashing. */
  clientId?: InputMaybe<Scalars['String']['input']>;
  /** The whole definition, in Switchyard's or React Flow's shape. */
  definition?: InputMaybe<Scalars['JSON']['input']>;
  /** With resolutions: the currentRevision of the DraftConflict that they decide. If the content moved on since, they decide nothing and the conflict comes back. */
  expectedCurrentRevision?: InputMaybe<Scalars['Int']['input']>;
  /** The revision that your change is based on. */
  expectedRevision: Scalars['Int']['input'];
  /** What moved on the canvas; the last writer wins per node. */
  layout?: InputMaybe<Scalars['JSON']['input']>;
  /** RFC 6902 patch of the definition in canonical form at expectedRevision. */
  patch?: InputMaybe<Scalars['JSON']['input']>;
  /** Decide places where a stale save was refused as a DraftConflict. */
  resolutions?: InputMaybe<Array<ConflictResolutionInput>>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A move on the draft's canvas: no revision, but an event. */
export type SaveLayoutInput = {
  /** Names your editor. */
  clientId?: InputMaybe<Scalars['String']['input']>;
  /** What moved; the last writer wins per node. What is sent of nodes that the draft does not have is ignored: it goes with the saveDraft that brings them. */
  layout: Scalars['JSON']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What to save as a version: the draft, another version, or a definition given directly. */
export type SaveVersionInput = {
  /** Activate it in the same transaction; needs releases:write. */
  activate?: InputMaybe<Scalars['Boolean']['input']>;
  /** Save even if the latest version holds the same content. */
  allowUnchanged?: InputMaybe<Scalars['Boolean']['input']>;
  /** Channel to activate it on; live if absent. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** A definition given directly; the draft stays as it is. */
  definition?: InputMaybe<Scalars['JSON']['input']>;
  /** What changed and why. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Number of the latest version as you know it, 0 for none; refused if it moved. */
  expectedLatestVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Revision of the source as you have seen it; refused if it moved. */
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** The version to snapshot; the draft if absent. */
  from?: InputMaybe<Scalars['VersionRef']['input']>;
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Layout, joined into what the source has. */
  layout?: InputMaybe<Scalars['JSON']['input']>;
  /** A name for people. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Why it is activated. */
  note?: InputMaybe<Scalars['String']['input']>;
  /** Parent of a definition given directly; the latest version if absent. */
  parent?: InputMaybe<Scalars['VersionRef']['input']>;
  /** Refuse content with errors. */
  requireComplete?: InputMaybe<Scalars['Boolean']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What a token may do. In JWTs and messages scopes are written workflows:read and so on. */
export type Scope =
  /** Name the person that the holder acts for, who is then the author. */
  | 'ACT_AS'
  /** Manage the workspace; contains every other scope but ACT_AS. */
  | 'ADMIN'
  /** Activate, roll back, deactivate and route channels. */
  | 'RELEASES_WRITE'
  /** Read runs and their figures. */
  | 'RUNS_READ'
  /** Start, signal, retry and cancel runs. */
  | 'RUNS_WRITE'
  /** Read workflows, versions, channels, activations and events. */
  | 'WORKFLOWS_READ'
  /** Create and change workflows, drafts and versions. */
  | 'WORKFLOWS_WRITE';

/** When a saved version stops being editable. */
export type Sealing =
  /** Never: every version can be edited independently; routes hold digests, so nothing live changes. */
  | 'NEVER'
  /** When a channel first routes to it. */
  | 'ON_ACTIVATION'
  /** At once: every saved version is an immutable snapshot. */
  | 'ON_SAVE';

/** Where a secret's value comes from. */
export type SecretOrigin =
  /** From the variable SECRETS_<NAME> of the server. Only the workspace "default" has such; a stored one of the same name goes before. */
  | 'ENVIRONMENT'
  /** From setSecret; it is kept encrypted. */
  | 'STORED';

/** A secret to store. */
export type SetSecretInput = {
  /** What references call it: 1 to 100 of A-Z, a-z, 0-9 and _, not beginning with a digit. */
  name: Scalars['String']['input'];
  /** Its value, 1 to 16,384 bytes of UTF-8; taken as it is, and never answered. Send it as a variable: documents are kept in memory for a while. */
  value: Scalars['String']['input'];
};

/** What you have selected in a workflow that you have open. */
export type SetSelectionInput = {
  /** The clientId that you watch with. */
  clientId: Scalars['String']['input'];
  /** Keys of the selected nodes and edges, 100 and 4,000 bytes at most. */
  selection: Array<Scalars['String']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What a change means, judged from the two definitions alone. */
export type Severity =
  /** Fails callers, triggers or references that worked before. */
  | 'BREAKING'
  /** May change results. */
  | 'RISKY'
  /** Changes neither results nor what callers rely on. */
  | 'SAFE';

/** An answer to a run that waits for one. */
export type SignalRunInput = {
  /** The answer: approved, true or false, and whatever else the next steps should read, such as comment. It becomes the output of the node, with by: who answered. */
  data: Scalars['JSON']['input'];
  /** Key of the node that waits. */
  nodeKey: Scalars['String']['input'];
  /** The run. */
  runId: Scalars['ID']['input'];
};

/** What to simulate, and what stands in for the outside. */
export type SimulateInput = {
  /** The state that an earlier simulation answered. Input and trigger are those of the state; mocks and recordedRunId are to be given again. */
  continueFrom?: InputMaybe<Scalars['JSON']['input']>;
  /** Content that is not saved, in any shape that saveDraft takes. */
  definition?: InputMaybe<Scalars['JSON']['input']>;
  /** Of the run, as the definition's inputs describe it; {} if absent, 1 MB at most. */
  input?: InputMaybe<Scalars['JSON']['input']>;
  /** What nodes give; it wins over all else. At most one for each node. */
  mocks?: InputMaybe<Array<SimulationMockInput>>;
  /** A run of the workflow: what its steps gave stands in for nodes of the same keys that have no mock and cannot be executed. */
  recordedRunId?: InputMaybe<Scalars['ID']['input']>;
  /** Stop after so many steps, of which 0 only tells what comes first; all if absent. */
  steps?: InputMaybe<Scalars['Int']['input']>;
  /** Key of the trigger that fires; if absent the one at which a run of this input would begin. */
  triggerKey?: InputMaybe<Scalars['String']['input']>;
  /** What the trigger is given. If absent the input for a manual one, a request with the input as its body for a webhook, else the example of its type. */
  triggerPayload?: InputMaybe<Scalars['JSON']['input']>;
  /** Values of variables by name; others have their defaults, or with continueFrom what they had. */
  variables?: InputMaybe<Scalars['JSON']['input']>;
  /** The version; the draft if neither this nor a definition is given. */
  version?: InputMaybe<Scalars['VersionRef']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** Where an output of a simulation comes from. */
export type SimulatedOutputSource =
  /** It is the example of the node type. */
  | 'EXAMPLE'
  /** The node was executed; a trigger gives what it was given. */
  | 'EXECUTED'
  /** The request said so. */
  | 'MOCK'
  /** The node gave it in an earlier run. */
  | 'RECORDED';

/** What became of a node in a simulation. */
export type SimulatedStepStatus =
  /** It failed; nothing after it starts. */
  | 'FAILED'
  /** No way led to it; or it is disabled and passed on what it was given. */
  | 'SKIPPED'
  /** It gave an output. */
  | 'SUCCEEDED';

/** What a node gives in a simulation, instead of what it is: an output or an error. */
export type SimulationMockInput = {
  /** How it fails instead. */
  error?: InputMaybe<MockErrorInput>;
  /** Key of the node. */
  nodeKey: Scalars['String']['input'];
  /** What it gives, also null. Of a branch { "branch": … }: the way that is taken, whatever its conditions. */
  output?: InputMaybe<Scalars['JSON']['input']>;
};

/** How a simulation ended. */
export type SimulationStatus =
  /** A step failed, or it took too long. From its state it goes on with the step that failed, with another mock for instance. */
  | 'FAILED'
  /** As many steps as asked for were made; its state goes on from there. */
  | 'PAUSED'
  /** The content or the input cannot be simulated; nothing was. */
  | 'REFUSED'
  /** It came to its end. */
  | 'SUCCEEDED';

/** A run to start. */
export type StartRunInput = {
  /** Key of the channel to start on; live if absent and no version is given. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** What to run, of those that a version of the workflow holds or once held. */
  digest?: InputMaybe<Scalars['Digest']['input']>;
  /** Who executes it; if absent, this server where it knows all node types and the graph has a trigger and no cycle, else EXTERNAL. */
  executor?: InputMaybe<RunExecutor>;
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** Of the run, as the version's inputs describe it; {} if absent, 1 MB at most. */
  input?: InputMaybe<Scalars['JSON']['input']>;
  /** LIVE if absent. */
  mode?: InputMaybe<RunMode>;
  /** The same key gets the same route of a split, as far as its weights allow. */
  stickyKey?: InputMaybe<Scalars['String']['input']>;
  /** The version to run; if neither this nor a digest is given, the channel decides. */
  version?: InputMaybe<Scalars['VersionRef']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** Runs of one workflow to start, all or none. */
export type StartRunsInput = {
  /** Key of the channel to start on; live if absent and no version is given. */
  channel?: InputMaybe<Scalars['String']['input']>;
  /** What to run, of those that a version of the workflow holds or once held. */
  digest?: InputMaybe<Scalars['Digest']['input']>;
  /** Who executes it; if absent, this server where it knows all node types and the graph has a trigger and no cycle, else EXTERNAL. */
  executor?: InputMaybe<RunExecutor>;
  /** Makes a repetition of this request answer with what the first one made; kept for 7 days. */
  idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** LIVE if absent. */
  mode?: InputMaybe<RunMode>;
  /** One for each run, 100 at most. */
  runs: Array<RunSeedInput>;
  /** The version to run; if neither this nor a digest is given, the channel decides. */
  version?: InputMaybe<Scalars['VersionRef']['input']>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** How long each period of figures is. */
export type StatsInterval =
  /** A day of the time zone, from midnight to midnight. */
  | 'DAY'
  /** An hour of UTC. */
  | 'HOUR';

/** The time to look at. It is widened to whole hours, or by day to whole days; what is absent is usual: the last 30 days, or by hour the last 24 hours. */
export type StatsWindow = {
  /** Only runs that ended then or later, at most 400 days before to, by hour 31. */
  from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Into which periods it is cut; days if absent. */
  interval?: InputMaybe<StatsInterval>;
  /** IANA time zone whose days are meant; UTC if absent. An hour counts for the day in which it begins. */
  timeZone?: InputMaybe<Scalars['String']['input']>;
  /** Only runs that ended before this; now if absent. */
  to?: InputMaybe<Scalars['DateTime']['input']>;
};

/** How far a step is. */
export type StepStatus =
  /** The run ended while it was under way. */
  | 'CANCELED'
  /** It ended with an error. */
  | 'FAILED'
  /** Its executor lost the run while it was under way: it may or may not have happened. */
  | 'INTERRUPTED'
  /** It has begun. */
  | 'RUNNING'
  /** No way led to it, or its node is disabled and was passed over. */
  | 'SKIPPED'
  /** It ended with an output. */
  | 'SUCCEEDED'
  /** It waits, see waitingFor. */
  | 'WAITING';

/** What a step waits for. */
export type StepWaitKind =
  /** For somebody to answer by signalRun. */
  | 'APPROVAL'
  /** For a time, to be tried again. */
  | 'RETRY'
  /** For a run of another workflow to finish. */
  | 'RUN'
  /** For a time. */
  | 'TIME';

/** Which of two texts a line is of. */
export type TextLineKind =
  /** Only the later. */
  | 'ADDED'
  /** Both. */
  | 'CONTEXT'
  /** Only the former. */
  | 'REMOVED';

/** What an activation does to a schedule or webhook. */
export type TriggerChangeKind =
  /** It starts runs from then on. */
  | 'ARMED'
  /** It starts runs at other times, at another path, or otherwise. */
  | 'CHANGED'
  /** It starts none from then on. */
  | 'DISARMED';

/** A version to take out of the archive. */
export type UnarchiveVersionInput = {
  /** The version. */
  version: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** A workflow to take out of the archive. */
export type UnarchiveWorkflowInput = {
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What to change of a saved version. Content needs expectedRevision and an unsealed version. */
export type UpdateVersionInput = {
  /** Names your editor, so that its saves in flight chain instead of clashing. */
  clientId?: InputMaybe<Scalars['String']['input']>;
  /** The whole definition, in Switchyard's or React Flow's shape. */
  definition?: InputMaybe<Scalars['JSON']['input']>;
  /** Another description; null removes it. Sealed versions take it too. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** With resolutions: the currentRevision of the DraftConflict that they decide. If the content moved on since, they decide nothing and the conflict comes back. */
  expectedCurrentRevision?: InputMaybe<Scalars['Int']['input']>;
  /** The revision that your change of content is based on. */
  expectedRevision?: InputMaybe<Scalars['Int']['input']>;
  /** What moved on the canvas. */
  layout?: InputMaybe<Scalars['JSON']['input']>;
  /** Another name; null removes it. Sealed versions take it too. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** RFC 6902 patch of the definition in canonical form at expectedRevision. */
  patch?: InputMaybe<Scalars['JSON']['input']>;
  /** Decide places where a stale save was refused as a DraftConflict. */
  resolutions?: InputMaybe<Array<ConflictResolutionInput>>;
  /** The version. */
  version: Scalars['VersionRef']['input'];
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What to change of a workflow; what is absent stays. */
export type UpdateWorkflowInput = {
  /** Another description; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Another key. */
  key?: InputMaybe<Scalars['String']['input']>;
  /** Other limits, as a whole; null removes them. */
  limits?: InputMaybe<WorkflowLimitsInput>;
  /** Another name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Another retention of revisions; null keeps all. */
  retention?: InputMaybe<RetentionPolicyInput>;
  /** Tightening seals what qualifies; loosening unseals nothing. */
  sealing?: InputMaybe<Sealing>;
  /** The workflow. */
  workflowId: Scalars['ID']['input'];
};

/** What kind of refusal it is; cause and cure of each stand in docs/errors.md. */
export type UserErrorCode =
  /** The workflow or version is archived already. */
  | 'ALREADY_ARCHIVED'
  /** What was given is no bundle, is damaged, or holds a secret. */
  | 'BUNDLE_INVALID'
  /** The workflow has, or once had, a channel of this key. */
  | 'CHANNEL_KEY_TAKEN'
  /** The channel live was to be deleted. */
  | 'CHANNEL_PROTECTED'
  /** What was given is not a definition, a layout or a patch that applies. */
  | 'DEFINITION_INVALID'
  /** The save is based on an older revision and clashes with what others have saved since. */
  | 'DRAFT_CONFLICT'
  /** The draft was named where only a saved version can stand: to activate, archive, delete or rename it, to merge it into a version, or to restore it from itself. */
  | 'DRAFT_NOT_ALLOWED'
  /** The built-in executor cannot run this content. */
  | 'EXECUTOR_UNSUITABLE'
  /** A file to import, or all of them together, are larger than what is read at once. */
  | 'FILE_TOO_LARGE'
  /** A file to import is no workflow of a system that is read, or holds what no definition can hold. */
  | 'FILE_UNREADABLE'
  /** The token has the right to the mutation, but not to all that its input asks for, such as activate: true without releases:write. */
  | 'FORBIDDEN'
  /** This idempotencyKey was used with another input in the last 7 days. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** A value does not fit its place: too long, out of bounds, two that exclude each other, a text with U+0000, active where the channel is split. */
  | 'INVALID_INPUT'
  /** Another workflow, or workspace, has this key. */
  | 'KEY_TAKEN'
  /** The run was handed out to another executor, or is finished. */
  | 'LEASE_LOST'
  /** A limit of the workflow is hit; this has paused it. */
  | 'LIMIT_HIT'
  /** The versions to merge clash, and the resolutions do not decide all of it. */
  | 'MERGE_CONFLICT'
  /** A rollback names a version that was never live on this channel. */
  | 'NEVER_ACTIVATED'
  /** The draft was to be discarded, but no version was saved that it could go back to. */
  | 'NOTHING_SAVED'
  /** The channel had no other routing before the present one. */
  | 'NOTHING_TO_ROLL_BACK'
  /** The workflow or version is not archived. */
  | 'NOT_ARCHIVED'
  /** What the input refers to is not there, or is not in your workspace. */
  | 'NOT_FOUND'
  /** The workflow is not paused. */
  | 'NOT_PAUSED'
  /** No answer is waited for at this node. */
  | 'NOT_WAITING'
  /** A run was to be started on a channel that routes nowhere. */
  | 'NO_ROUTE'
  /** The workflow holds other content under a number that the bundle has too. */
  | 'PROMOTION_DIVERGED'
  /** The bundle is not of the lineage of the workflow. */
  | 'PROMOTION_UNRELATED'
  /** The present routing is itself a rollback, so going back could restore the fault. */
  | 'ROLLBACK_AMBIGUOUS'
  /** The run is finished, so it can be neither canceled nor answered. */
  | 'RUN_FINISHED'
  /** The input of a run is not what the version's JSON Schema takes. */
  | 'RUN_INPUT_INVALID'
  /** The run did not fail, so it cannot be tried again. */
  | 'RUN_NOT_FAILED'
  /** A run that is under way cannot be deleted. */
  | 'RUN_NOT_FINISHED'
  /** A secret was to be stored, but the server has no key to encrypt it with. */
  | 'SECRETS_KEY_MISSING'
  /** A stored secret cannot be decrypted with the key that the server has now. */
  | 'SECRET_UNREADABLE'
  /** The state that a simulation was to go on from is of another definition, or none. */
  | 'SIMULATION_MISMATCH'
  /** Another end of this attempt was reported before. */
  | 'STEP_FINISHED'
  /** The version to run lacks the trigger that fired. */
  | 'TRIGGER_MISSING'
  /** The content has problems of severity ERROR, so it cannot go live, start a run that is not a test, or be saved with requireComplete. */
  | 'VALIDATION_FAILED'
  /** A channel was to be routed, or rolled back, to an archived version. */
  | 'VERSION_ARCHIVED'
  /** Something that you expected is not so any more. */
  | 'VERSION_CONFLICT'
  /** The version cannot be archived while a channel routes to it, nor deleted once it was activated, a run is pinned to it or another version came from it. */
  | 'VERSION_IN_USE'
  /** The latest version can be neither archived nor deleted. */
  | 'VERSION_IS_LATEST'
  /** A version was chosen for an archive that can be run, but has problems that would stop a run. */
  | 'VERSION_NOT_RUNNABLE'
  /** The content of a sealed version never changes. */
  | 'VERSION_SEALED'
  /** The path of a webhook belongs to another workflow of the workspace, or stands twice in one definition. */
  | 'WEBHOOK_PATH_TAKEN'
  /** An archived workflow takes no runs. */
  | 'WORKFLOW_ARCHIVED'
  /** A workflow that was activated or ever ran is part of the record and cannot be deleted. */
  | 'WORKFLOW_IN_USE'
  /** A paused workflow takes no runs but test runs. */
  | 'WORKFLOW_PAUSED';

/** Order of a list of versions. */
export type VersionOrderBy =
  /** Oldest first. */
  | 'NUMBER_ASC'
  /** Newest first. */
  | 'NUMBER_DESC';

/** How a version came to be. */
export type VersionOrigin =
  /** Saved from a definition given directly. */
  | 'DIRECT'
  /** Saved from the draft, or the draft itself. */
  | 'DRAFT'
  /** The start of a fork. */
  | 'FORK'
  /** Read from a file. */
  | 'IMPORT'
  /** Merged from two versions. */
  | 'MERGE'
  /** Saved from another version. */
  | 'VERSION';

/** Whether the content of a version can be edited. */
export type VersionStatus =
  /** The live editable copy. */
  | 'DRAFT'
  /** Saved, and still editable. */
  | 'EDITABLE'
  /** Never to be edited again. */
  | 'SEALED';

/** A system whose files are read. */
export type WorkflowFileFormat =
  /** The DSL of Dify, YAML. */
  | 'DIFY'
  /** Flowise, JSON. */
  | 'FLOWISE'
  /** Langflow, JSON. */
  | 'LANGFLOW'
  /** n8n, JSON. */
  | 'N8N'
  /** Node-RED, JSON: the list of objects, all tabs together. */
  | 'NODE_RED';

/** A state of a workflow of another system. */
export type WorkflowFileInput = {
  /** Who made it; the caller if absent. Nobody vouches for the name. */
  author?: InputMaybe<Scalars['String']['input']>;
  /** When; now if absent. */
  committedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What changed: its first line becomes the name of the version. */
  message?: InputMaybe<Scalars['String']['input']>;
  /** Its name, for reports and refusals. */
  name: Scalars['String']['input'];
  /** Its text, JSON or YAML, at most 5 MB; send it as a variable. */
  text: Scalars['String']['input'];
};

/** Which workflows to list; what is absent excludes none. */
export type WorkflowFilter = {
  /** Whether to list archived ones too. */
  includeArchived?: InputMaybe<Scalars['Boolean']['input']>;
  /** Part of the name or key, any case. */
  search?: InputMaybe<Scalars['String']['input']>;
  /** Only those of these statuses; without it archived ones are left out. */
  status?: InputMaybe<Array<WorkflowStatus>>;
};

/** Bounds on the runs of a workflow; an absent one bounds nothing. */
export type WorkflowLimitsInput = {
  /** Least milliseconds between two starts. */
  coolDownMs?: InputMaybe<Scalars['Int']['input']>;
  /** Most runs under way at once. */
  maxConcurrentRuns?: InputMaybe<Scalars['Int']['input']>;
  /** Most runs started per day (UTC). */
  maxRunsPerDay?: InputMaybe<Scalars['Int']['input']>;
  /** After so many failures in a row the workflow is paused. */
  pauseAfterFailures?: InputMaybe<Scalars['Int']['input']>;
};

/** Order of a list of workflows. */
export type WorkflowOrderBy =
  /** Newest first. */
  | 'CREATED_AT_DESC'
  /** By name. */
  | 'NAME_ASC'
  /** Last changed first. */
  | 'UPDATED_AT_DESC';

/** What a workflow is, the first that holds. */
export type WorkflowStatus =
  /** The channel live routes somewhere. */
  | 'ACTIVE'
  /** Out of use: no runs, not even test runs; webhook paths are free for others. */
  | 'ARCHIVED'
  /** Nothing was saved as a version yet. */
  | 'DRAFT'
  /** It has versions, but live routes nowhere. */
  | 'INACTIVE'
  /** New runs are refused with the reason; triggers are disarmed, the routing stays. */
  | 'PAUSED';

/** A system whose files are written as well as read. */
export type WritableFileFormat =
  /** n8n, JSON. */
  | 'N8N'
  /** Node-RED, JSON. */
  | 'NODE_RED';

export type ExportBundleMutationVariables = Exact<{
  input: ExportBundleInput;
}>;


export type ExportBundleMutation = { __typename?: 'Mutation', exportBundle: { __typename?: 'ExportBundlePayload', downloadUrl?: string | null, notRunnable?: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type PreviewImportQueryVariables = Exact<{
  bundleId: Scalars['ID']['input'];
  key?: InputMaybe<Scalars['String']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
}>;


export type PreviewImportQuery = { __typename?: 'Query', previewImport: { __typename?: 'ImportPlan', key?: string | null, name?: string | null, channels?: Array<string> | null, versions?: Array<{ __typename?: 'PlannedVersion', number: number, name?: string | null, createdAt: string, digest: string, createdBy: { __typename?: 'Actor', name: string } }> | null, problems?: Array<{ __typename?: 'ImportProblem', kind: ImportProblemKind, subject: string, message: string, suggestion: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type ImportBundleMutationVariables = Exact<{
  input: ImportBundleInput;
}>;


export type ImportBundleMutation = { __typename?: 'Mutation', importBundle: { __typename?: 'ImportBundlePayload', workflow?: { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type PreviewPromotionQueryVariables = Exact<{
  into: Scalars['ID']['input'];
  bundleId: Scalars['ID']['input'];
}>;


export type PreviewPromotionQuery = { __typename?: 'Query', previewPromotion: { __typename?: 'PromotionPlan', versions?: Array<{ __typename?: 'PlannedVersion', number: number, name?: string | null, createdAt: string, digest: string, createdBy: { __typename?: 'Actor', name: string } }> | null, problems?: Array<{ __typename?: 'ImportProblem', kind: ImportProblemKind, subject: string, message: string, suggestion: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type PromoteBundleMutationVariables = Exact<{
  input: PromoteBundleInput;
}>;


export type PromoteBundleMutation = { __typename?: 'Mutation', promoteBundle: { __typename?: 'PromoteBundlePayload', changed?: boolean | null, workflow?: { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } | null, versions?: Array<{ __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type PlannedFragment = { __typename?: 'PlannedVersion', number: number, name?: string | null, createdAt: string, digest: string, createdBy: { __typename?: 'Actor', name: string } };

export type PlanProblemFragment = { __typename?: 'ImportProblem', kind: ImportProblemKind, subject: string, message: string, suggestion: string };

export type SaveDraftMutationVariables = Exact<{
  input: SaveDraftInput;
}>;


export type SaveDraftMutation = { __typename?: 'Mutation', saveDraft: { __typename?: 'DraftPayload', changed?: boolean | null, draft?: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }>, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } } | null, merged?: { __typename?: 'MergedSave', baseRevision: number, theirs: { __typename?: 'DiffSummary', headline: string } } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type SaveVersionMutationVariables = Exact<{
  input: SaveVersionInput;
}>;


export type SaveVersionMutation = { __typename?: 'Mutation', saveVersion: { __typename?: 'SaveVersionPayload', created?: boolean | null, version?: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }>, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } } | null, activation?: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type DraftStateQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type DraftStateQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', hasUnsavedChanges: boolean, draft: { __typename?: 'Version', revision: number, digest: string } } | null };

export type RestoreDraftMutationVariables = Exact<{
  input: CreateDraftFromVersionInput;
}>;


export type RestoreDraftMutation = { __typename?: 'Mutation', createDraftFromVersion: { __typename?: 'RestoreDraftPayload', draft?: { __typename?: 'Version', revision: number } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type ValidateDefinitionQueryVariables = Exact<{
  definition: Scalars['JSON']['input'];
  workflowId?: InputMaybe<Scalars['ID']['input']>;
}>;


export type ValidateDefinitionQuery = { __typename?: 'Query', validateDefinition: { __typename?: 'DefinitionValidation', digest?: string | null, problems?: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type SummaryLineFragment = { __typename?: 'DiffSummary', headline: string, severity: Severity, nodesAdded: number, nodesRemoved: number, nodesChanged: number, nodesRenamed: number, nodesMoved: number, edgesAdded: number, edgesRemoved: number, edgesChanged: number, settingsChanged: number, variablesChanged: number, inputsChanged: number };

export type DiffVersionsQueryVariables = Exact<{
  workflowId: Scalars['ID']['input'];
  from: Scalars['VersionRef']['input'];
  to: Scalars['VersionRef']['input'];
  format: DiffFormat;
  withText: Scalars['Boolean']['input'];
}>;


export type DiffVersionsQuery = { __typename?: 'Query', diff?: { __typename?: 'Diff', identical: boolean, severity: Severity, patch?: unknown, text?: string, summary: { __typename?: 'DiffSummary', headline: string, severity: Severity, nodesAdded: number, nodesRemoved: number, nodesChanged: number, nodesRenamed: number, nodesMoved: number, edgesAdded: number, edgesRemoved: number, edgesChanged: number, settingsChanged: number, variablesChanged: number, inputsChanged: number } } | null };

export type DiffWithFileQueryVariables = Exact<{
  workflowId: Scalars['ID']['input'];
  from: Scalars['VersionRef']['input'];
  definition: Scalars['JSON']['input'];
  name?: InputMaybe<Scalars['String']['input']>;
  format: DiffFormat;
  withText: Scalars['Boolean']['input'];
}>;


export type DiffWithFileQuery = { __typename?: 'Query', diffWith: { __typename?: 'DiffWith', identical?: boolean | null, severity?: Severity | null, patch?: unknown | null, text?: string | null, summary?: { __typename?: 'DiffSummary', headline: string, severity: Severity, nodesAdded: number, nodesRemoved: number, nodesChanged: number, nodesRenamed: number, nodesMoved: number, edgesAdded: number, edgesRemoved: number, edgesChanged: number, settingsChanged: number, variablesChanged: number, inputsChanged: number } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type ImportWorkflowFilesMutationVariables = Exact<{
  input: ImportWorkflowFilesInput;
}>;


export type ImportWorkflowFilesMutation = { __typename?: 'Mutation', importWorkflowFiles: { __typename?: 'ImportWorkflowFilesPayload', workflow?: { __typename?: 'Workflow', id: string } | null, files?: Array<{ __typename?: 'ImportedFile', created: boolean, version?: { __typename?: 'Version', digest: string } | null }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type WriteFileQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  key?: InputMaybe<Scalars['String']['input']>;
  ref: Scalars['VersionRef']['input'];
  format: WritableFileFormat;
}>;


export type WriteFileQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', version?: { __typename?: 'Version', exportAs: { __typename?: 'ForeignFile', text: string, losses: Array<{ __typename?: 'FileLoss', code: FileLossCode, message: string, node?: { __typename?: 'ImportedNode', key: string, name: string } | null }> } } | null } | null };

type Refused_BasicUserError_Fragment = { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null };

type Refused_BundleInvalid_Fragment = { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null };

type Refused_DraftConflict_Fragment = { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } };

type Refused_MergeConflict_Fragment = { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> };

type Refused_PromotionDiverged_Fragment = { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null };

type Refused_RollbackAmbiguous_Fragment = { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> };

type Refused_ValidationFailed_Fragment = { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> };

type Refused_VersionConflict_Fragment = { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null };

type Refused_VersionSealed_Fragment = { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null };

type Refused_VersionsNotRunnable_Fragment = { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> };

export type RefusedFragment =
  | Refused_BasicUserError_Fragment
  | Refused_BundleInvalid_Fragment
  | Refused_DraftConflict_Fragment
  | Refused_MergeConflict_Fragment
  | Refused_PromotionDiverged_Fragment
  | Refused_RollbackAmbiguous_Fragment
  | Refused_ValidationFailed_Fragment
  | Refused_VersionConflict_Fragment
  | Refused_VersionSealed_Fragment
  | Refused_VersionsNotRunnable_Fragment
;

export type PlaceFragment = { __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string };

export type FoundFragment = { __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string };

export type NotRunnableFragment = { __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> };

export type ActivationLineFragment = { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> };

export type ReleaseFactsFragment = { __typename?: 'ReleasePayload', changed?: boolean | null, workflow?: { __typename?: 'Workflow', key: string } | null, activation?: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } | null, gained?: Array<{ __typename?: 'Version', label: string }> | null, lost?: Array<{ __typename?: 'Version', label: string }> | null, userErrors: Array<
    | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
    | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
    | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
    | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
    | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
    | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
    | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
    | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
    | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
    | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
  > };

export type ActivateVersionMutationVariables = Exact<{
  input: ActivateVersionInput;
}>;


export type ActivateVersionMutation = { __typename?: 'Mutation', activateVersion: { __typename?: 'ReleasePayload', changed?: boolean | null, workflow?: { __typename?: 'Workflow', key: string } | null, activation?: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } | null, gained?: Array<{ __typename?: 'Version', label: string }> | null, lost?: Array<{ __typename?: 'Version', label: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type RollbackMutationVariables = Exact<{
  input: RollbackInput;
}>;


export type RollbackMutation = { __typename?: 'Mutation', rollback: { __typename?: 'ReleasePayload', changed?: boolean | null, workflow?: { __typename?: 'Workflow', key: string } | null, activation?: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } | null, gained?: Array<{ __typename?: 'Version', label: string }> | null, lost?: Array<{ __typename?: 'Version', label: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type RouteChannelMutationVariables = Exact<{
  input: RouteChannelInput;
}>;


export type RouteChannelMutation = { __typename?: 'Mutation', routeChannel: { __typename?: 'ReleasePayload', changed?: boolean | null, workflow?: { __typename?: 'Workflow', key: string } | null, activation?: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } | null, gained?: Array<{ __typename?: 'Version', label: string }> | null, lost?: Array<{ __typename?: 'Version', label: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type DeactivateMutationVariables = Exact<{
  input: DeactivateInput;
}>;


export type DeactivateMutation = { __typename?: 'Mutation', deactivate: { __typename?: 'ReleasePayload', changed?: boolean | null, workflow?: { __typename?: 'Workflow', key: string } | null, activation?: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, activatedAt: string, actor: { __typename?: 'Actor', name: string }, channel: { __typename?: 'Channel', key: string }, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } | null, gained?: Array<{ __typename?: 'Version', label: string }> | null, lost?: Array<{ __typename?: 'Version', label: string }> | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type WatchActivationsSubscriptionVariables = Exact<{
  workflowId?: InputMaybe<Scalars['ID']['input']>;
  channel?: InputMaybe<Scalars['String']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type WatchActivationsSubscription = { __typename?: 'Subscription', activationChanged:
    | { __typename?: 'ChannelDeactivated', cursor: string, name: string, sequence: number, occurredAt: string, channelKey: string, actor: { __typename?: 'Actor', name: string }, workflow?: { __typename?: 'Workflow', id: string, key: string } | null, activation: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } }
    | { __typename?: 'ChannelRouted', cursor: string, name: string, sequence: number, occurredAt: string, channelKey: string, actor: { __typename?: 'Actor', name: string }, workflow?: { __typename?: 'Workflow', id: string, key: string } | null, activation: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } }
    | { __typename?: 'VersionActivated', cursor: string, name: string, sequence: number, occurredAt: string, channelKey: string, actor: { __typename?: 'Actor', name: string }, workflow?: { __typename?: 'Workflow', id: string, key: string } | null, activation: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } }
    | { __typename?: 'VersionRolledBack', cursor: string, name: string, sequence: number, occurredAt: string, channelKey: string, actor: { __typename?: 'Actor', name: string }, workflow?: { __typename?: 'Workflow', id: string, key: string } | null, activation: { __typename?: 'Activation', sequence: number, kind: ActivationKind, note?: string | null, to: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> } }
   };

export type RunLineFragment = { __typename?: 'Run', id: string, status: RunStatus, mode: RunMode, trigger: RunTrigger, executor: RunExecutor, createdAt: string, startedAt?: string | null, finishedAt?: string | null, durationMs?: number | null, channel?: { __typename?: 'Channel', key: string } | null, workflow: { __typename?: 'Workflow', key: string }, version: { __typename?: 'Version', number: number, label: string }, error?: { __typename?: 'RunError', code: string, message: string, nodeKey?: string | null } | null };

export type StartRunMutationVariables = Exact<{
  input: StartRunInput;
}>;


export type StartRunMutation = { __typename?: 'Mutation', startRun: { __typename?: 'RunPayload', run?: { __typename?: 'Run', id: string, status: RunStatus, mode: RunMode, trigger: RunTrigger, executor: RunExecutor, createdAt: string, startedAt?: string | null, finishedAt?: string | null, durationMs?: number | null, channel?: { __typename?: 'Channel', key: string } | null, workflow: { __typename?: 'Workflow', key: string }, version: { __typename?: 'Version', number: number, label: string }, error?: { __typename?: 'RunError', code: string, message: string, nodeKey?: string | null } | null } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type ShowRunQueryVariables = Exact<{
  id: Scalars['ID']['input'];
}>;


export type ShowRunQuery = { __typename?: 'Query', run?: { __typename?: 'Run', output?: unknown | null, id: string, status: RunStatus, mode: RunMode, trigger: RunTrigger, executor: RunExecutor, createdAt: string, startedAt?: string | null, finishedAt?: string | null, durationMs?: number | null, channel?: { __typename?: 'Channel', key: string } | null, workflow: { __typename?: 'Workflow', key: string }, version: { __typename?: 'Version', number: number, label: string }, error?: { __typename?: 'RunError', code: string, message: string, nodeKey?: string | null } | null } | null };

export type ListRunsQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RunFilter>;
}>;


export type ListRunsQuery = { __typename?: 'Query', runs: { __typename?: 'RunConnection', pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, edges: Array<{ __typename?: 'RunEdge', node: { __typename?: 'Run', id: string, status: RunStatus, mode: RunMode, trigger: RunTrigger, executor: RunExecutor, createdAt: string, startedAt?: string | null, finishedAt?: string | null, durationMs?: number | null, channel?: { __typename?: 'Channel', key: string } | null, workflow: { __typename?: 'Workflow', key: string }, version: { __typename?: 'Version', number: number, label: string }, error?: { __typename?: 'RunError', code: string, message: string, nodeKey?: string | null } | null } }> } };

export type FollowRunSubscriptionVariables = Exact<{
  runId: Scalars['ID']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type FollowRunSubscription = { __typename?: 'Subscription', runChanged: { __typename?: 'RunProgress', sequence: number, kind: RunProgressKind, occurredAt: string, run?: { __typename?: 'Run', status: RunStatus } | null, step?: { __typename?: 'Step', nodeKey: string, name: string, attempt: number, status: StepStatus, error?: { __typename?: 'RunError', code: string, message: string } | null } | null } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { __typename?: 'Query', viewer: { __typename?: 'Session', scopes: Array<Scope>, eventCursor: string, actor: { __typename?: 'Actor', kind: ActorKind, name: string }, workspace: { __typename?: 'Workspace', id: string, key: string, name: string } } };

export type ListApiTokensQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
}>;


export type ListApiTokensQuery = { __typename?: 'Query', apiTokens: { __typename?: 'ApiTokenConnection', pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, edges: Array<{ __typename?: 'ApiTokenEdge', node: { __typename?: 'ApiToken', id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt?: string | null, revokedAt?: string | null, createdBy: { __typename?: 'Actor', name: string } } }> } };

export type TokenFactsFragment = { __typename?: 'ApiToken', id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt?: string | null, revokedAt?: string | null, createdBy: { __typename?: 'Actor', name: string } };

export type CreateApiTokenMutationVariables = Exact<{
  input: CreateApiTokenInput;
}>;


export type CreateApiTokenMutation = { __typename?: 'Mutation', createApiToken: { __typename?: 'CreateApiTokenPayload', secret?: string | null, apiToken?: { __typename?: 'ApiToken', id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt?: string | null, revokedAt?: string | null, createdBy: { __typename?: 'Actor', name: string } } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type RevokeApiTokenMutationVariables = Exact<{
  input: RevokeApiTokenInput;
}>;


export type RevokeApiTokenMutation = { __typename?: 'Mutation', revokeApiToken: { __typename?: 'RevokeApiTokenPayload', apiToken?: { __typename?: 'ApiToken', id: string, name: string, scopes: Array<Scope>, createdAt: string, expiresAt?: string | null, revokedAt?: string | null, createdBy: { __typename?: 'Actor', name: string } } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type RouteFactsFragment = { __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } };

export type WorkflowFactsFragment = { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null };

export type VersionLineFragment = { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } };

export type FindWorkflowQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  key?: InputMaybe<Scalars['String']['input']>;
}>;


export type FindWorkflowQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', id: string, key: string, name: string } | null };

export type ListWorkflowsQueryVariables = Exact<{
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<WorkflowFilter>;
}>;


export type ListWorkflowsQuery = { __typename?: 'Query', workflows: { __typename?: 'WorkflowConnection', pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, edges: Array<{ __typename?: 'WorkflowEdge', node: { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } }> } };

export type ShowWorkflowQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  key?: InputMaybe<Scalars['String']['input']>;
}>;


export type ShowWorkflowQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', description?: string | null, pausedReason?: string | null, sealing: Sealing, createdAt: string, hasUnsavedChanges: boolean, id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, createdBy: { __typename?: 'Actor', name: string }, draft: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }>, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } }, channels: Array<{ __typename?: 'Channel', key: string, mode: ChannelMode, activationSequence: number, routes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }> }>, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } | null };

export type ListVersionsQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  key?: InputMaybe<Scalars['String']['input']>;
  first: Scalars['Int']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  includeArchived: Scalars['Boolean']['input'];
}>;


export type ListVersionsQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', id: string, versions: { __typename?: 'VersionConnection', pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null }, edges: Array<{ __typename?: 'VersionEdge', node: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, changes?: { __typename?: 'DiffSummary', headline: string } | null, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } } }> } } | null };

export type ShowVersionQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  key?: InputMaybe<Scalars['String']['input']>;
  ref: Scalars['VersionRef']['input'];
  withContent: Scalars['Boolean']['input'];
}>;


export type ShowVersionQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', id: string, key: string, version?: { __typename?: 'Version', workflowName: string, origin: VersionOrigin, definition?: unknown, layout?: unknown | null, number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, parent?: { __typename?: 'Version', label: string } | null, changes?: { __typename?: 'DiffSummary', headline: string, severity: Severity } | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }>, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } } | null } | null };

export type DraftRevisionQueryVariables = Exact<{
  id?: InputMaybe<Scalars['ID']['input']>;
  key?: InputMaybe<Scalars['String']['input']>;
}>;


export type DraftRevisionQuery = { __typename?: 'Query', workflow?: { __typename?: 'Workflow', id: string, key: string, draft: { __typename?: 'Version', revision: number }, latestVersion?: { __typename?: 'Version', number: number } | null } | null };

export type CreateWorkflowMutationVariables = Exact<{
  input: CreateWorkflowInput;
}>;


export type CreateWorkflowMutation = { __typename?: 'Mutation', createWorkflow: { __typename?: 'WorkflowPayload', workflow?: { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, draft: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }>, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } }, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type ArchiveWorkflowMutationVariables = Exact<{
  input: ArchiveWorkflowInput;
}>;


export type ArchiveWorkflowMutation = { __typename?: 'Mutation', archiveWorkflow: { __typename?: 'WorkflowPayload', workflow?: { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type UnarchiveWorkflowMutationVariables = Exact<{
  input: UnarchiveWorkflowInput;
}>;


export type UnarchiveWorkflowMutation = { __typename?: 'Mutation', unarchiveWorkflow: { __typename?: 'WorkflowPayload', workflow?: { __typename?: 'Workflow', id: string, key: string, name: string, status: WorkflowStatus, updatedAt: string, updatedBy: { __typename?: 'Actor', name: string }, activeRoutes: Array<{ __typename?: 'Route', weight: number, label?: string | null, version: { __typename?: 'Version', number: number, label: string } }>, latestVersion?: { __typename?: 'Version', number: number, label: string } | null } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type ArchiveVersionMutationVariables = Exact<{
  input: ArchiveVersionInput;
}>;


export type ArchiveVersionMutation = { __typename?: 'Mutation', archiveVersion: { __typename?: 'VersionPayload', version?: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type UnarchiveVersionMutationVariables = Exact<{
  input: UnarchiveVersionInput;
}>;


export type UnarchiveVersionMutation = { __typename?: 'Mutation', unarchiveVersion: { __typename?: 'VersionPayload', version?: { __typename?: 'Version', number: number, label: string, name?: string | null, description?: string | null, status: VersionStatus, digest: string, revision: number, isActive: boolean, isArchived: boolean, createdAt: string, createdBy: { __typename?: 'Actor', kind: ActorKind, name: string } } | null, userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export type DeleteWorkflowMutationVariables = Exact<{
  input: DeleteWorkflowInput;
}>;


export type DeleteWorkflowMutation = { __typename?: 'Mutation', deleteWorkflow: { __typename?: 'DeleteWorkflowPayload', userErrors: Array<
      | { __typename: 'BasicUserError', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'BundleInvalid', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'DraftConflict', expectedRevision: number, currentRevision: number, code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }>, rejectedSave: { __typename?: 'RejectedSave', id: string, expiresAt: string } }
      | { __typename: 'MergeConflict', code: UserErrorCode, message: string, field?: Array<string> | null, places: Array<{ __typename?: 'ConflictPlace', path: string, base?: unknown | null, ours?: unknown | null, theirs?: unknown | null, reason: string }> }
      | { __typename: 'PromotionDiverged', numbers: Array<number>, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'RollbackAmbiguous', code: UserErrorCode, message: string, field?: Array<string> | null, candidates: Array<{ __typename?: 'Activation', sequence: number, kind: ActivationKind, version?: { __typename?: 'Version', label: string } | null }> }
      | { __typename: 'ValidationFailed', code: UserErrorCode, message: string, field?: Array<string> | null, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }
      | { __typename: 'VersionConflict', expected: string, actual: string, code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionSealed', code: UserErrorCode, message: string, field?: Array<string> | null }
      | { __typename: 'VersionsNotRunnable', code: UserErrorCode, message: string, field?: Array<string> | null, versions: Array<{ __typename?: 'NotRunnableVersion', number: number, problems: Array<{ __typename?: 'Problem', severity: ProblemSeverity, code: string, nodeKey?: string | null, edgeKey?: string | null, path?: string | null, message: string }> }> }
    > } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const PlannedFragmentDoc = new TypedDocumentString(`
    fragment Planned on PlannedVersion {
  number
  name
  createdAt
  createdBy {
    name
  }
  digest
}
    `, {"fragmentName":"Planned"}) as unknown as TypedDocumentString<PlannedFragment, unknown>;
export const PlanProblemFragmentDoc = new TypedDocumentString(`
    fragment PlanProblem on ImportProblem {
  kind
  subject
  message
  suggestion
}
    `, {"fragmentName":"PlanProblem"}) as unknown as TypedDocumentString<PlanProblemFragment, unknown>;
export const SummaryLineFragmentDoc = new TypedDocumentString(`
    fragment SummaryLine on DiffSummary {
  headline
  severity
  nodesAdded
  nodesRemoved
  nodesChanged
  nodesRenamed
  nodesMoved
  edgesAdded
  edgesRemoved
  edgesChanged
  settingsChanged
  variablesChanged
  inputsChanged
}
    `, {"fragmentName":"SummaryLine"}) as unknown as TypedDocumentString<SummaryLineFragment, unknown>;
export const RouteFactsFragmentDoc = new TypedDocumentString(`
    fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
    `, {"fragmentName":"RouteFacts"}) as unknown as TypedDocumentString<RouteFactsFragment, unknown>;
export const ActivationLineFragmentDoc = new TypedDocumentString(`
    fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
    fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`, {"fragmentName":"ActivationLine"}) as unknown as TypedDocumentString<ActivationLineFragment, unknown>;
export const PlaceFragmentDoc = new TypedDocumentString(`
    fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
    `, {"fragmentName":"Place"}) as unknown as TypedDocumentString<PlaceFragment, unknown>;
export const FoundFragmentDoc = new TypedDocumentString(`
    fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
    `, {"fragmentName":"Found"}) as unknown as TypedDocumentString<FoundFragment, unknown>;
export const NotRunnableFragmentDoc = new TypedDocumentString(`
    fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
    fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}`, {"fragmentName":"NotRunnable"}) as unknown as TypedDocumentString<NotRunnableFragment, unknown>;
export const RefusedFragmentDoc = new TypedDocumentString(`
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
    fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`, {"fragmentName":"Refused"}) as unknown as TypedDocumentString<RefusedFragment, unknown>;
export const ReleaseFactsFragmentDoc = new TypedDocumentString(`
    fragment ReleaseFacts on ReleasePayload {
  changed
  workflow {
    key
  }
  activation {
    ...ActivationLine
  }
  gained {
    label
  }
  lost {
    label
  }
  userErrors {
    ...Refused
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`, {"fragmentName":"ReleaseFacts"}) as unknown as TypedDocumentString<ReleaseFactsFragment, unknown>;
export const RunLineFragmentDoc = new TypedDocumentString(`
    fragment RunLine on Run {
  id
  status
  mode
  trigger
  executor
  createdAt
  startedAt
  finishedAt
  durationMs
  channel {
    key
  }
  workflow {
    key
  }
  version {
    number
    label
  }
  error {
    code
    message
    nodeKey
  }
}
    `, {"fragmentName":"RunLine"}) as unknown as TypedDocumentString<RunLineFragment, unknown>;
export const TokenFactsFragmentDoc = new TypedDocumentString(`
    fragment TokenFacts on ApiToken {
  id
  name
  scopes
  createdAt
  createdBy {
    name
  }
  expiresAt
  revokedAt
}
    `, {"fragmentName":"TokenFacts"}) as unknown as TypedDocumentString<TokenFactsFragment, unknown>;
export const WorkflowFactsFragmentDoc = new TypedDocumentString(`
    fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}
    fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`, {"fragmentName":"WorkflowFacts"}) as unknown as TypedDocumentString<WorkflowFactsFragment, unknown>;
export const VersionLineFragmentDoc = new TypedDocumentString(`
    fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}
    `, {"fragmentName":"VersionLine"}) as unknown as TypedDocumentString<VersionLineFragment, unknown>;
export const ExportBundleDocument = new TypedDocumentString(`
    mutation ExportBundle($input: ExportBundleInput!) {
  exportBundle(input: $input) {
    downloadUrl
    notRunnable {
      ...NotRunnable
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<ExportBundleMutation, ExportBundleMutationVariables>;
export const PreviewImportDocument = new TypedDocumentString(`
    query PreviewImport($bundleId: ID!, $key: String, $name: String) {
  previewImport(bundleId: $bundleId, key: $key, name: $name) {
    key
    name
    channels
    versions {
      ...Planned
    }
    problems {
      ...PlanProblem
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Planned on PlannedVersion {
  number
  name
  createdAt
  createdBy {
    name
  }
  digest
}
fragment PlanProblem on ImportProblem {
  kind
  subject
  message
  suggestion
}
fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<PreviewImportQuery, PreviewImportQueryVariables>;
export const ImportBundleDocument = new TypedDocumentString(`
    mutation ImportBundle($input: ImportBundleInput!) {
  importBundle(input: $input) {
    workflow {
      ...WorkflowFacts
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}`) as unknown as TypedDocumentString<ImportBundleMutation, ImportBundleMutationVariables>;
export const PreviewPromotionDocument = new TypedDocumentString(`
    query PreviewPromotion($into: ID!, $bundleId: ID!) {
  previewPromotion(into: $into, bundleId: $bundleId) {
    versions {
      ...Planned
    }
    problems {
      ...PlanProblem
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Planned on PlannedVersion {
  number
  name
  createdAt
  createdBy {
    name
  }
  digest
}
fragment PlanProblem on ImportProblem {
  kind
  subject
  message
  suggestion
}
fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<PreviewPromotionQuery, PreviewPromotionQueryVariables>;
export const PromoteBundleDocument = new TypedDocumentString(`
    mutation PromoteBundle($input: PromoteBundleInput!) {
  promoteBundle(input: $input) {
    changed
    workflow {
      ...WorkflowFacts
    }
    versions {
      ...VersionLine
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<PromoteBundleMutation, PromoteBundleMutationVariables>;
export const SaveDraftDocument = new TypedDocumentString(`
    mutation SaveDraft($input: SaveDraftInput!) {
  saveDraft(input: $input) {
    changed
    draft {
      ...VersionLine
      problems {
        ...Found
      }
    }
    merged {
      baseRevision
      theirs {
        headline
      }
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<SaveDraftMutation, SaveDraftMutationVariables>;
export const SaveVersionDocument = new TypedDocumentString(`
    mutation SaveVersion($input: SaveVersionInput!) {
  saveVersion(input: $input) {
    created
    version {
      ...VersionLine
      problems {
        ...Found
      }
    }
    activation {
      ...ActivationLine
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<SaveVersionMutation, SaveVersionMutationVariables>;
export const DraftStateDocument = new TypedDocumentString(`
    query DraftState($id: ID!) {
  workflow(id: $id) {
    hasUnsavedChanges
    draft {
      revision
      digest
    }
  }
}
    `) as unknown as TypedDocumentString<DraftStateQuery, DraftStateQueryVariables>;
export const RestoreDraftDocument = new TypedDocumentString(`
    mutation RestoreDraft($input: CreateDraftFromVersionInput!) {
  createDraftFromVersion(input: $input) {
    draft {
      revision
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<RestoreDraftMutation, RestoreDraftMutationVariables>;
export const ValidateDefinitionDocument = new TypedDocumentString(`
    query ValidateDefinition($definition: JSON!, $workflowId: ID) {
  validateDefinition(definition: $definition, workflowId: $workflowId) {
    digest
    problems {
      ...Found
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<ValidateDefinitionQuery, ValidateDefinitionQueryVariables>;
export const DiffVersionsDocument = new TypedDocumentString(`
    query DiffVersions($workflowId: ID!, $from: VersionRef!, $to: VersionRef!, $format: DiffFormat!, $withText: Boolean!) {
  diff(workflowId: $workflowId, from: $from, to: $to) {
    identical
    severity
    summary {
      ...SummaryLine
    }
    patch @skip(if: $withText)
    text(format: $format) @include(if: $withText)
  }
}
    fragment SummaryLine on DiffSummary {
  headline
  severity
  nodesAdded
  nodesRemoved
  nodesChanged
  nodesRenamed
  nodesMoved
  edgesAdded
  edgesRemoved
  edgesChanged
  settingsChanged
  variablesChanged
  inputsChanged
}`) as unknown as TypedDocumentString<DiffVersionsQuery, DiffVersionsQueryVariables>;
export const DiffWithFileDocument = new TypedDocumentString(`
    query DiffWithFile($workflowId: ID!, $from: VersionRef!, $definition: JSON!, $name: String, $format: DiffFormat!, $withText: Boolean!) {
  diffWith(workflowId: $workflowId, from: $from, definition: $definition) {
    identical
    severity
    summary {
      ...SummaryLine
    }
    patch @skip(if: $withText)
    text(format: $format, name: $name) @include(if: $withText)
    userErrors {
      ...Refused
    }
  }
}
    fragment SummaryLine on DiffSummary {
  headline
  severity
  nodesAdded
  nodesRemoved
  nodesChanged
  nodesRenamed
  nodesMoved
  edgesAdded
  edgesRemoved
  edgesChanged
  settingsChanged
  variablesChanged
  inputsChanged
}
fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<DiffWithFileQuery, DiffWithFileQueryVariables>;
export const ImportWorkflowFilesDocument = new TypedDocumentString(`
    mutation ImportWorkflowFiles($input: ImportWorkflowFilesInput!) {
  importWorkflowFiles(input: $input) {
    workflow {
      id
    }
    files {
      created
      version {
        digest
      }
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<ImportWorkflowFilesMutation, ImportWorkflowFilesMutationVariables>;
export const WriteFileDocument = new TypedDocumentString(`
    query WriteFile($id: ID, $key: String, $ref: VersionRef!, $format: WritableFileFormat!) {
  workflow(id: $id, key: $key) {
    version(ref: $ref) {
      exportAs(format: $format) {
        text
        losses {
          code
          message
          node {
            key
            name
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WriteFileQuery, WriteFileQueryVariables>;
export const ActivateVersionDocument = new TypedDocumentString(`
    mutation ActivateVersion($input: ActivateVersionInput!) {
  activateVersion(input: $input) {
    ...ReleaseFacts
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
fragment ReleaseFacts on ReleasePayload {
  changed
  workflow {
    key
  }
  activation {
    ...ActivationLine
  }
  gained {
    label
  }
  lost {
    label
  }
  userErrors {
    ...Refused
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`) as unknown as TypedDocumentString<ActivateVersionMutation, ActivateVersionMutationVariables>;
export const RollbackDocument = new TypedDocumentString(`
    mutation Rollback($input: RollbackInput!) {
  rollback(input: $input) {
    ...ReleaseFacts
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
fragment ReleaseFacts on ReleasePayload {
  changed
  workflow {
    key
  }
  activation {
    ...ActivationLine
  }
  gained {
    label
  }
  lost {
    label
  }
  userErrors {
    ...Refused
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`) as unknown as TypedDocumentString<RollbackMutation, RollbackMutationVariables>;
export const RouteChannelDocument = new TypedDocumentString(`
    mutation RouteChannel($input: RouteChannelInput!) {
  routeChannel(input: $input) {
    ...ReleaseFacts
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
fragment ReleaseFacts on ReleasePayload {
  changed
  workflow {
    key
  }
  activation {
    ...ActivationLine
  }
  gained {
    label
  }
  lost {
    label
  }
  userErrors {
    ...Refused
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`) as unknown as TypedDocumentString<RouteChannelMutation, RouteChannelMutationVariables>;
export const DeactivateDocument = new TypedDocumentString(`
    mutation Deactivate($input: DeactivateInput!) {
  deactivate(input: $input) {
    ...ReleaseFacts
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment ActivationLine on Activation {
  sequence
  kind
  note
  activatedAt
  actor {
    name
  }
  channel {
    key
  }
  to {
    ...RouteFacts
  }
}
fragment ReleaseFacts on ReleasePayload {
  changed
  workflow {
    key
  }
  activation {
    ...ActivationLine
  }
  gained {
    label
  }
  lost {
    label
  }
  userErrors {
    ...Refused
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`) as unknown as TypedDocumentString<DeactivateMutation, DeactivateMutationVariables>;
export const WatchActivationsDocument = new TypedDocumentString(`
    subscription WatchActivations($workflowId: ID, $channel: String, $after: String) {
  activationChanged(workflowId: $workflowId, channel: $channel, after: $after) {
    cursor
    name
    sequence
    occurredAt
    channelKey
    actor {
      name
    }
    workflow {
      id
      key
    }
    activation {
      sequence
      kind
      note
      to {
        ...RouteFacts
      }
    }
  }
}
    fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}`) as unknown as TypedDocumentString<WatchActivationsSubscription, WatchActivationsSubscriptionVariables>;
export const StartRunDocument = new TypedDocumentString(`
    mutation StartRun($input: StartRunInput!) {
  startRun(input: $input) {
    run {
      ...RunLine
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment RunLine on Run {
  id
  status
  mode
  trigger
  executor
  createdAt
  startedAt
  finishedAt
  durationMs
  channel {
    key
  }
  workflow {
    key
  }
  version {
    number
    label
  }
  error {
    code
    message
    nodeKey
  }
}`) as unknown as TypedDocumentString<StartRunMutation, StartRunMutationVariables>;
export const ShowRunDocument = new TypedDocumentString(`
    query ShowRun($id: ID!) {
  run(id: $id) {
    ...RunLine
    output
  }
}
    fragment RunLine on Run {
  id
  status
  mode
  trigger
  executor
  createdAt
  startedAt
  finishedAt
  durationMs
  channel {
    key
  }
  workflow {
    key
  }
  version {
    number
    label
  }
  error {
    code
    message
    nodeKey
  }
}`) as unknown as TypedDocumentString<ShowRunQuery, ShowRunQueryVariables>;
export const ListRunsDocument = new TypedDocumentString(`
    query ListRuns($first: Int!, $after: String, $filter: RunFilter) {
  runs(first: $first, after: $after, filter: $filter) {
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...RunLine
      }
    }
  }
}
    fragment RunLine on Run {
  id
  status
  mode
  trigger
  executor
  createdAt
  startedAt
  finishedAt
  durationMs
  channel {
    key
  }
  workflow {
    key
  }
  version {
    number
    label
  }
  error {
    code
    message
    nodeKey
  }
}`) as unknown as TypedDocumentString<ListRunsQuery, ListRunsQueryVariables>;
export const FollowRunDocument = new TypedDocumentString(`
    subscription FollowRun($runId: ID!, $after: String) {
  runChanged(runId: $runId, after: $after) {
    sequence
    kind
    occurredAt
    run {
      status
    }
    step {
      nodeKey
      name
      attempt
      status
      error {
        code
        message
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FollowRunSubscription, FollowRunSubscriptionVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    actor {
      kind
      name
    }
    workspace {
      id
      key
      name
    }
    scopes
    eventCursor
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const ListApiTokensDocument = new TypedDocumentString(`
    query ListApiTokens($first: Int!, $after: String) {
  apiTokens(first: $first, after: $after) {
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...TokenFacts
      }
    }
  }
}
    fragment TokenFacts on ApiToken {
  id
  name
  scopes
  createdAt
  createdBy {
    name
  }
  expiresAt
  revokedAt
}`) as unknown as TypedDocumentString<ListApiTokensQuery, ListApiTokensQueryVariables>;
export const CreateApiTokenDocument = new TypedDocumentString(`
    mutation CreateApiToken($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    apiToken {
      ...TokenFacts
    }
    secret
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment TokenFacts on ApiToken {
  id
  name
  scopes
  createdAt
  createdBy {
    name
  }
  expiresAt
  revokedAt
}`) as unknown as TypedDocumentString<CreateApiTokenMutation, CreateApiTokenMutationVariables>;
export const RevokeApiTokenDocument = new TypedDocumentString(`
    mutation RevokeApiToken($input: RevokeApiTokenInput!) {
  revokeApiToken(input: $input) {
    apiToken {
      ...TokenFacts
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment TokenFacts on ApiToken {
  id
  name
  scopes
  createdAt
  createdBy {
    name
  }
  expiresAt
  revokedAt
}`) as unknown as TypedDocumentString<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>;
export const FindWorkflowDocument = new TypedDocumentString(`
    query FindWorkflow($id: ID, $key: String) {
  workflow(id: $id, key: $key) {
    id
    key
    name
  }
}
    `) as unknown as TypedDocumentString<FindWorkflowQuery, FindWorkflowQueryVariables>;
export const ListWorkflowsDocument = new TypedDocumentString(`
    query ListWorkflows($first: Int!, $after: String, $filter: WorkflowFilter) {
  workflows(first: $first, after: $after, filter: $filter) {
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...WorkflowFacts
      }
    }
  }
}
    fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}`) as unknown as TypedDocumentString<ListWorkflowsQuery, ListWorkflowsQueryVariables>;
export const ShowWorkflowDocument = new TypedDocumentString(`
    query ShowWorkflow($id: ID, $key: String) {
  workflow(id: $id, key: $key) {
    ...WorkflowFacts
    description
    pausedReason
    sealing
    createdAt
    createdBy {
      name
    }
    hasUnsavedChanges
    draft {
      ...VersionLine
      problems {
        ...Found
      }
    }
    channels {
      key
      mode
      activationSequence
      routes {
        ...RouteFacts
      }
    }
  }
}
    fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<ShowWorkflowQuery, ShowWorkflowQueryVariables>;
export const ListVersionsDocument = new TypedDocumentString(`
    query ListVersions($id: ID, $key: String, $first: Int!, $after: String, $includeArchived: Boolean!) {
  workflow(id: $id, key: $key) {
    id
    versions(first: $first, after: $after, includeArchived: $includeArchived) {
      pageInfo {
        hasNextPage
        endCursor
      }
      edges {
        node {
          ...VersionLine
          changes {
            headline
          }
        }
      }
    }
  }
}
    fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<ListVersionsQuery, ListVersionsQueryVariables>;
export const ShowVersionDocument = new TypedDocumentString(`
    query ShowVersion($id: ID, $key: String, $ref: VersionRef!, $withContent: Boolean!) {
  workflow(id: $id, key: $key) {
    id
    key
    version(ref: $ref) {
      ...VersionLine
      workflowName
      origin
      parent {
        label
      }
      changes {
        headline
        severity
      }
      problems {
        ...Found
      }
      definition @include(if: $withContent)
      layout @include(if: $withContent)
    }
  }
}
    fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<ShowVersionQuery, ShowVersionQueryVariables>;
export const DraftRevisionDocument = new TypedDocumentString(`
    query DraftRevision($id: ID, $key: String) {
  workflow(id: $id, key: $key) {
    id
    key
    draft {
      revision
    }
    latestVersion {
      number
    }
  }
}
    `) as unknown as TypedDocumentString<DraftRevisionQuery, DraftRevisionQueryVariables>;
export const CreateWorkflowDocument = new TypedDocumentString(`
    mutation CreateWorkflow($input: CreateWorkflowInput!) {
  createWorkflow(input: $input) {
    workflow {
      ...WorkflowFacts
      draft {
        ...VersionLine
        problems {
          ...Found
        }
      }
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<CreateWorkflowMutation, CreateWorkflowMutationVariables>;
export const ArchiveWorkflowDocument = new TypedDocumentString(`
    mutation ArchiveWorkflow($input: ArchiveWorkflowInput!) {
  archiveWorkflow(input: $input) {
    workflow {
      ...WorkflowFacts
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}`) as unknown as TypedDocumentString<ArchiveWorkflowMutation, ArchiveWorkflowMutationVariables>;
export const UnarchiveWorkflowDocument = new TypedDocumentString(`
    mutation UnarchiveWorkflow($input: UnarchiveWorkflowInput!) {
  unarchiveWorkflow(input: $input) {
    workflow {
      ...WorkflowFacts
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment RouteFacts on Route {
  weight
  label
  version {
    number
    label
  }
}
fragment WorkflowFacts on Workflow {
  id
  key
  name
  status
  updatedAt
  updatedBy {
    name
  }
  activeRoutes {
    ...RouteFacts
  }
  latestVersion {
    number
    label
  }
}`) as unknown as TypedDocumentString<UnarchiveWorkflowMutation, UnarchiveWorkflowMutationVariables>;
export const ArchiveVersionDocument = new TypedDocumentString(`
    mutation ArchiveVersion($input: ArchiveVersionInput!) {
  archiveVersion(input: $input) {
    version {
      ...VersionLine
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<ArchiveVersionMutation, ArchiveVersionMutationVariables>;
export const UnarchiveVersionDocument = new TypedDocumentString(`
    mutation UnarchiveVersion($input: UnarchiveVersionInput!) {
  unarchiveVersion(input: $input) {
    version {
      ...VersionLine
    }
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}
fragment VersionLine on Version {
  number
  label
  name
  description
  status
  digest
  revision
  isActive
  isArchived
  createdAt
  createdBy {
    kind
    name
  }
}`) as unknown as TypedDocumentString<UnarchiveVersionMutation, UnarchiveVersionMutationVariables>;
export const DeleteWorkflowDocument = new TypedDocumentString(`
    mutation DeleteWorkflow($input: DeleteWorkflowInput!) {
  deleteWorkflow(input: $input) {
    userErrors {
      ...Refused
    }
  }
}
    fragment Refused on UserError {
  __typename
  code
  message
  field
  ... on VersionConflict {
    expected
    actual
  }
  ... on DraftConflict {
    expectedRevision
    currentRevision
    places {
      ...Place
    }
    rejectedSave {
      id
      expiresAt
    }
  }
  ... on MergeConflict {
    places {
      ...Place
    }
  }
  ... on ValidationFailed {
    problems {
      ...Found
    }
  }
  ... on PromotionDiverged {
    numbers
  }
  ... on VersionsNotRunnable {
    versions {
      ...NotRunnable
    }
  }
  ... on RollbackAmbiguous {
    candidates {
      sequence
      kind
      version {
        label
      }
    }
  }
}
fragment Place on ConflictPlace {
  path
  base
  ours
  theirs
  reason
}
fragment Found on Problem {
  severity
  code
  nodeKey
  edgeKey
  path
  message
}
fragment NotRunnable on NotRunnableVersion {
  number
  problems {
    ...Found
  }
}`) as unknown as TypedDocumentString<DeleteWorkflowMutation, DeleteWorkflowMutationVariables>;