import { type WorkflowContext } from '../workflow/workflow-context';
import { type DefinitionService } from './definition.service';
import { type EditVersion } from './edit-version';
import { type MoveSubworkflowPins } from './move-subworkflow-pins';
import { type RestoreDraft } from './restore-draft';
import { type Retention } from './retention';
import { type VersionLoader } from './version.loader';
import { type VersionService } from './version.service';

/** What resolvers of versions find in a request. */
export interface VersionContext extends WorkflowContext {
  services: WorkflowContext['services'] & {
    versions: VersionService;
    editVersion: EditVersion;
    moveSubworkflowPins: MoveSubworkflowPins;
    restoreDraft: RestoreDraft;
    definitions: DefinitionService;
    retention: Retention;
  };
  loaders: WorkflowContext['loaders'] & { versions: VersionLoader };
}
