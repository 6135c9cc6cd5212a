import type { WorkflowFormat } from '../workflow-format';

/** Systems whose files are written as well as read. */
const WRITABLE_FORMATS = ['n8n', 'node-red'] as const satisfies readonly WorkflowFormat[];

export type WritableFormat = (typeof WRITABLE_FORMATS)[number];

/** Whether files of a system are written as well as read. */
export function isWritable(format: WorkflowFormat): format is WritableFormat {
  return (WRITABLE_FORMATS as readonly WorkflowFormat[]).includes(format);
}
