import { CreateTables1764000000000 } from './0001-create-tables';
import { CreateRuns1764600000000 } from './0002-create-runs';
import { IndexRuns1765100000000 } from './0007-index-runs';

/** Every migration, oldest first. A migration that was released is never edited. */
export const allMigrations = [
  CreateTables1764000000000,
  CreateRuns1764600000000,
  IndexRuns1765100000000,
];
