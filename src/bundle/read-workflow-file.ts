import { isPlainObject } from '../graph/canonical-json';
import { JsonTextError, parseJsonText } from '../graph/json-text';
import { readDify } from './dify/read-dify';
import { parseYamlText } from './dify/yaml-text';
import { readFlowise } from './flowise/read-flowise';
import { ImportError } from './import-error';
import { checkImportedJson } from './imported-json';
import type { ImportedWorkflow } from './imported-workflow';
import { readLangflow } from './langflow/read-langflow';
import { reportBeside, type Wrapper } from './members-beside';
import { readN8n } from './n8n/read-n8n';
import { readNodeRed } from './node-red/read-node-red';
import { SecretNames } from './secret-names';
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
  const { flow, pointer, wrappers } = onlyFlow(
    typeof input === 'string' ? parseWorkflowText(input) : input,
  );
  const format = recognizeWorkflowFormat(flow);
  if (format === undefined) {
    throw new ImportError('', 'is no workflow of n8n, Dify, Node-RED, Langflow or Flowise');
  }
  const workflow = within(pointer, () => READERS[format](flow));
  const items = workflow.report.items.map((item) => ({ ...item, pointer: pointer + item.pointer }));
  items.push(...reportBeside(wrappers, new SecretNames([])));
  return { format, ...workflow, report: { ...workflow.report, items } };
}

function within<Result>(pointer: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw new ImportError(pointer + error.pointer, error.reason);
  }
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

/** A flow and where it stands. */
interface PlacedFlow {
  flow: unknown;
  /** JSON Pointer into the file. */
  pointer: string;
  wrappers: readonly Wrapper[];
}

/** The flow in a list or export of flows of Langflow or Flowise, where it is the only one. */
function onlyFlow(file: unknown): PlacedFlow {
  checkImportedJson(file);
  const flows = flowsIn(file);
  if (flows === undefined) return { flow: file, pointer: '', wrappers: [] };
  if (flows.length === 1) return flows[0]!;
  throw new ImportError('', `holds ${flows.length} workflows where one is expected`);
}

function flowsIn(file: unknown): PlacedFlow[] | undefined {
  if (Array.isArray(file)) {
    const flows = placed(file as unknown[], '', []);
    return areFlows(flows) ? flows : undefined;
  }
  if (!isPlainObject(file) || file['nodes'] !== undefined) return undefined;
  const flows = LISTS.flatMap((name) => {
    const list = file[name];
    const wrapper = { members: file, pointer: '', name };
    return Array.isArray(list) ? placed(list as unknown[], `/${name}`, [wrapper]) : [];
  });
  return areFlows(flows) ? flows : undefined;
}

function placed(
  list: readonly unknown[],
  pointer: string,
  wrappers: readonly Wrapper[],
): PlacedFlow[] {
  return list.map((flow, index) => ({ flow, pointer: `${pointer}/${index}`, wrappers }));
}

/** Whether these are flows of Langflow or Flowise; lists of n8n's workflows are left to its reader. */
function areFlows(list: readonly PlacedFlow[]): boolean {
  return list.some(({ flow }) => {
    const format = isPlainObject(flow) ? recognizeWorkflowFormat(flow) : undefined;
    return format === 'langflow' || format === 'flowise';
  });
}
