import { type SecretService } from '../access/secret.service';
import { type DefinitionService, type PreparedDefinition } from '../version/definition.service';
import { type VersionService } from '../version/version.service';
import { type Workflow } from '../workflow/workflow';
import { type WorkflowDirectory } from '../workflow/workflow-directory';
import { checkKey, checkName } from '../workflow/workflow.rules';
import { Refusal } from '../platform/refusal';
import { type WebhookPaths } from '../run/trigger/webhook-paths';
import { type Bundle, type BundleRequirements, type BundleWorkflowCall } from './bundle';
import { type VerifiedBundle } from './read-bundle';
import { requirementsOf } from './requirements';

/** What may be in the way of an imported workflow. None keeps it from being imported. */
export enum ImportProblemKind {
  KEY_TAKEN = 'KEY_TAKEN',
  NAME_TAKEN = 'NAME_TAKEN',
  NODE_TYPE_UNKNOWN = 'NODE_TYPE_UNKNOWN',
  SECRET_MISSING = 'SECRET_MISSING',
  WEBHOOK_PATH_TAKEN = 'WEBHOOK_PATH_TAKEN',
  WORKFLOW_MISSING = 'WORKFLOW_MISSING',
  WORKFLOW_VERSION_MISSING = 'WORKFLOW_VERSION_MISSING',
}

export interface ImportProblem {
  kind: ImportProblemKind;
  /** What it is about: a key, name, path, secret, node type or workflow id. */
  subject: string;
  message: string;
  /** What to do about it. */
  suggestion: string;
}

/** What an import is to be called; what is absent comes from the bundle. */
export interface ImportNames {
  key?: string | null;
  name?: string | null;
}

/** What importing a bundle would make. */
export interface ImportPlan {
  bundle: Bundle;
  /** As the workflow would be called. */
  key: string;
  name: string;
  problems: ImportProblem[];
}

/** Foresees imports, as values: nothing is written. */
export class PlanImport {
  constructor(
    private readonly directory: WorkflowDirectory,
    private readonly definitions: DefinitionService,
    private readonly versions: VersionService,
    private readonly secrets: SecretService,
    private readonly webhookPaths: WebhookPaths,
  ) {}

  /** @throws Refusal KEY_TAKEN for a key that was asked for; INVALID_INPUT for what is no key or name. */
  async plan(
    workspaceId: string,
    { bundle, definitions }: VerifiedBundle,
    names: ImportNames,
  ): Promise<ImportPlan> {
    const wanted = names.key == null ? bundle.workflow.key : checkKey(names.key);
    const name = checkName(names.name ?? bundle.workflow.name);
    const key = await this.directory.freeKey(workspaceId, wanted);
    if (names.key != null && key !== wanted) throw keyTaken(wanted, key);
    const problems = [
      ...(key === wanted ? [] : [takenKey(wanted, key)]),
      ...((await this.directory.hasName(workspaceId, name)) ? [takenName(name)] : []),
      ...(await this.problemsOf({ id: '', workspaceId }, [...definitions.values()])),
    ];
    return { bundle, key, name, problems };
  }

  /**
   * What is in the way of definitions in a workspace.
   * @param workflow that gets them; what it has itself is not in their way. Its id is empty where it is new.
   */
  async problemsOf(
    { id, workspaceId }: Pick<Workflow, 'id' | 'workspaceId'>,
    definitions: readonly PreparedDefinition[],
  ): Promise<ImportProblem[]> {
    // what the bundle says that it requires is not asked
    const requires = requirementsOf(definitions.map(({ definition }) => definition));
    return [
      ...(await this.takenPaths(workspaceId, id, requires)),
      ...(await this.missingSecrets(workspaceId, requires)),
      ...requires.nodeTypes.filter((type) => !this.definitions.registry.get(type)).map(unknownType),
      ...(await this.missingWorkflows(workspaceId, requires)),
    ];
  }

  private async takenPaths(
    workspaceId: string,
    workflowId: string,
    { webhookPaths }: BundleRequirements,
  ): Promise<ImportProblem[]> {
    if (webhookPaths.length === 0) return [];
    const owners = await this.webhookPaths.ownersOf(workspaceId, workflowId, webhookPaths);
    const ids = [...new Set(owners.values())];
    const workflows = ids.length > 0 ? await this.directory.byIds(workspaceId, ids) : [];
    const keys = new Map(workflows.map(({ id, key }) => [id, key]));
    return webhookPaths.flatMap((subject) => {
      const owner = owners.get(subject);
      if (owner === undefined) return [];
      const whose = `the workflow "${keys.get(owner) ?? owner}"`;
      return {
        kind: ImportProblemKind.WEBHOOK_PATH_TAKEN,
        subject,
        message: `The webhook path "${subject}" belongs to ${whose}, and stays its own.`,
        suggestion: `Take another path before you activate a version that has it, or deactivate ${whose} first.`,
      };
    });
  }

  private async missingSecrets(
    workspaceId: string,
    { secrets }: BundleRequirements,
  ): Promise<ImportProblem[]> {
    if (secrets.length === 0) return [];
    const known = new Set(await this.secrets.names(workspaceId));
    return secrets
      .filter((name) => !known.has(name))
      .map((subject) => ({
        kind: ImportProblemKind.SECRET_MISSING,
        subject,
        message: `The workspace has no secret ${subject}.`,
        suggestion: `Set it with setSecret(name: "${subject}"), before a run needs it.`,
      }));
  }

  private async missingWorkflows(
    workspaceId: string,
    { workflows: calls }: BundleRequirements,
  ): Promise<ImportProblem[]> {
    if (calls.length === 0) return [];
    const ids = [...new Set(calls.map(({ workflowId }) => workflowId))];
    const found = new Set((await this.directory.byIds(workspaceId, ids)).map(({ id }) => id));
    const digests = [...new Set(calls.flatMap(({ digest }) => digest ?? []))];
    const held = new Set<string>();
    if (found.size > 0 && digests.length > 0)
      for (const pin of await this.versions.held(workspaceId, [...found], digests))
        held.add(`${pin.digest} ${pin.workflowId}`);
    const missing = ids.filter((id) => !found.has(id)).map((id) => missingWorkflow(id, calls));
    const unheld = calls.filter(
      ({ workflowId, digest }) =>
        found.has(workflowId) && digest !== undefined && !held.has(`${digest} ${workflowId}`),
    );
    return [...missing, ...unheld.map(missingVersion)];
  }
}

function keyTaken(key: string, free: string): Refusal {
  const message = `The key "${key}" belongs to another workflow of this workspace; "${free}" is free.`;
  return new Refusal('KEY_TAKEN', message, ['key']);
}

function takenKey(subject: string, free: string): ImportProblem {
  return {
    kind: ImportProblemKind.KEY_TAKEN,
    subject,
    message: `Another workflow has the key "${subject}"; that one stays as it is.`,
    suggestion: `The new workflow would get the key "${free}"; give key for another one.`,
  };
}

function takenName(subject: string): ImportProblem {
  return {
    kind: ImportProblemKind.NAME_TAKEN,
    subject,
    message: `Another workflow is called "${subject}" too.`,
    suggestion: 'Give name, so that people can tell the two apart.',
  };
}

function unknownType(subject: string): ImportProblem {
  return {
    kind: ImportProblemKind.NODE_TYPE_UNKNOWN,
    subject,
    message: `The node type ${subject} is not known here.`,
    suggestion: 'Install it with NODE_TYPES, or run the workflow by an external executor.',
  };
}

function missingWorkflow(subject: string, calls: readonly BundleWorkflowCall[]): ImportProblem {
  const callers = calls.filter(({ workflowId }) => workflowId === subject);
  const nodes = [...new Set(callers.flatMap(({ nodeKeys }) => nodeKeys))].sort().join(', ');
  return {
    kind: ImportProblemKind.WORKFLOW_MISSING,
    subject,
    message: `The workspace has no workflow ${subject}, which is called at ${nodes}.`,
    suggestion:
      'Import that workflow too, and have the nodes call it in a new version; until then what calls it cannot go live.',
  };
}

function missingVersion({ workflowId, digest, nodeKeys }: BundleWorkflowCall): ImportProblem {
  return {
    kind: ImportProblemKind.WORKFLOW_VERSION_MISSING,
    subject: workflowId,
    message: `The workflow ${workflowId} never held ${digest}, to which ${nodeKeys.join(', ')} is pinned.`,
    suggestion: 'Promote that version of it first, or move the pins with moveSubworkflowPins.',
  };
}
