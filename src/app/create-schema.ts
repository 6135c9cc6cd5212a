import 'reflect-metadata';
import { type GraphQLSchema, isAbstractType } from 'graphql';
import { buildSchema, type PubSub } from 'type-graphql';
import { ApiTokenResolver } from '../access/api-token.resolver';
import { SecretResolver } from '../access/secret.resolver';
import { ViewerResolver } from '../access/viewer.resolver';
import { WorkspaceResolver } from '../access/workspace.resolver';
import { BundleResolver } from '../bundle/bundle.resolver';
import {
  BundleInvalidType,
  PromotionDivergedType,
  VersionsNotRunnableType,
} from '../bundle/bundle.type';
import { VersionFileResolver, WorkflowFileResolver } from '../bundle/workflow-file.resolver';
import { ActivationChangedResolver } from '../channel/activation-changed.resolver';
import { ActivationEventFieldsResolver, channelEventTypes } from '../channel/channel-event.type';
import {
  ActivationFieldsResolver,
  ChannelFieldsResolver,
  RouteFieldsResolver,
  VersionRouteFieldsResolver,
} from '../channel/channel-fields.resolver';
import { RollbackAmbiguousType } from '../channel/channel.type';
import { CreateWorkflowResolver } from '../channel/create-workflow.resolver';
import { ReleaseResolver } from '../channel/release.resolver';
import {
  VersionChannelsResolver,
  WorkflowChannelsResolver,
} from '../channel/workflow-channels.resolver';
import {
  BlameFieldsResolver,
  NodeBlameResolver,
  VersionBlameResolver,
} from '../diff/blame.resolver';
import {
  EdgeChangeFieldsResolver,
  FieldChangeFieldsResolver,
  NodeChangeFieldsResolver,
} from '../diff/change-fields.resolver';
import {
  DiffSummaryFieldsResolver,
  RevisionChangesResolver,
  VersionChangesResolver,
} from '../diff/changes.resolver';
import { DiffFieldsResolver } from '../diff/diff-fields.resolver';
import { DiffWithResolver } from '../diff/diff-with.resolver';
import { DiffResolver } from '../diff/diff.resolver';
import { MergePreviewFieldsResolver, MergeResolver } from '../diff/merge.resolver';
import { typeNameOf } from '../platform/graphql/node';
import { BasicUserErrorType } from '../platform/graphql/user-error';
import {
  ActivationImpactResolver,
  NodeUnderWayFieldsResolver,
  PinnedRunsFieldsResolver,
  RunsUnderWayFieldsResolver,
  TriggerChangeFieldsResolver,
} from '../run/activation-impact.resolver';
import {
  ChannelFiguresResolver,
  RunFiguresResolver,
  VariantComparisonResolver,
  VariantFiguresResolver,
  VersionFiguresResolver,
} from '../run/figures/run-figures.resolver';
import {
  ChannelStatsResolver,
  RunStatsResolver,
  VersionStatsResolver,
  WorkflowStatsResolver,
} from '../run/figures/run-stats.resolver';
import { RunChangedResolver } from '../run/run-changed.resolver';
import { RunClaimResolver } from '../run/run-claim.resolver';
import { RunEventFieldsResolver, runEventTypes } from '../run/run-event.type';
import {
  RunFieldsResolver,
  StepFieldsResolver,
  VersionRunsResolver,
  WorkflowRunsResolver,
} from '../run/run-fields.resolver';
import { RunResolver } from '../run/run.resolver';
import { SimulationResolver } from '../run/simulation/simulation.resolver';
import {
  ArmedTriggerFieldsResolver,
  ScheduleTickFieldsResolver,
  WorkflowTriggersResolver,
} from '../run/trigger/armed-trigger.resolver';
import { NodeTypesResolver } from '../version/node-types.resolver';
import { DraftResolver } from '../version/draft.resolver';
import {
  RejectedSaveFieldsResolver,
  RevisionFieldsResolver,
} from '../version/revision-fields.resolver';
import { ValidateDefinitionResolver } from '../version/validate-definition.resolver';
import {
  DraftConflictType,
  MergeConflictType,
  ValidationFailedType,
  VersionConflictType,
  VersionSealedType,
} from '../version/version-error.type';
import {
  DraftEventFieldsResolver,
  VersionEventFieldsResolver,
  versionEventTypes,
} from '../version/version-event.type';
import { VersionFieldsResolver } from '../version/version-fields.resolver';
import { VersionSubscriptionsResolver } from '../version/version-subscriptions.resolver';
import { VersionResolver, WorkflowVersionsResolver } from '../version/version.resolver';
import { PresenceResolver } from '../workflow/presence.resolver';
import { EventWorkflowResolver, workflowEventTypes } from '../workflow/workflow-event.type';
import { WorkflowEventsResolver } from '../workflow/workflow-events.resolver';
import { WorkflowResolver } from '../workflow/workflow.resolver';
import { NodeResolver } from './node.resolver';

/** TypeGraphQL wants one though every subscription here has a source of its own: the event feed. */
const NO_TOPICS: PubSub = {
  publish: () => undefined,
  subscribe: () => {
    throw new Error('subscriptions read the event feed, not topics');
  },
};

let schema: Promise<GraphQLSchema> | undefined;

/** The whole schema. TypeGraphQL's metadata is global, so there is one per process. */
export function createSchema(): Promise<GraphQLSchema> {
  schema ??= build();
  return schema;
}

async function build(): Promise<GraphQLSchema> {
  const built = await buildSchema({
    resolvers: [
      NodeResolver,
      ViewerResolver,
      WorkspaceResolver,
      ApiTokenResolver,
      SecretResolver,
      WorkflowResolver,
      WorkflowEventsResolver,
      EventWorkflowResolver,
      PresenceResolver,
      WorkflowVersionsResolver,
      VersionFieldsResolver,
      RevisionFieldsResolver,
      RejectedSaveFieldsResolver,
      DraftResolver,
      NodeTypesResolver,
      ValidateDefinitionResolver,
      VersionResolver,
      VersionEventFieldsResolver,
      DraftEventFieldsResolver,
      VersionSubscriptionsResolver,
      WorkflowChannelsResolver,
      VersionChannelsResolver,
      ChannelFieldsResolver,
      RouteFieldsResolver,
      VersionRouteFieldsResolver,
      ActivationFieldsResolver,
      ActivationEventFieldsResolver,
      CreateWorkflowResolver,
      ReleaseResolver,
      ActivationChangedResolver,
      DiffResolver,
      DiffWithResolver,
      DiffFieldsResolver,
      NodeChangeFieldsResolver,
      EdgeChangeFieldsResolver,
      FieldChangeFieldsResolver,
      VersionChangesResolver,
      RevisionChangesResolver,
      DiffSummaryFieldsResolver,
      VersionBlameResolver,
      BlameFieldsResolver,
      NodeBlameResolver,
      MergeResolver,
      MergePreviewFieldsResolver,
      RunResolver,
      RunClaimResolver,
      RunFieldsResolver,
      StepFieldsResolver,
      WorkflowRunsResolver,
      VersionRunsResolver,
      RunEventFieldsResolver,
      RunChangedResolver,
      SimulationResolver,
      ActivationImpactResolver,
      TriggerChangeFieldsResolver,
      RunsUnderWayFieldsResolver,
      PinnedRunsFieldsResolver,
      NodeUnderWayFieldsResolver,
      WorkflowStatsResolver,
      VersionStatsResolver,
      ChannelStatsResolver,
      RunStatsResolver,
      RunFiguresResolver,
      VersionFiguresResolver,
      ChannelFiguresResolver,
      VariantFiguresResolver,
      VariantComparisonResolver,
      WorkflowTriggersResolver,
      ArmedTriggerFieldsResolver,
      ScheduleTickFieldsResolver,
      BundleResolver,
      WorkflowFileResolver,
      VersionFileResolver,
    ],
    orphanedTypes: [
      BasicUserErrorType,
      VersionConflictType,
      DraftConflictType,
      MergeConflictType,
      VersionSealedType,
      ValidationFailedType,
      RollbackAmbiguousType,
      BundleInvalidType,
      PromotionDivergedType,
      VersionsNotRunnableType,
      ...workflowEventTypes,
      ...versionEventTypes,
      ...channelEventTypes,
      ...runEventTypes,
    ],
    validate: false,
    pubSub: NO_TOPICS,
  });
  // TypeGraphQL makes resolveType asynchronous, which compiled execution does not take
  for (const type of Object.values(built.getTypeMap()))
    if (isAbstractType(type)) type.resolveType = typeNameOf;
  return built;
}
