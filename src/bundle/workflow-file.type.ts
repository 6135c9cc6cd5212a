import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { JsonValue } from '../graph/definition';
import { meaningsAsDescriptions } from '../platform/graphql/enum-descriptions';
import { JsonScalar } from '../platform/graphql/scalars';
import { type FileLossCode } from './source-file/file-content';
import { type WritableFormat } from './source-file/writable-format';
import { type WorkflowFormat } from './workflow-format';

/** Names of systems in the schema; the values are how they are called in here. */
export const FileFormatEnum: Record<string, WorkflowFormat> = {
  N8N: 'n8n',
  DIFY: 'dify',
  NODE_RED: 'node-red',
  LANGFLOW: 'langflow',
  FLOWISE: 'flowise',
};
registerEnumType(FileFormatEnum, {
  name: 'WorkflowFileFormat',
  description: 'A system whose files are read.',
  valuesConfig: {
    N8N: { description: 'n8n, JSON.' },
    DIFY: { description: 'The DSL of Dify, YAML.' },
    NODE_RED: { description: 'Node-RED, JSON: the list of objects, all tabs together.' },
    LANGFLOW: { description: 'Langflow, JSON.' },
    FLOWISE: { description: 'Flowise, JSON.' },
  },
});

export const WritableFormatEnum: Record<string, WritableFormat> = {
  N8N: 'n8n',
  NODE_RED: 'node-red',
};
registerEnumType(WritableFormatEnum, {
  name: 'WritableFileFormat',
  description: 'A system whose files are written as well as read.',
  valuesConfig: {
    N8N: { description: 'n8n, JSON.' },
    NODE_RED: { description: 'Node-RED, JSON.' },
  },
});

const LOSS_MEANINGS: Record<FileLossCode, string> = {
  SECRET_REMOVED: 'The file has a reference in place of a secret, which must be put in.',
  CREDENTIAL_UNKNOWN: 'A credential is named after a secret reference and must be chosen anew.',
  NODE_TYPE_FOREIGN: 'A node has a type that the system does not know.',
  NODE_CHANGED: 'Something of a node has no place in the file.',
  NAME_CHANGED: 'A node has another name in the file, since its own is taken there.',
  NODE_MISSING: 'A node is not in the file.',
  EDGE_MISSING: 'An edge, or something of it, is not in the file.',
  NAME_IN_TEXT: 'A text of the file still says the former name of a renamed node.',
  CONTENT_MISSING: 'Settings, variables or inputs have no place in the file.',
  LAYOUT_CHANGED: 'Something on the canvas has no place in the file.',
  SOURCE_MISSING:
    'No file of the system stands behind the version; only what the definition holds is written.',
  FORMATTING:
    'White space, or the spelling of texts and numbers, is another than in the file read.',
};
export const FileLossCodeEnum = Object.fromEntries(
  Object.keys(LOSS_MEANINGS).map((code) => [code, code]),
) as Record<FileLossCode, FileLossCode>;
registerEnumType(FileLossCodeEnum, {
  name: 'FileLossCode',
  description: 'What of a version is not in a file written of it, or is there in another way.',
  valuesConfig: meaningsAsDescriptions(LOSS_MEANINGS),
});

@ObjectType('ImportedNode', { description: 'A node that a report is about.' })
export class ImportedNodeType {
  @Field(() => String, { name: 'key', description: 'Its key in the definition.' })
  id!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;
}

@ObjectType('ImportNote', {
  simpleResolvers: true,
  description: 'Something that did not go into the definition as it stood in the file.',
})
export class ImportNoteType {
  @Field(() => String, { description: 'What kind of thing, such as CONNECTION_DANGLING.' })
  code!: string;

  @Field(() => String, { description: 'Where in the file, as a JSON Pointer.' })
  pointer!: string;

  @Field(() => ImportedNodeType, {
    nullable: true,
    description: 'The node that it is about; null where it is about the workflow.',
  })
  node?: ImportedNodeType;

  @Field(() => String, { description: 'What happened and why, for people.' })
  message!: string;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What was left out, free of secrets; null where it may hold anything.',
  })
  value?: JsonValue;
}

@ObjectType('WorkflowFileReport', {
  simpleResolvers: true,
  description: 'What becomes of a file of another system.',
})
export class WorkflowFileReportType {
  @Field(() => FileFormatEnum, { description: 'The system that wrote it, told by its content.' })
  format!: WorkflowFormat;

  @Field(() => String, { description: 'What the workflow is called in it.' })
  workflowName!: string;

  @Field(() => Int, { description: 'Entries of its list of nodes, notes among them.' })
  nodesInFile!: number;

  @Field(() => Int, { description: 'Nodes of the definition.' })
  nodes!: number;

  @Field(() => Int, { description: 'Notes of the layout.' })
  notes!: number;

  @Field(() => Int, { description: 'Edges of the definition.' })
  edges!: number;

  @Field(() => [ImportNoteType], {
    description: 'What could not be mapped, node by node, with the reason.',
  })
  unmapped!: ImportNoteType[];

  @Field(() => [ImportNoteType], { description: 'What was taken in another way than it stands.' })
  warnings!: ImportNoteType[];

  @Field(() => [ImportNoteType], {
    description: 'Credentials and secrets that became references; never their values.',
  })
  replaced!: ImportNoteType[];

  @Field(() => [String], { description: 'Names of the secrets that the workflow refers to.' })
  secrets!: string[];
}

@ObjectType('FileLoss', {
  simpleResolvers: true,
  description: 'Something of a version that is not in a file written of it.',
})
export class FileLossType {
  @Field(() => FileLossCodeEnum, { description: 'What kind of thing.' })
  code!: FileLossCode;

  @Field(() => ImportedNodeType, {
    nullable: true,
    description: 'The node that it is about; null where it is about the workflow.',
  })
  node?: ImportedNodeType;

  @Field(() => String, { description: 'What is lost and why, for people.' })
  message!: string;
}

@ObjectType('ForeignFile', {
  simpleResolvers: true,
  description: 'A version as a file of another system.',
})
export class ForeignFileType {
  @Field(() => String, { description: 'The text of the file. It holds no secret.' })
  text!: string;

  @Field(() => [FileLossType], { description: 'What of the version is not in it.' })
  losses!: FileLossType[];
}
