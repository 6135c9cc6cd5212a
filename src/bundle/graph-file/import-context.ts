import type { ImportReportList } from '../import-report';
import type { SecretFreeValues } from '../secret-free-values';
import type { SecretNames } from '../secret-names';

/** What reading any part of a file needs beside that part. */
export interface ImportContext {
  /** Name of the system that wrote the file, as a prefix of types that mean something else here. */
  system: string;
  values: SecretFreeValues;
  names: SecretNames;
  report: ImportReportList;
}
