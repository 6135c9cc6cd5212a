import 'reflect-metadata';
import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { createSchema } from '../../src/app/create-schema';

/**
 * What docs and clients rely on, by type, within the present scope. Left out, because they come
 * later: stats, retryRun, signalRun, simulate, parentRun, bundles, previews of imports, webhooks, secrets,
 * activationImpact.
 */
const AGREED: Record<string, string> = {
  Workspace: 'id key name eventCursor',
  Session: 'actor workspace scopes eventCursor',
  Workflow: `id key name description status pausedReason sealing limits createdAt createdBy updatedAt
    updatedBy lastTriggeredAt eventCursor draft latestVersion nextVersionNumber activeVersion
    activeRoutes hasUnsavedChanges version versions channels channel activations events forkedFrom
    importedFrom viewers`,
  Version: `id workflow number label name description workflowName status isActive isLatest
    isArchived routes createdAt createdBy sealedAt archivedAt origin parent revision revisions digest
    definition layout graph nodes edges inputs variables settings triggers problems activations changes
    diff blame mergedFrom`,
  Revision: 'id version number digest definition createdAt createdBy changes',
  RejectedSave: 'id version baseRevision definition createdAt createdBy expiresAt',
  GraphNode: 'key type name config position parent disabled retry timeoutMs lastChangedIn',
  GraphEdge: 'key source target sourceHandle targetHandle condition priority',
  Diff: `from to identical summary nodes edges inputs variables settings layout severity patch text`,
  NodeChange: 'kind severity reason before after fields',
  EdgeChange: 'kind severity reason before after fields',
  FieldChange: 'path kind before after text severity reason',
  LayoutChange: 'key before after',
  DiffSummary: `nodesAdded nodesRemoved nodesChanged nodesRenamed nodesMoved edgesAdded edgesRemoved
    edgesChanged settingsChanged variablesChanged inputsChanged severity headline`,
  Blame: 'kind key version revision changedBy changedAt fields',
  FieldBlame: 'field version revision changedBy changedAt',
  MergePreview: `workflow base ours theirs conflicts definition problems changes oursChanges
    theirsChanges userErrors`,
  MergeVersionsPayload: 'workflow version changed userErrors',
  Channel: 'id key workflow mode routes currentActivation activations',
  Route: 'version revision digest weight label',
  Activation: `id sequence channel kind from to version previousVersion actor note activatedAt`,
  Run: `id workflow version revision digest channel variant selectedBy mode trigger triggerKey status
    input output error variables steps waitingFor createdAt startedAt finishedAt durationMs createdBy
    replayOf executor metrics`,
  RunError: 'code message nodeKey',
  Step: 'id nodeKey name attempt status input output error startedAt finishedAt',
  Event: 'id sequence cursor type name occurredAt actor workflow',
  ActivationEvent: 'activation',
  DraftEvent: 'draft',
  VersionEvent: 'version',
  Actor: 'id kind name',
  UserError: 'message field code',
  VersionConflict: 'expected actual',
  DraftConflict: 'places rejectedSave',
  MergeConflict: 'places',
  ConflictPlace: 'path base ours theirs reason',
  ValidationFailed: 'problems',
  RollbackAmbiguous: 'candidates',
  Problem: 'severity nodeKey path message',
  ReleasePayload: 'workflow channel activation gained lost changed userErrors',
  SaveVersionPayload: 'version created',
  Query: `viewer workflow workflows node nodes version nodeTypes apiTokens diff diffAcross
    previewMerge`,
  Mutation: `createWorkflow updateWorkflow pauseWorkflow resumeWorkflow archiveWorkflow
    unarchiveWorkflow deleteWorkflow forkWorkflow saveDraft saveLayout discardDraft
    createDraftFromVersion saveVersion updateVersion mergeVersions archiveVersion unarchiveVersion deleteVersion
    activateVersion rollback deactivate createChannel routeChannel deleteChannel createWorkspace
    createApiToken revokeApiToken`,
  Subscription: 'activationChanged workflowEvents draftChanged versionChanged viewersChanged',
  SaveDraftInput: 'workflowId expectedRevision clientId definition patch layout',
  DiscardDraftInput: 'workflowId expectedRevision',
  CreateDraftFromVersionInput: 'workflowId version expectedRevision',
  SaveVersionInput: `workflowId from definition layout name description expectedRevision
    expectedLatestVersion allowUnchanged requireComplete activate channel note idempotencyKey`,
  UpdateVersionInput: `workflowId version expectedRevision clientId name description definition patch
    layout`,
  MergeVersionsInput: `workflowId ours theirs base resolutions expectedRevision
    expectedLatestVersion name description idempotencyKey`,
  ActivateVersionInput: `workflowId version channel expectedCurrentVersion expectedActivation note`,
  RollbackInput: `workflowId channel targetVersion expectedCurrentVersion expectedActivation note`,
  DeactivateInput: 'workflowId channel',
  RouteChannelInput: 'workflowId channel routes expectedActivation note',
  RouteInput: 'version draft weight label',
  StartRunInput: 'workflowId input version digest channel stickyKey mode executor idempotencyKey',
  ReplayRunInput: 'runId version idempotencyKey',
};

const AGREED_VALUES: Record<string, string> = {
  VersionStatus: 'DRAFT EDITABLE SEALED',
  VersionOrigin: 'DRAFT DIRECT VERSION FORK IMPORT MERGE',
  ChannelMode: 'NONE VERSION SPLIT',
  ActivationKind: 'ACTIVATE ROLLBACK DEACTIVATE ROUTE',
  ActorKind: 'USER TOKEN SYSTEM IMPORTED',
  Sealing: 'ON_SAVE ON_ACTIVATION NEVER',
  WorkflowStatus: 'ARCHIVED PAUSED ACTIVE DRAFT INACTIVE',
  ProblemSeverity: 'ERROR WARNING',
  RunSelection: 'EXPLICIT CHANNEL SPLIT REPLAY PARENT',
  RunMode: 'LIVE TEST',
  RunTrigger: 'MANUAL SCHEDULE WEBHOOK WORKFLOW REPLAY',
  RunStatus: 'QUEUED RUNNING WAITING SUCCEEDED FAILED CANCELED',
  RunExecutor: 'BUILT_IN EXTERNAL',
  ChangeKind: 'ADDED REMOVED CHANGED RENAMED',
  Severity: 'SAFE RISKY BREAKING',
  DiffFormat: 'PLAIN MARKDOWN',
};

const AGREED_ARGUMENTS: Record<string, string> = {
  'Query.workflow': 'id key',
  'Query.workflows': 'first after last before filter orderBy',
  'Query.node': 'id',
  'Query.nodes': 'ids',
  'Query.version': 'workflowId ref',
  'Query.diff': 'workflowId from to',
  'Query.diffAcross': 'fromId toId',
  'Query.previewMerge': 'workflowId ours theirs base resolutions',
  'Version.diff': 'to',
  'Diff.text': 'format',
  'Workflow.version': 'ref',
  'Workflow.versions': 'first after last before includeArchived orderBy',
  'Workflow.channel': 'key',
  'Workflow.activations': 'first after last before channel',
  'Workflow.events': 'first after last before types',
  'Query.run': 'id',
  'Query.runs': 'first after last before filter',
  'Workflow.runs': 'first after last before filter',
  'Version.runs': 'first after last before',
  'Run.steps': 'first after last before',
  'Subscription.runChanged': 'runId after',
  'Subscription.activationChanged': 'workflowId channel after',
  'Subscription.workflowEvents': 'workflowId after types',
  'Subscription.draftChanged': 'workflowId after',
  'Subscription.versionChanged': 'workflowId after',
  'Subscription.viewersChanged': 'workflowId',
};

/** Lists that are no connections, because what they list does not grow with time or is one thing's content. */
const BOUNDED_LISTS: Record<string, string> = {
  'ActivationImpact.gained': 'one version is activated',
  'ActivationImpact.lost': 'a channel routes to a few versions',
  'ActivationImpact.refusals': 'the first of what would refuse it',
  'ActivationImpact.replaced': 'a channel routes to a few versions',
  'ActivationImpact.triggers': "two definitions' triggers",
  'ActivationEvent.versionIds': 'a fact of the event, bounded like the routes',
  'Activation.from': 'the routes of one activation',
  'Activation.to': 'the routes of one activation',
  'ApiToken.scopes': 'there are but so many scopes',
  'Blame.fields': "one node's content",
  'BundleInvalid.faults': 'the first faults of a bundle',
  'Channel.routes': 'a channel routes to a few versions',
  'DefinitionValidation.problems': 'one content',
  'Diff.edges': 'one diff',
  'Diff.inputs': 'one diff',
  'Diff.layout': 'one diff',
  'Diff.nodes': 'one diff',
  'Diff.settings': 'one diff',
  'Diff.variables': 'one diff',
  'ClaimRunPayload.claims': 'as many as were asked for, 100 at most',
  'DraftConflict.places': 'one conflict',
  'EdgeChange.fields': 'one diff',
  'FieldChange.text': 'one diff',
  'ForeignFile.losses': 'what one definition holds',
  'ImportPlan.channels': 'one bundle',
  'ImportPlan.problems': 'one bundle',
  'ImportPlan.versions': 'a bundle has 10,000 at most',
  'ImportWorkflowFilesPayload.files': 'as many as were given, in their order',
  'MergeConflict.places': 'one conflict',
  'MergePreview.conflicts': 'one merge',
  'MergePreview.problems': 'one definition',
  'NodeChange.fields': 'one diff',
  'PromoteBundlePayload.versions': 'the versions of one bundle',
  'ExportBundlePayload.notRunnable': 'the first hundred',
  'NotRunnableVersion.problems': 'the first twenty',
  'VersionsNotRunnable.versions': 'the first hundred',
  'PromotionDiverged.numbers': 'the versions of one bundle',
  'PromotionPlan.problems': 'one bundle',
  'PromotionPlan.versions': 'a bundle has 10,000 at most',
  'PruneRevisionsPayload.kept': 'one answer',
  'Query.nodeTypes': 'what the server knows, told once',
  'Query.nodes': 'as many as ids were given, in their order',
  'ReleasePayload.gained': 'the routes of one activation',
  'ReleasePayload.lost': 'the routes of one activation',
  'RollbackAmbiguous.candidates': 'two',
  'Run.waitingFor': 'one step per node of a definition at most',
  'Session.scopes': 'there are but so many scopes',
  'SetSelectionPayload.viewers': 'those who are there now',
  'NodeUnderWay.examples': 'five at most',
  'RunFigures.metrics': 'an executor measures 50 numbers at most',
  'RunStats.byChannel': 'its argument first is 100 at most',
  'RunStats.byVariant': 'its argument first is 100 at most',
  'RunStats.byVersion': 'its argument first is 100 at most',
  'RunStats.series': 'a window has 744 periods at most',
  'RunsUnderWay.nodes': 'nodes at which 1,000 runs are',
  'RunsUnderWay.pinned': 'what 1,000 runs are pinned to',
  'SimulatedStep.notes': 'a few sentences on one node',
  'SimulatedStep.takenEdges': "one definition's edges",
  'Simulation.next': "one definition's nodes",
  'Simulation.problems': 'of one definition',
  'Simulation.refusals': 'faults of one definition and one input',
  'Simulation.trace': "one definition's nodes",
  'StartRunsPayload.runs': 'as many as were started, in their order',
  'Subscription.viewersChanged': 'those who are there now',
  'WorkflowFileReport.replaced': 'one file',
  'WorkflowFileReport.secrets': 'one file',
  'WorkflowFileReport.unmapped': 'one file',
  'WorkflowFileReport.warnings': 'one file',
  'TextHunk.lines': 'one diff',
  'TextLine.segments': 'one diff',
  'ValidationFailed.problems': 'one definition',
  'VariantComparison.variants': 'the routes of a split',
  'VariantFigures.versions': 'versions that a variant had',
  'Version.blame': "one definition's content",
  'Version.edges': "one definition's content",
  'Version.mergedFrom': 'a handful that people merged',
  'Version.nodes': "one definition's content",
  'Version.problems': 'one definition',
  'Version.routes': 'the channels of one workflow',
  'Version.triggers': "one definition's content",
  'Version.variables': "one definition's content",
  'Viewer.selection': '100 at most',
  'Workflow.activeRoutes': 'a channel routes to a few versions',
  'Workflow.armedTriggers': "one definition's content",
  'Workflow.channels': 'a handful that people name',
  'Workflow.viewers': 'those who are there now',
  'WorkflowUpdated.changed': 'names of fields',
};

/** Fields that are ids where one would look for an object. */
const ID_FIELDS: Record<string, string> = {
  'ActivationEvent.versionIds': 'a fact: the versions of that day, also those deleted since',
  'VersionEvent.versionId': 'a fact: stays when the version is deleted',
  'WorkflowCreated.forkedFromWorkflowId': 'a fact: the source may be deleted or in no sight',
  'Viewer.clientId': 'names an editor, which is no object here',
  'DraftEvent.clientId': 'names an editor, which is no object here',
  'VersionEdited.clientId': 'names an editor, which is no object here',
  'Revision.clientId': 'names an editor, which is no object here',
  'DeleteWorkflowPayload.deletedWorkflowId': 'there is no object any more',
  'DeleteVersionPayload.deletedVersionId': 'there is no object any more',
  'DeleteChannelPayload.deletedChannelId': 'there is no object any more',
  'DeleteRunPayload.deletedRunId': 'there is no object any more',
  'RunEvent.runId': 'a fact: stays when the run is deleted',
  'RunEvent.versionId': 'a fact, as of other events',
};

const words = (text: string): string[] => text.split(/\s+/);

describe('the schema', () => {
  let schema: GraphQLSchema;
  let types: GraphQLNamedType[];
  beforeAll(async () => {
    schema = await createSchema();
    types = Object.values(schema.getTypeMap()).filter(
      (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
    );
  });

  /** Types with fields that are answered; of an interface's fields only the interface's own. */
  const answered = () =>
    types
      .filter((type) => isObjectType(type) || isInterfaceType(type))
      .flatMap((type) => {
        const inherited = new Set(
          type.getInterfaces().flatMap((parent) => Object.keys(parent.getFields())),
        );
        return Object.values(type.getFields())
          .filter(({ name }) => !inherited.has(name))
          .map((field) => ({ place: `${type.name}.${field.name}`, field }));
      });

  const isRoot = ({ name }: GraphQLNamedType): boolean =>
    ['Query', 'Mutation', 'Subscription'].includes(name);

  test('describes every type, field, argument, enum value and input field', () => {
    const silent: string[] = [];
    const check = (place: string, description: string | null | undefined): void => {
      if (!description?.trim()) silent.push(place);
    };
    for (const type of types) {
      if (!isRoot(type)) check(type.name, type.description);
      if (isEnumType(type))
        for (const value of type.getValues())
          check(`${type.name}.${value.name}`, value.description);
      if (isInputObjectType(type))
        for (const field of Object.values(type.getFields()))
          check(`${type.name}.${field.name}`, field.description);
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field.description);
        for (const argument of field.args)
          check(`${type.name}.${field.name}(${argument.name})`, argument.description);
      }
    }
    expect(silent).toEqual([]);
  });

  test('lists what grows by connections, and nothing else is a list but what is bounded', () => {
    const lists = answered().filter(({ place, field }) => {
      const type = isNonNullType(field.type) ? field.type.ofType : field.type;
      return isListType(type) && !/Connection\.edges$|\.userErrors$|^UserError\.field$/.test(place);
    });
    expect(lists.map(({ place }) => place).sort()).toEqual(Object.keys(BOUNDED_LISTS).sort());
  });

  test('makes every connection alike: edges, pageInfo, a nullable totalCount, first, after, last, before', () => {
    const connections = answered().filter(({ field }) =>
      getNamedType(field.type).name.endsWith('Connection'),
    );
    expect(connections.length).toBeGreaterThan(5);
    for (const { place, field } of connections) {
      const type = getNamedType(field.type) as GraphQLObjectType;
      const shape = Object.values(type.getFields()).map(({ name, type }) => [name, String(type)]);
      const item = type.name.replace(/Connection$/, '');
      expect(Object.fromEntries(shape)).toEqual({
        edges: `[${item}Edge!]!`,
        pageInfo: 'PageInfo!',
        totalCount: 'Int',
      });
      const names = field.args.map(({ name }) => name);
      expect([place, names]).toEqual([
        place,
        expect.arrayContaining(['first', 'after', 'last', 'before']),
      ]);
    }
  });

  test('gives every mutation one input of its own and a payload of nullable objects and userErrors', () => {
    for (const { name, args, type } of Object.values(schema.getMutationType()!.getFields())) {
      const inputName = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
      expect(args.map((argument) => [argument.name, String(argument.type)])).toEqual([
        ['input', inputName],
      ]);
      expect(String(type)).toMatch(/^\w+Payload!$/);
      const { userErrors, ...objects } = (getNamedType(type) as GraphQLObjectType).getFields();
      expect([name, String(userErrors?.type)]).toEqual([name, '[UserError!]!']);
      const demanding = Object.values(objects).filter((field) => isNonNullType(field.type));
      expect([name, demanding.map((field) => field.name)]).toEqual([name, []]);
    }
  });

  test('refers by objects, not by ids', () => {
    const ids = answered().filter(({ field }) => /Ids?$/.test(field.name));
    expect(ids.map(({ place }) => place).sort()).toEqual(Object.keys(ID_FIELDS).sort());
  });

  test('writes enum values in SCREAMING_SNAKE_CASE, and moments as past participle and At', () => {
    for (const type of types) {
      if (isEnumType(type))
        for (const { name } of type.getValues()) expect(name).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z]+)*$/);
    }
    const moments = answered().filter(({ field }) => getNamedType(field.type).name === 'DateTime');
    const misnamed = moments.filter(({ field }) => !field.name.endsWith('At'));
    expect(misnamed.map(({ place }) => place)).toEqual(['Viewer.since']);
  });

  test('has ids, where it has them, that are never null and of the type ID', () => {
    for (const { place, field } of answered())
      if (field.name === 'id') expect([place, String(field.type)]).toEqual([place, 'ID!']);
  });

  test('shows every user error by a type of its own or the basic one, with the fields of all', () => {
    const errors = schema.getPossibleTypes(schema.getType('UserError') as never);
    expect(errors.map(({ name }) => name).sort()).toEqual([
      'BasicUserError',
      'BundleInvalid',
      'DraftConflict',
      'MergeConflict',
      'PromotionDiverged',
      'RollbackAmbiguous',
      'ValidationFailed',
      'VersionConflict',
      'VersionSealed',
      'VersionsNotRunnable',
    ]);
  });

  test.each(Object.entries(AGREED))('has of %s what was agreed', (name, fields) => {
    const type = schema.getType(name) as GraphQLObjectType | undefined;
    expect(Object.keys(type?.getFields() ?? {})).toEqual(expect.arrayContaining(words(fields)));
  });

  test.each(Object.entries(AGREED_VALUES))('has of the enum %s what was agreed', (name, values) => {
    const type = schema.getType(name);
    const present = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    expect(present.sort()).toEqual(words(values).sort());
  });

  test.each(Object.entries(AGREED_ARGUMENTS))('takes at %s what was agreed', (place, names) => {
    const [type, field] = place.split('.') as [string, string];
    const { args } = (schema.getType(type) as GraphQLObjectType).getFields()[field]!;
    expect(args.map(({ name }) => name)).toEqual(expect.arrayContaining(words(names)));
  });

  test('takes an idempotencyKey wherever something is created', () => {
    const creating = ['CreateWorkflow', 'ForkWorkflow', 'SaveVersion', 'MergeVersions'];
    const starting = ['StartRun', 'StartRuns', 'ReplayRun'];
    const others = ['CreateWorkspace', 'CreateChannel', 'CreateApiToken'];
    for (const name of [...creating, ...starting, ...others]) {
      const input = schema.getType(`${name}Input`);
      expect([name, isInputObjectType(input) && 'idempotencyKey' in input.getFields()]).toEqual([
        name,
        true,
      ]);
    }
  });
});
