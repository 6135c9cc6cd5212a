import { canonicalJson } from '../graph/canonical-json';
import type { ImportReportCode, ImportReportItem } from './import-report';
import type { WorkflowFile } from './read-workflow-file';
import type { WorkflowFormat } from './workflow-format';

/** What became of one file, sorted by what a reader must do about it. */
export interface WorkflowFileReport {
  format: WorkflowFormat;
  workflowName: string;
  description: string | undefined;
  /** Entries of the file's list of nodes, notes among them. */
  nodesInFile: number;
  nodes: number;
  notes: number;
  edges: number;
  /** What is not in definition or layout, or only as a value that means nothing here. */
  unmapped: ImportReportItem[];
  /** What was taken in another way than it stands in the file. */
  warnings: ImportReportItem[];
  /** Credentials and secrets that became references. */
  replaced: ImportReportItem[];
  /** Names of the secrets that the workflow refers to. */
  secrets: string[];
}

const REPLACED: ReadonlySet<ImportReportCode> = new Set(['CREDENTIAL_BOUND', 'SECRET_REMOVED']);
const WARNINGS: ReadonlySet<ImportReportCode> = new Set([
  ...(['NAME_ABSENT', 'NAME_SHORTENED', 'NAME_DUPLICATE', 'ID_DERIVED', 'ID_DUPLICATE'] as const),
  ...(['TYPE_ABSENT', 'TYPE_RENAMED', 'CONNECTION_DUPLICATE', 'HANDLE_ODD'] as const),
  ...(['SLOT_NULL', 'PARENT_DERIVED'] as const),
]);
const REFERENCE = /\{\{secrets\.(\w+)\}\}/g;

/** The report on a file that was read. */
export function reportOn(file: WorkflowFile): WorkflowFileReport {
  const { format, name, description, definition, layout, report } = file;
  const { nodesInFile, nodes, notes, edges, items } = report;
  const text = canonicalJson([definition, layout, name, description ?? null]);
  return {
    ...{ format, workflowName: name, description, nodesInFile, nodes, notes, edges },
    unmapped: items.filter(({ code }) => !REPLACED.has(code) && !WARNINGS.has(code)),
    warnings: items.filter(({ code }) => WARNINGS.has(code)),
    replaced: items.filter(({ code }) => REPLACED.has(code)),
    secrets: [...new Set([...text.matchAll(REFERENCE)].map(([, found]) => found as string))].sort(),
  };
}
