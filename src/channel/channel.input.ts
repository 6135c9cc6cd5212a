import { Field, ID, InputType, Int } from 'type-graphql';
import { JsonScalar } from '../platform/graphql/scalars';
import { type VersionRef } from '../version/version-ref';
import { VersionRefScalar } from '../version/version-ref.scalar';
import { Sealing } from '../workflow/workflow';
import { WorkflowInput, WorkflowLimitsInput } from '../workflow/workflow.input';
import { type RouteInput } from './channel.service';

const KEY =
  'Makes a repetition of this request answer with what the first one made; kept for 7 days.';

@InputType({ description: 'A new workflow.' })
export class CreateWorkflowInput {
  @Field(() => String, { description: 'A name for people.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Unique in the workspace; made of the name if absent.',
  })
  key?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Content of its draft; empty if absent.',
  })
  definition?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'Layout of its draft.' })
  layout?: unknown;

  @Field(() => Sealing, {
    nullable: true,
    description: 'When saved versions stop being editable; ON_SAVE if absent.',
  })
  sealing?: Sealing | null;

  @Field(() => WorkflowLimitsInput, { nullable: true, description: 'Bounds on its runs.' })
  limits?: WorkflowLimitsInput | null;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({
  description:
    'A fork: a new workflow at version 1, from a version, the draft, or a definition given directly.',
})
export class ForkWorkflowInput extends CreateWorkflowInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The workflow to fork; with a definition, only noted as the origin.',
  })
  workflowId?: string | null;

  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'Which of its versions; the draft if absent, none if a definition is given.',
  })
  version?: VersionRef | null;
}

@InputType({ description: 'A workflow that never ran and was never activated.' })
export class DeleteWorkflowInput extends WorkflowInput {}

@InputType({
  description:
    'What to save as a version: the draft, another version, or a definition given directly.',
})
export class SaveVersionInput extends WorkflowInput {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'The version to snapshot; the draft if absent.',
  })
  from?: VersionRef | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'A definition given directly; the draft stays as it is.',
  })
  definition?: unknown;

  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'Parent of a definition given directly; the latest version if absent.',
  })
  parent?: VersionRef | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'Layout, joined into what the source has.',
  })
  layout?: unknown;

  @Field(() => String, { nullable: true, description: 'A name for people.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What changed and why.' })
  description?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Revision of the source as you have seen it; refused if it moved.',
  })
  expectedRevision?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Number of the latest version as you know it, 0 for none; refused if it moved.',
  })
  expectedLatestVersion?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Save even if the latest version holds the same content.',
  })
  allowUnchanged?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Refuse content with errors.' })
  requireComplete?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Activate it in the same transaction; needs releases:write.',
  })
  activate?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: 'Channel to activate it on; live if absent.',
  })
  channel?: string | null;

  @Field(() => String, { nullable: true, description: 'Why it is activated.' })
  note?: string | null;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A channel of a workflow to route, with what you expect of it.' })
export class ReleaseInput extends WorkflowInput {
  @Field(() => String, { nullable: true, defaultValue: 'live', description: 'Key of the channel.' })
  channel?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Sequence of its last activation as you know it, 0 for none; refused if it moved.',
  })
  expectedActivation?: number | null;

  @Field(() => String, { nullable: true, description: 'Why.' })
  note?: string | null;
}

@InputType({
  description: 'A channel to change, if it routes wholly to the version that you expect.',
})
export class ExpectingReleaseInput extends ReleaseInput {
  @Field(() => Int, {
    nullable: true,
    description:
      'Number of the version that it routes to wholly as you know it; never matches a split.',
  })
  expectedCurrentVersion?: number | null;
}

@InputType({ description: 'A version to route a channel to wholly.' })
export class ActivateVersionInput extends ExpectingReleaseInput {
  @Field(() => VersionRefScalar, { description: 'The version.' })
  version!: VersionRef;
}

@InputType({ description: 'A channel to roll back.' })
export class RollbackInput extends ExpectingReleaseInput {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description:
      'Back to what was last live of this version; the whole previous routing if absent.',
  })
  targetVersion?: VersionRef | null;
}

@InputType({ description: 'A channel to route nowhere.' })
export class DeactivateInput extends ExpectingReleaseInput {}

@InputType('RouteInput', { description: 'A wanted route of a channel: a version or the draft.' })
export class RouteInputType implements Omit<RouteInput, 'version'> {
  @Field(() => VersionRefScalar, {
    nullable: true,
    description: 'The version; or say draft: true.',
  })
  version?: VersionRef | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Route to the draft; its digest is taken at each start.',
  })
  draft?: boolean | null;

  @Field(() => Int, { nullable: true, description: 'Relative to the other routes; 1 if absent.' })
  weight?: number | null;

  @Field(() => String, { nullable: true, description: 'A name of the variant.' })
  label?: string | null;
}

@InputType({ description: 'A channel and where to route it.' })
export class RouteChannelInput extends ReleaseInput {
  @Field(() => [RouteInputType], { description: 'One route, or several by weight.' })
  routes!: RouteInputType[];
}

@InputType({ description: 'A new channel.' })
export class CreateChannelInput extends WorkflowInput {
  @Field(() => String, { description: 'Unique in the workflow, for ever.' })
  key!: string;

  @Field(() => String, { nullable: true, description: KEY })
  idempotencyKey?: string | null;
}

@InputType({ description: 'A channel to delete; never live.' })
export class DeleteChannelInput extends WorkflowInput {
  @Field(() => String, { description: 'Its key.' })
  channel!: string;
}
