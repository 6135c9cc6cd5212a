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
  /** Names of the secrets that it and what it calls refer to, sorted. */
  secrets: string[];
}

/** Whether a value is an index, of the one version that there is of its format. */
export function isRunnerIndex(value: unknown): value is RunnerIndex {
  const { format, formatVersion, workflow, versions, definitions } = recordOf(value);
  const { id, key } = recordOf(workflow);
  return (
    format === RUNNER_INDEX_FORMAT &&
    formatVersion === 1 &&
    [id, key].every((text) => typeof text === 'string') &&
    Array.isArray(versions) &&
    versions.every(isVersion) &&
    Object.values(recordOf(definitions)).every(isDefinition)
  );
}

function isVersion(value: unknown): boolean {
  const { number, author, createdAt, digest } = recordOf(value);
  const texts = [author, createdAt, digest];
  return typeof number === 'number' && texts.every((text) => typeof text === 'string');
}

function isDefinition(value: unknown): boolean {
  const { refusals, secrets } = recordOf(value);
  return [refusals, secrets].every(
    (list) => Array.isArray(list) && list.every((text) => typeof text === 'string'),
  );
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Where the definition with a digest stands, from the folder of `run.mjs`. */
export function definitionFile(digest: string): string {
  return `definitions/${digest.replace(':', '-')}.json`;
}
