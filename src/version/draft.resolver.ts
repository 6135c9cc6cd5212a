import { Arg, Ctx, Extensions, Mutation, Resolver } from 'type-graphql';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { checkClientId } from '../workflow/workflow.rules';
import { type VersionContext } from './version-context';
import {
  CreateDraftFromVersionInput,
  DiscardDraftInput,
  MoveSubworkflowPinsInput,
  SaveDraftInput,
  SaveLayoutInput,
} from './version.input';
import { DraftPayload, RestoreDraftPayload } from './version.payload';

@Resolver()
export class DraftResolver {
  @Mutation(() => DraftPayload, {
    description:
      'Saves the draft. A stale save is merged with what came between; one that clashes with it is a DraftConflict and overwrites nothing.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async saveDraft(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => SaveDraftInput, { description: 'What to save.' }) input: SaveDraftInput,
  ): Promise<DraftPayload> {
    checkClientId(input.clientId);
    const { version, ...saved } = await services.editVersion.saveDraft(
      caller,
      input.workflowId,
      input,
    );
    return { ...saved, draft: version };
  }

  @Mutation(() => DraftPayload, { description: "Moves things on the draft's canvas." })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async saveLayout(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => SaveLayoutInput, { description: 'What moved.' }) input: SaveLayoutInput,
  ): Promise<DraftPayload> {
    checkClientId(input.clientId);
    const { workflow, version, changed } = await services.editVersion.saveLayout(
      caller,
      input.workflowId,
      input.layout,
      input.clientId,
    );
    return { workflow, draft: version, changed };
  }

  @Mutation(() => DraftPayload, {
    description:
      "Pins the draft's calls of other workflows to where they lead now, as an edit of the draft. A call that leads nowhere now keeps its pin.",
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async moveSubworkflowPins(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => MoveSubworkflowPinsInput, { description: 'Which pins to move.' })
    input: MoveSubworkflowPinsInput,
  ): Promise<DraftPayload> {
    const { version, ...moved } = await services.moveSubworkflowPins.move(
      caller,
      input.workflowId,
      input.expectedRevision,
      input.nodeKeys,
    );
    return { ...moved, draft: version };
  }

  @Mutation(() => RestoreDraftPayload, {
    description:
      'Replaces the draft by the latest version; the former content stays as a revision.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async discardDraft(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => DiscardDraftInput, { description: 'Which draft.' })
    input: DiscardDraftInput,
  ): Promise<RestoreDraftPayload> {
    const { version, ...restored } = await services.restoreDraft.restore(
      caller,
      input.workflowId,
      undefined,
      input.expectedRevision,
    );
    return { ...restored, draft: version };
  }

  @Mutation(() => RestoreDraftPayload, {
    description:
      'Replaces the draft by a version (restore); the former content stays as a revision.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async createDraftFromVersion(
    @Ctx() { services, caller }: VersionContext,
    @Arg('input', () => CreateDraftFromVersionInput, { description: 'Which version.' })
    input: CreateDraftFromVersionInput,
  ): Promise<RestoreDraftPayload> {
    const { version, ...restored } = await services.restoreDraft.restore(
      caller,
      input.workflowId,
      input.version,
      input.expectedRevision,
    );
    return { ...restored, draft: version };
  }
}
