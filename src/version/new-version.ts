import { type Actor } from '../platform/actor';
import { type Workflow } from '../workflow/workflow';
import { DRAFT_NUMBER, type Version, type VersionOrigin } from './version';
import { sealedOnSave, versionLabel, versionStatus } from './version.rules';

/** What a version is made of that its workflow does not say. */
export interface NewVersion {
  id: string;
  number: number;
  origin: VersionOrigin;
  parentId: string | null;
  digest: string;
  createdAt: string;
  createdBy: Actor;
}

/** A version of `workflow` at its first revision, without a name, sealed if the workflow says so. */
export function newVersion(workflow: Workflow, made: NewVersion): Version {
  const sealedAt = made.number === DRAFT_NUMBER ? null : sealedOnSave(workflow, made.createdAt);
  return {
    ...made,
    workspaceId: workflow.workspaceId,
    workflowId: workflow.id,
    name: null,
    description: null,
    workflowName: workflow.name,
    revision: 1,
    sealedAt,
    archivedAt: null,
    label: versionLabel(made.number),
    status: versionStatus(made.number, sealedAt),
    isArchived: false,
  };
}
