import { CreateTables1764000000000 } from './0001-create-tables';
import { CreateRuns1764600000000 } from './0002-create-runs';
import { ExecuteRuns1764700000000 } from './0003-execute-runs';
import { CreateSecrets1764800000000 } from './0004-create-secrets';
import { CreateTriggers1764900000000 } from './0005-create-triggers';
import { CreateRunFigures1765000000000 } from './0006-create-run-figures';
import { IndexRuns1765100000000 } from './0007-index-runs';
import { CreateSubworkflowPins1765200000000 } from './0008-create-subworkflow-pins';
import { CreateBundles1765300000000 } from './0009-create-bundles';
import { CreateSourceFiles1765400000000 } from './0010-create-source-files';

/** Every migration, oldest first. A migration that was released is never edited. */
export const allMigrations = [
  CreateTables1764000000000,
  CreateRuns1764600000000,
  ExecuteRuns1764700000000,
  CreateSecrets1764800000000,
  CreateTriggers1764900000000,
  CreateRunFigures1765000000000,
  IndexRuns1765100000000,
  CreateSubworkflowPins1765200000000,
  CreateBundles1765300000000,
  CreateSourceFiles1765400000000,
];
