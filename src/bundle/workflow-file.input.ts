import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../platform/graphql/scalars';

@InputType('WorkflowFileInput', { description: 'A state of a workflow of another system.' })
export class WorkflowFileInput {
  @Field(() => String, { description: 'Its name, for reports and refusals.' })
  name!: string;

  @Field(() => String, {
    description: 'Its text, JSON or YAML, at most 5 MB; send it as a variable.',
  })
  text!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Who made it; the caller if absent. Nobody vouches for the name.',
  })
  author?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When; now if absent.' })
  committedAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'What changed: its first line becomes the name of the version.',
  })
  message?: string | null;
}

@InputType({
  description: 'Files of n8n, Dify, Node-RED, Langflow or Flowise that become one workflow.',
})
export class ImportWorkflowFilesInput {
  @Field(() => [WorkflowFileInput], {
    description: 'Oldest first, at most 10,000; a request has 10 MB.',
  })
  files!: WorkflowFileInput[];

  @Field(() => ID, {
    nullable: true,
    description: 'The workflow that gets the versions; a new one if absent.',
  })
  into?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'A name for the new workflow; that of the last file if absent.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Unique in the workspace; made of the name if absent.',
  })
  key?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Makes a repetition of this request answer with what the first one made; kept for 7 days.',
  })
  idempotencyKey?: string | null;
}
