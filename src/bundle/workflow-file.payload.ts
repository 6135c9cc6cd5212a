import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../platform/graphql/user-error';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { type Workflow } from '../workflow/workflow';
import { WorkflowType } from '../workflow/workflow.type';
import { WorkflowFileReportType } from './workflow-file.type';

@ObjectType('ImportedFile', { simpleResolvers: true, description: 'What became of a file.' })
export class ImportedFileType {
  @Field(() => String, { description: 'Its name as it was given.' })
  name!: string;

  @Field(() => VersionType, { nullable: true, description: 'The version that holds its content.' })
  version?: Version;

  @Field(() => Boolean, {
    description: 'False where the version before it holds the same content already.',
  })
  created!: boolean;

  @Field(() => WorkflowFileReportType, { description: 'What was kept and what was not.' })
  report!: WorkflowFileReportType;
}

@ObjectType({ simpleResolvers: true, description: 'What importing files answers.' })
export class ImportWorkflowFilesPayload extends Payload {
  @Field(() => WorkflowType, { nullable: true, description: 'The workflow as it is now.' })
  workflow?: Workflow;

  @Field(() => [ImportedFileType], {
    nullable: true,
    description: 'Each file, in the given order.',
  })
  files?: ImportedFileType[];

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the draft holds what the last file says; false where it has unsaved changes, which stay.',
  })
  draftFollows?: boolean;
}
