import { Arg, Ctx, Extensions, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ReturnsUserErrors } from '../platform/graphql/user-error';
import { type Version } from '../version/version';
import { VersionType } from '../version/version.type';
import { readFileText } from './read-workflow-files';
import { type WritableFormat } from './source-file/writable-format';
import { writeWorkflowFile } from './source-file/write-workflow-file';
import { type WorkflowFileContext } from './workflow-file-context';
import { ImportWorkflowFilesInput } from './workflow-file.input';
import { ImportWorkflowFilesPayload } from './workflow-file.payload';
import { ForeignFileType, WorkflowFileReportType, WritableFormatEnum } from './workflow-file.type';
import { reportOn } from './workflow-file-report';

/** Reading, or writing and reading again, a file may take as long as comparing definitions. */
const FILE_COST = 100;

@Resolver()
export class WorkflowFileResolver {
  @Query(() => WorkflowFileReportType, {
    description: 'What an import of a file of another system would keep. Nothing is written.',
  })
  @Extensions({ scope: 'workflows:read', cost: FILE_COST })
  previewWorkflowFile(
    @Arg('file', () => String, { description: 'The text of the file; send it as a variable.' })
    file: string,
  ): WorkflowFileReportType {
    return reportOn(readFileText(file));
  }

  @Mutation(() => ImportWorkflowFilesPayload, {
    description:
      'Makes one workflow of files of n8n, Dify, Node-RED, Langflow or Flowise, a version for each changed content, or adds such versions to a workflow. All or nothing; nothing becomes live.',
  })
  @Extensions({ scope: 'workflows:write' })
  @ReturnsUserErrors()
  async importWorkflowFiles(
    @Ctx() { services, caller, loaders }: WorkflowFileContext,
    @Arg('input', () => ImportWorkflowFilesInput, { description: 'What to import.' })
    input: ImportWorkflowFilesInput,
  ): Promise<ImportWorkflowFilesPayload> {
    const imported = await services.importWorkflowFiles.import(caller, input);
    const { workflowId, draftFollows } = imported;
    const files = imported.files.map(async ({ version, ...file }) => ({
      ...file,
      version: await loaders.versions.byNumber(workflowId, version),
    }));
    return {
      workflow: await loaders.workflows.byId(workflowId),
      files: await Promise.all(files),
      draftFollows,
    };
  }
}

/** A version as a file of another system. */
@Resolver(() => VersionType)
export class VersionFileResolver {
  @FieldResolver(() => ForeignFileType, {
    description:
      'The version as a file of n8n or Node-RED: the one that it was read from, with what changed since.',
  })
  @Extensions({ cost: FILE_COST })
  async exportAs(
    @Root() version: Version,
    @Ctx() { loaders }: WorkflowFileContext,
    @Arg('format', () => WritableFormatEnum, { description: 'Of which system.' })
    format: WritableFormat,
  ): Promise<ForeignFileType> {
    const [source, definition, layout] = await Promise.all([
      loaders.sourceFiles.behind(version.id, format),
      loaders.versions.definition(version.digest),
      loaders.versions.layout(version.id),
    ]);
    const content = { name: version.workflowName, definition, layout: layout ?? {} };
    return writeWorkflowFile(format, source, content);
  }
}
