import { CreateTables1764000000000 } from './0001-create-tables';
import { CreateRuns1764600000000 } from './0002-create-runs';
import { CreateRunFigures1765000000000 } from './0006-create-run-figures';

/** Every migration, oldest first. A migration that was released is never edited. */
export const allMigrations = [
  CreateTables1764000000000,
  CreateRuns1764600000000,
  CreateRunFigures1765000000000,
];
