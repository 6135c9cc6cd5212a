import { type RunContext } from '../run/run-context';
import { type ExportBundle } from './export-bundle';
import { type ImportBundle } from './import-bundle';
import { type PromoteBundle } from './promote-bundle';

/** What resolvers of bundles find in a request. */
export interface BundleContext extends RunContext {
  services: RunContext['services'] & {
    exportBundle: ExportBundle;
    importBundle: ImportBundle;
    promoteBundle: PromoteBundle;
  };
}
