import type { Definition, Layout } from '../graph/definition';
import type { ImportReport } from './import-report';
import type { WorkflowFormat } from './workflow-format';

/** One file of a workflow's history, as it stood after one commit. */
export interface HistoryFile {
  /** Name of the file in its directory: `0003.json`, `0003.yml`. */
  name: string;
  /** First line of the commit's message. */
  subject: string;
  /** When it was committed, in ISO 8601 with the author's offset. */
  date: string;
  commit: string;
  /** Who committed it, where the history tells. */
  author?: string;
  /** The system that wrote it. */
  format: WorkflowFormat;
  /** What the workflow was called at that time. */
  workflowName: string;
  definition: Definition;
  layout: Layout;
  /** What of the file did not go into definition and layout as it stood. */
  report: ImportReport;
}

/** What was counted in a file by other means than ours, to check a reader against. */
export interface HistoryCounts {
  /** Sticky notes among them. */
  nodes: number;
  /** Distinct connections, dangling ones among them. */
  edges: number;
  /** Against the file before it; the first has none. */
  change?: HistoryChange;
}

/** Nodes by name (n8n) or id, everything but position and id compared; edges as sets of what they connect. */
export interface HistoryChange {
  nodes_added: number;
  nodes_removed: number;
  nodes_changed: number;
  nodes_moved: number;
  edges_added: number;
  edges_removed: number;
  renamed_same_id: number;
  ids_changed_same_name: number;
  top_level_keys_changed: string[];
}

/** `meta.json` of a history: where its files come from and what each is. */
export interface HistoryMeta {
  /** The system that wrote the files; n8n if it says nothing. Files are recognised by their content. */
  format?: string;
  repository: string;
  licence: string;
  /** Of the file in its repository. */
  path: string;
  /** Oldest first. */
  history: HistoryMetaEntry[];
}

/** What `meta.json` says of one file. */
export interface HistoryMetaEntry extends HistoryCounts {
  file: string;
  commit: string;
  date: string;
  subject: string;
  author?: string;
}

/** `meta.json` does not say what a history needs. */
export class HistoryFormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HistoryFormatError';
  }
}

// A name of its own, so that no file outside the history's directory can be named.
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*\.(?:json|ya?ml)$/;
const TEXTS = ['file', 'commit', 'date', 'subject'] as const;

/**
 * Reads the parsed content of `meta.json`. Counts are taken as they are: only tests use them.
 *
 * @throws HistoryFormatError if the files cannot be told from it.
 */
export function readHistoryMeta(input: unknown): HistoryMeta {
  const meta = input as Partial<HistoryMeta> | null | undefined;
  for (const name of ['repository', 'licence', 'path'] as const) {
    if (typeof meta?.[name] !== 'string') throw new HistoryFormatError(`${name} must be a text`);
  }
  if (!Array.isArray(meta?.history)) throw new HistoryFormatError('history must be a list');
  for (const [index, entry] of (meta.history as unknown[]).entries()) {
    const members = (entry ?? {}) as Record<string, unknown>;
    for (const name of TEXTS) {
      if (typeof members[name] !== 'string') {
        throw new HistoryFormatError(`history[${index}].${name} must be a text`);
      }
    }
    if (!FILE_NAME.test(members['file'] as string)) {
      throw new HistoryFormatError(
        `history[${index}].file must name a JSON or YAML file beside meta.json`,
      );
    }
  }
  return meta as HistoryMeta;
}
