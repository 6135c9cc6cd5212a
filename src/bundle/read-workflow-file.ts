import { isPlainObject } from '../graph/canonical-json';
import { JsonTextError, parseJsonText } from '../graph/json-text';
import { readDify } from './dify/read-dify';
import { parseYamlText } from './dify/yaml-text';
import { readFlowise } from './flowise/read-flowise';
import { ImportError } from './import-error';
import { checkImportedJson } from './imported-json';
import type { ImportedWorkflow } from './imported-workflow';
import { readLangflow } from './langflow/read-langflow';
import { readN8n } from './n8n/read-n8n';
import { readNodeRed } from './node-red/read-node-red';
import { recognizeWorkflowFormat, type WorkflowFormat } from './workflow-format';

/** The workflow of a file of another system, and which system that is. */
export interface WorkflowFile extends ImportedWorkflow {
  format: WorkflowFormat;
}

const READERS: Readonly<Record<WorkflowFormat, (file: unknown) => ImportedWorkflow>> = {
  n8n: readN8n,
  dify: readDify,
  'node-red': readNodeRed,
  langflow: readLangflow,
  flowise: readFlowise,
};

/** Programs that keep flows wrap one or several of them. */
const LISTS = ['flows', 'ChatFlow', 'AgentFlow', 'AgentFlowV2', 'AssistantFlow'] as const;

/**
 * Reads the one workflow of a file of n8n, Dify, Node-RED, Langflow or Flowise, which is recognised by
 * its content. See `readN8n`, `readDify`, `readNodeRed`, `readLangflow` and `readFlowise` for what
 * becomes of each member.
 *
 * @param input the text of the file, JSON or (Dify) YAML, or what was parsed of it.
 * @throws ImportError, and nothing else, for what is no such file, holds several workflows, or what no
 * definition can hold: integers beyond 2^53, names that an object has twice, too many nodes.
 */
export function readWorkflowFile(input: unknown): WorkflowFile {
  const file = onlyFlow(typeof input === 'string' ? parseWorkflowText(input) : input);
  const format = recognizeWorkflowFormat(file);
  if (format === undefined) {
    throw new ImportError('', 'is no workflow of n8n, Dify, Node-RED, Langflow or Flowise');
  }
  return { format, ...READERS[format](file) };
}

/**
 * Parses the text of a workflow file: JSON where it starts like JSON, otherwise YAML.
 *
 * @throws ImportError with line and column of the fault.
 */
export function parseWorkflowText(text: string): unknown {
  if (!/^\ufeff?\s*[[{]/.test(text)) return parseYamlText(text);
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw Object.assign(new ImportError('', `is no JSON that can be read: ${error.message}`), {
      cause: error,
    });
  }
}

/** The flow in a list or export of flows of Langflow or Flowise, where it is the only one. */
function onlyFlow(file: unknown): unknown {
  checkImportedJson(file);
  const flows = flowsIn(file);
  if (flows === undefined) return file;
  if (flows.length === 1) return flows[0];
  throw new ImportError('', `holds ${flows.length} workflows where one is expected`);
}

function flowsIn(file: unknown): unknown[] | undefined {
  if (Array.isArray(file)) return areFlows(file as unknown[]) ? (file as unknown[]) : undefined;
  if (!isPlainObject(file) || file['nodes'] !== undefined) return undefined;
  const lists = LISTS.map((name) => file[name]).filter((list) => Array.isArray(list));
  const flows = (lists as unknown[][]).flat();
  return areFlows(flows) ? flows : undefined;
}

/** Whether these are flows of Langflow or Flowise; lists of n8n's workflows are left to its reader. */
function areFlows(list: readonly unknown[]): boolean {
  return list.some((item) => {
    const format = isPlainObject(item) ? recognizeWorkflowFormat(item) : undefined;
    return format === 'langflow' || format === 'flowise';
  });
}
