/** Name of the file that tells the runner what there is to run. */
export const RUNNER_INDEX_FILE = 'runner.json';
/** What that file says it is. */
export const RUNNER_INDEX_FORMAT = 'switchyard-runner';

/** What stands beside `run.mjs`: the versions, and what is known of their definitions. */
export interface RunnerIndex {
  format: typeof RUNNER_INDEX_FORMAT;
  formatVersion: 1;
  /** `id` names the lineage: what expressions read as `run.workflow`. */
  workflow: { id: string; key: string; name: string };
  /** Ascending by number. */
  versions: RunnableVersion[];
  /** By digest. */
  definitions: Record<string, RunnableDefinition>;
}

/** A version that can be asked for. */
export interface RunnableVersion {
  number: number;
  name?: string;
  author: string;
  createdAt: string;
  digest: string;
}

/** What is known of a definition before it runs. */
export interface RunnableDefinition {
  /** What keeps it from running, in sentences; empty if nothing does. */
  refusals: string[];
  /** Names of the secrets that it refers to, sorted. */
  secrets: string[];
}

/** Where the definition with a digest stands, from the folder of `run.mjs`. */
export function definitionFile(digest: string): string {
  return `definitions/${digest.replace(':', '-')}.json`;
}
