import { type Workflow } from '../workflow/workflow';

/** Names the lineage of a workflow: its own id, or what the bundle said that it was imported from. */
export function originOf({ id, importedFrom }: Workflow): string {
  const origin = importedFrom?.['origin'];
  return typeof origin === 'string' ? origin : id;
}
