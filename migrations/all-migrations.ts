import { CreateTables1764000000000 } from './0001-create-tables';

/** Every migration, oldest first. A migration that was released is never edited. */
export const allMigrations = [CreateTables1764000000000];
