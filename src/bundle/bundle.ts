import { type JsonObject, type Layout } from '../graph/definition';
import { type Actor } from '../platform/actor';
import { type VersionOrigin } from '../version/version';
import { type RetentionPolicy, type Sealing, type WorkflowLimits } from '../workflow/workflow';

/** What a bundle says it is, so that no other JSON is taken for one. */
export const BUNDLE_FORMAT = 'switchyard-bundle';
/** The only version of the format so far. A reader refuses any other. */
export const BUNDLE_FORMAT_VERSION = 1;

/** Most bytes of a bundle, as JSON or packed. */
export const MAX_BUNDLE_BYTES = 50 * 1024 * 1024;
/** Most versions of a bundle. */
export const MAX_BUNDLE_VERSIONS = 10_000;
/**
 * Most bytes of the definitions of all versions, each counted as often as versions hold or merge it: so
 * much is compared when they are written. A small file may name a large definition ten thousand times.
 */
export const MAX_COMPARED_BYTES = 2 * MAX_BUNDLE_BYTES;
/** Most versions that one is told to have been merged from; an export names the newest. */
export const MAX_MERGED_FROM = 20;
/** Most versions between one and its parent that are named though they were left out; the nearest are. */
export const MAX_LEFT_OUT = 20;
/** Most channels of a bundle. */
export const MAX_BUNDLE_CHANNELS = 1_000;
/** Most activations of a bundle; an export takes the newest. */
export const MAX_BUNDLE_ACTIVATIONS = 1_000;
/** Highest number of a version: a GraphQL Int holds it, with room for as many again. */
export const MAX_VERSION_NUMBER = 1_000_000_000;

/**
 * A portable file with a workflow and chosen versions; `docs/bundles.md` explains every member, and
 * `docs/bundle.schema.json` is its JSON Schema. Written in canonical JSON (RFC 8785); an optional
 * member that says nothing is left out, so that equal content is equal bytes. Lists are in a fixed
 * order. Nothing in it is an id of the workspace that it is imported into.
 */
export interface Bundle {
  format: typeof BUNDLE_FORMAT;
  formatVersion: typeof BUNDLE_FORMAT_VERSION;
  /**
   * Names the lineage: the id of the workflow whose history this is. A workflow that was imported
   * passes on that of its bundle, so that versions can be promoted between copies.
   */
  origin: string;
  /** When it was written, RFC 3339 in UTC. */
  exportedAt: string;
  exportedBy?: Actor;
  workflow: BundleWorkflow;
  /** Ascending by number; numbers may have gaps. */
  versions: BundleVersion[];
  /** Only where all was exported; else the latest version is the draft of what is imported. */
  draft?: BundleDraft;
  /** Canonical definitions by digest: all that versions and draft refer to, and no others. */
  definitions: Record<string, JsonObject>;
  /** What was routed; `live` first, then by key. An import makes the channels and routes nothing. */
  channels: BundleChannel[];
  /** What was routed before; by channel, then sequence. An import keeps them as provenance. */
  activations: BundleActivation[];
  /** What the definitions need around them. Derived, so that a reader need not; an import derives it anew. */
  requires: BundleRequirements;
}

/** Settings of the workflow. */
export interface BundleWorkflow {
  key: string;
  name: string;
  description?: string;
  sealing: `${Sealing}`;
  limits?: WorkflowLimits;
  retention?: RetentionPolicy;
}

/** A saved version as it is now. */
export interface BundleVersion {
  number: number;
  name?: string;
  description?: string;
  /** The workflow's name when it was saved. */
  workflowName: string;
  origin: VersionOrigin;
  /** The version of this bundle that it came from, directly or over versions that were left out. */
  parent?: number;
  /** Versions of this bundle that were merged into it, ascending; the newest of many. */
  mergedFrom?: number[];
  /** Versions between it and `parent` that were left out, nearest first: where it is promoted to may have them. */
  leftOut?: BundleAncestor[];
  digest: string;
  layout?: Layout;
  createdAt: string;
  createdBy: Actor;
  sealedAt?: string;
  archivedAt?: string;
}

/** A version that is not in the bundle. */
export interface BundleAncestor {
  number: number;
  digest: string;
}

/** The draft. */
export interface BundleDraft {
  digest: string;
  layout?: Layout;
  /** As of a version. */
  parent?: number;
  /** As of a version. */
  mergedFrom?: number[];
}

/** A channel with its routing. */
export interface BundleChannel {
  key: string;
  /** As routed, in order; none where it routes nowhere. */
  routes: BundleRoute[];
}

/** One way of a channel. */
export interface BundleRoute {
  /** 0 for the draft. */
  version: number;
  /** What was routed, which the version may not hold any more; absent of the draft. */
  digest?: string;
  /** Relative to the other routes, at least 1. */
  weight: number;
  label?: string;
}

/** An entry of a channel's history. */
export interface BundleActivation {
  channel: string;
  /** From 1, per channel. */
  sequence: number;
  kind: 'ACTIVATE' | 'ROLLBACK' | 'DEACTIVATE' | 'ROUTE';
  note?: string;
  activatedAt: string;
  actor: Actor;
  routes: BundleRoute[];
}

/** What the definitions of a bundle need around them; each list sorted and without repetition. */
export interface BundleRequirements {
  /** Names of secrets. */
  secrets: string[];
  /** Node types that are not built in: the installation, or an external executor, has to know them. */
  nodeTypes: string[];
  /** Workflows that are called. */
  workflows: BundleWorkflowCall[];
  /** Paths of webhook triggers. */
  webhookPaths: string[];
}

/** A workflow that definitions of a bundle call. */
export interface BundleWorkflowCall {
  /** As the definitions have it: an id of the workspace that was exported from. */
  workflowId: string;
  /** What the calls are pinned to; absent of calls without a pin. */
  digest?: string;
  /** Ids of the nodes that call it so. */
  nodeKeys: string[];
}
