import { Arg, Args, Ctx, Extensions, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Connection } from '../platform/graphql/connection';
import { PageArgs, readPage } from '../platform/graphql/page';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { invalidInput } from '../platform/refusal';
import { EMPTY_DEFINITION } from '../graph/definition';
import { canonicalDefinition } from '../graph/canonical-form';
import { digestOf } from '../graph/digest';
import { type Workflow } from '../workflow/workflow';
import { checkClientId } from '../workflow/workflow.rules';
import { WorkflowType } from '../workflow/workflow.type';
import { type Version } from './version';
import { type VersionContext } from './version-context';
import {
  ArchiveVersionInput,
  DeleteVersionInput,
  PruneRevisionsInput,
  UnarchiveVersionInput,
  UpdateVersionInput,
  VersionOrderBy,
} from './version.input';
import {
  DeleteVersionPayload,
  PruneRevisionsPayload,
  UpdateVersionPayload,
  VersionPayload,
} from './version.payload';
import { VersionConnectionType, VersionType } from './version.type';

const EMPTY_DIGEST = digestOf(canonicalDefinition(EMPTY_DEFINITION));

/** What versions add to a workflow. */
@Resolver(() => WorkflowType)
export class WorkflowVersionsResolver {
  @FieldResolver(() => VersionType, { description: 'The live editable copy.' })
  async draft(@Root() workflow: Workflow, @Ctx() { loaders }: VersionContext): Promise<Version> {
    return (await loaders.versions.byNumber(workflow.id, 0))!;
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The saved version with the highest number.',
  })
  async latestVersion(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: VersionContext,
  ): Promise<Version | undefined> {
    return loaders.versions.latest(workflow.id);
  }

  @FieldResolver(() => Boolean, {
    description: 'Whether the draft differs from the version that it came from.',
  })
  async hasUnsavedChanges(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: VersionContext,
  ): Promise<boolean> {
    const draft = await loaders.versions.byNumber(workflow.id, 0);
    const parent = draft!.parentId ? await loaders.versions.byId(draft!.parentId) : undefined;
    return draft!.digest !== (parent?.digest ?? EMPTY_DIGEST);
  }

  @FieldResolver(() => VersionType, {
    nullable: true,
    description: 'The version that it was forked from, if that is still there.',
  })
  async forkedFrom(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: VersionContext,
  ): Promise<Version | undefined> {
    const versionId = workflow.forkedFrom?.versionId;
    return versionId ? loaders.versions.byId(versionId) : undefined;
  }

  @FieldResolver(() => VersionConnectionType, {
    description: 'The saved versions, newest first; the draft is not among them.',
  })
  async versions(
    @Root() workflow: Workflow,
    @Ctx() { loaders }: VersionContext,
    @Args(() => PageArgs) args: PageArgs,
    @Arg('includeArchived', () => Boolean, {
      defaultValue: false,
      description: 'Whether to list archived ones too.',
    })
    includeArchived: boolean,
    @Arg('orderBy', () => VersionOrderBy, {
      defaultValue: VersionOrderBy.NUMBER_DESC,
      description: 'In which order.',
    })
    order: VersionOrderBy,
  ): Promise<Connection<Version>> {
    const page = readPage(args, { list: 'versions', keys: ['number'] });
    const rows = await loaders.versions.page(workflow.id, { includeArchived, order }, page);
    return new Connection(
      page,
      rows,
      (version) => [version.number],
      () => loaders.versions.count(workflow.id, includeArchived),
    );
  }
}

@Resolver()
export class VersionResolver {
  @Mutation(() => UpdateVersionPayload, {
    description:
      'Changes name, description, or the content of an editable version. A stale change of content is merged as in saveDraft.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async updateVersion(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => UpdateVersionInput, { description: 'What to change.' })
    input: UpdateVersionInput,
  ): Promise<UpdateVersionPayload> {
    const { workflowId, expectedRevision, name, description } = input;
    checkClientId(input.clientId);
    const editsContent = input.definition != null || input.patch != null || input.layout != null;
    if (editsContent && expectedRevision == null) {
      throw invalidInput('A change of content names the revision that it is based on.', [
        'expectedRevision',
      ]);
    }
    return services.editVersion.update(
      caller,
      workflowId,
      input.version,
      { name, description, expectedRevision },
      editsContent ? { ...input, expectedRevision: expectedRevision! } : undefined,
    );
  }

  @Mutation(() => VersionPayload, {
    description:
      'Hides a version from lists. Refused for the latest, for a routed one, and for the draft.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async archiveVersion(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => ArchiveVersionInput, { description: 'Which.' }) input: ArchiveVersionInput,
  ): Promise<VersionPayload> {
    return services.versions.archive(caller, input.workflowId, input.version);
  }

  @Mutation(() => VersionPayload, { description: 'Shows an archived version in lists again.' })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async unarchiveVersion(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => UnarchiveVersionInput, { description: 'Which.' })
    input: UnarchiveVersionInput,
  ): Promise<VersionPayload> {
    return services.versions.unarchive(caller, input.workflowId, input.version);
  }

  @Mutation(() => DeleteVersionPayload, {
    description:
      'Removes a version that no run, channel, activation, child or draft refers to and that is not the latest.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async deleteVersion(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => DeleteVersionInput, { description: 'Which.' }) input: DeleteVersionInput,
  ): Promise<DeleteVersionPayload> {
    const { workflow, version } = await services.versions.delete(
      caller,
      input.workflowId,
      input.version,
    );
    return { workflow, deletedVersionId: version.id };
  }

  @Mutation(() => PruneRevisionsPayload, {
    description:
      "Drops revisions by the workflow's retention policy now, and says why it keeps the rest.",
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async pruneRevisions(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => PruneRevisionsInput, { description: 'Of which workflow.' })
    input: PruneRevisionsInput,
  ): Promise<PruneRevisionsPayload> {
    return services.retention.prune(caller, input.workflowId);
  }
}
