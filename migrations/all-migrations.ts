import { CreateTables1764000000000 } from './0001-create-tables';
import { CreateRuns1764600000000 } from './0002-create-runs';
import { CreateTriggers1764900000000 } from './0005-create-triggers';

/** Every migration, oldest first. A migration that was released is never edited. */
export const allMigrations = [
  CreateTables1764000000000,
  CreateRuns1764600000000,
  CreateTriggers1764900000000,
];
