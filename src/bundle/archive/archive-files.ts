/** Names of the files of an archive. */
export const BUNDLE_FILE = 'bundle.json';
export const README_FILE = 'README.md';
export const RUNNER_FILE = 'run.mjs';

/** Where the YAML of a version stands; 0 is the draft. */
export function versionFile(number: number): string {
  return `versions/${number === 0 ? 'draft' : `v${number}`}.yaml`;
}
