import { escapePointerToken } from '../graph/json-pointer';
import { type ImportReportItem, ImportReportList } from './import-report';
import { SecretFreeValues } from './secret-free-values';
import type { SecretNames } from './secret-names';

/** An object of a file that holds the workflow, or a list of workflows, as one of its members. */
export interface Wrapper {
  members: Record<string, unknown>;
  /** JSON Pointer into the file. */
  pointer: string;
  /** The member that leads to the workflow. */
  name: string;
}

/** What stands beside a workflow in the objects around it: none of it is read. What is empty says nothing. */
export function reportBeside(wrappers: readonly Wrapper[], names: SecretNames): ImportReportItem[] {
  const report = new ImportReportList('');
  const values = new SecretFreeValues(report, names);
  for (const { members, pointer, name: own } of wrappers) {
    for (const [name, value] of Object.entries(members)) {
      if (name === own || value === null || (Array.isArray(value) && value.length === 0)) continue;
      const at = { pointer: `${pointer}/${escapePointerToken(name)}` };
      const copy = values.copy(value, at, name);
      const message = `${name} stands beside the workflow; left out`;
      report.add('WORKFLOW_MEMBER', at.pointer, message, { value: copy });
    }
  }
  return report.items;
}
