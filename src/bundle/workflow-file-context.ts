import { type RunContext } from '../run/run-context';
import { type ImportWorkflowFiles } from './import-workflow-files';
import { type SourceFileLoader } from './source-file/source-file.loader';

/** What resolvers of other systems' files find in a request. */
export interface WorkflowFileContext extends RunContext {
  services: RunContext['services'] & { importWorkflowFiles: ImportWorkflowFiles };
  loaders: RunContext['loaders'] & { sourceFiles: SourceFileLoader };
}
