import { refusalError } from './command-error';
import {
  type BundleFormat,
  ExportBundleDocument,
  ImportBundleDocument,
  type NotRunnableFragment,
  type PlanProblemFragment,
  type PlannedFragment,
  PreviewImportDocument,
  type PreviewImportQuery,
  type WorkflowFactsFragment,
} from './generated/documents';
import { timeText } from './labels';
import { type Output } from './output';
import { type ServerConnection } from './server-connection';

/** What an import is asked to call the workflow. */
export interface ImportNames {
  key?: string;
  name?: string;
}

/** What an import would make. */
export type ImportPlan = Omit<PreviewImportQuery['previewImport'], 'userErrors' | '__typename'>;

/** A bundle of a workflow, all versions of it if none are named. */
export async function exported(
  server: ServerConnection,
  workflowId: string,
  versions: readonly string[],
  format?: BundleFormat,
): Promise<{ content: Buffer; notRunnable: NotRunnableFragment[] }> {
  const chosen = versions.length > 0 ? [...versions] : undefined;
  const input = { workflowId, format, versions: chosen };
  const { exportBundle: payload } = await server.request(ExportBundleDocument, { input });
  if (payload.downloadUrl == null) throw refusalError(payload.userErrors);
  const content = await server.download(payload.downloadUrl);
  return { content, notRunnable: payload.notRunnable ?? [] };
}

/** @throws CommandError as the import would be refused. */
export async function planOf(
  server: ServerConnection,
  bundleId: string,
  { key, name }: ImportNames,
): Promise<ImportPlan> {
  const request = { bundleId, key, name };
  const { previewImport } = await server.request(PreviewImportDocument, request);
  const { userErrors, ...plan } = previewImport;
  if (userErrors.length > 0) throw refusalError(userErrors);
  return plan;
}

/** Makes a new workflow of a bundle that was uploaded. */
export async function imported(
  server: ServerConnection,
  bundleId: string,
  { key, name }: ImportNames,
): Promise<WorkflowFactsFragment> {
  const input = { bundleId, key, name };
  const { importBundle: payload } = await server.request(ImportBundleDocument, { input });
  if (!payload.workflow) throw refusalError(payload.userErrors);
  return payload.workflow;
}

/** The versions that would be added, and what is in their way. */
export function planTables(
  output: Output,
  versions: readonly PlannedFragment[] | null | undefined,
  problems: readonly PlanProblemFragment[] | null | undefined,
  none: string,
): string[] {
  return [
    output.table(
      versions ?? [],
      [
        { title: 'VERSION', value: ({ number }) => `v${number}` },
        { title: 'NAME', value: (version) => version.name },
        { title: 'CREATED', value: ({ createdAt }) => timeText(createdAt) },
        { title: 'BY', value: ({ createdBy }) => createdBy.name },
      ],
      none,
    ),
    output.table(
      problems ?? [],
      [
        { title: 'IN THE WAY', value: ({ kind }) => kind },
        { title: 'WHAT', value: ({ subject }) => subject },
        { title: 'WHY', value: ({ message }) => message },
        { title: 'WHAT TO DO', value: ({ suggestion }) => suggestion },
      ],
      'Nothing is in the way.',
    ),
  ];
}
