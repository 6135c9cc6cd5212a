import { Field, ID, ObjectType } from 'type-graphql';
import { Payload } from '../platform/graphql/user-error';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { type Activation, type Channel } from './channel';
import { ActivationType, ChannelType } from './channel.type';

@ObjectType({ simpleResolvers: true, description: 'What routing a channel answers.' })
export class ReleasePayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => ChannelType, { nullable: true, description: 'The channel as it is now.' })
  channel?: Channel;

  @Field(() => ActivationType, {
    nullable: true,
    description: "The channel's last activation; null if it never had one.",
  })
  activation?: Activation | null;

  @Field(() => [VersionType], {
    nullable: true,
    description: 'Versions that the channel routes to now and did not before.',
  })
  gained?: Version[];

  @Field(() => [VersionType], {
    nullable: true,
    description: 'Versions that the channel routed to before and does not now.',
  })
  lost?: Version[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'False where it was routed so already and nothing was written.',
  })
  changed?: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'What saving a version answers.' })
export class SaveVersionPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => VersionType, { nullable: true, description: 'The saved version.' })
  version?: Version;

  @Field(() => Boolean, {
    nullable: true,
    description: 'False where the latest version holds the content already.',
  })
  created?: boolean;

  @Field(() => ChannelType, {
    nullable: true,
    description: 'The channel that it was activated on, if that was asked for.',
  })
  channel?: Channel;

  @Field(() => ActivationType, { nullable: true, description: "That channel's last activation." })
  activation?: Activation | null;
}

@ObjectType({ simpleResolvers: true, description: 'What a mutation of a channel answers.' })
export class ChannelPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => ChannelType, { nullable: true, description: 'The channel.' })
  channel?: Channel;
}

@ObjectType({ simpleResolvers: true, description: 'What deleting a channel answers.' })
export class DeleteChannelPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the channel that is gone; its history stays.',
  })
  deletedChannelId?: string;
}
