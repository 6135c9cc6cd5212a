import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HISTORIES } from './workflow-files-fixtures';

const FIXTURES = join(__dirname, '../../fixtures');

/** A file that somebody's workflow was kept in. */
export interface RealFile {
  /** Directory and name. */
  title: string;
  text: string;
}

/** Every workflow file of the repository: of all histories, and the single files. */
export function realFiles(): RealFile[] {
  const histories = readdirSync(HISTORIES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => filesIn(join(HISTORIES, name), name));
  const singles = ['n8n-singles', 'dify-singles'].flatMap((name) =>
    filesIn(join(FIXTURES, name), name),
  );
  return [...histories, ...singles];
}

function filesIn(directory: string, name: string): RealFile[] {
  return readdirSync(directory)
    .filter((file) => /\.(?:json|ya?ml)$/.test(file) && !/^(?:meta|manifest)\.json$/.test(file))
    .sort()
    .map((file) => ({
      title: `${name}/${file}`,
      text: readFileSync(join(directory, file), 'utf8'),
    }));
}
