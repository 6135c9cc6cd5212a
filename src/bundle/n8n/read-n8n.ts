import { isPlainObject } from '../../graph/canonical-json';
import type { Definition, JsonObject } from '../../graph/definition';
import { readCanvas } from './n8n-canvas';
import { credentialsOf, readNode } from './n8n-config';
import { N8nConnections } from './n8n-connections';
import { findWorkflows, type N8nSource } from './n8n-file';
import { ImportError } from '../import-error';
import { identifyNodes, type N8nNode } from './n8n-nodes';
import { ImportReportList } from '../import-report';
import { reportBeside } from '../members-beside';
import { type ImportedWorkflow, refuseWhatFitsNoDefinition } from '../imported-workflow';
import { SecretFreeValues, type ValueRules } from '../secret-free-values';
import { SecretNames } from '../secret-names';

/** Longest name of a workflow that n8n itself takes. */
const MAX_WORKFLOW_NAME = 128;
const UNNAMED = 'Unnamed n8n workflow';

// Members of a workflow that are no content, why, and whether a report may repeat what they hold.
const WORKFLOW_MEMBERS: Readonly<Record<string, readonly [why: string, isRepeated: boolean]>> = {
  id: ['names the workflow in one installation', true],
  active: ['is a matter of release; an import activates nothing', true],
  isArchived: ['is a matter of one installation', true],
  versionId: ['changes with every save', true],
  activeVersionId: ['is a matter of one installation', true],
  versionCounter: ['changes with every save', true],
  triggerCount: ['is counted by n8n', true],
  createdAt: ['is a stamp of one installation', true],
  updatedAt: ['is a stamp of one installation', true],
  meta: ['tells where the file comes from', true],
  tags: ['sort workflows of one installation', true],
  parentFolderId: ['sorts workflows of one installation', true],
  shared: ['names people of one installation', false],
  staticData: ['is state of past runs', false],
  pinData: ['is test data', false],
};
/** A resource locator remembers what its chosen value was called when it was chosen. */
const VALUE_RULES: ValueRules = {
  noise: (owner, name) =>
    Object.hasOwn(owner, '__rl') && name.startsWith('cachedResult')
      ? 'only shows what the chosen value is called'
      : undefined,
};
const READ_MEMBERS = new Set([
  ...['name', 'description', 'nodes', 'connections', 'settings', 'nodeGroups', 'pinData'],
]);

/**
 * Reads the one workflow of an n8n file. The file is the parsed JSON; parse it with `parseJsonText`,
 * which refuses integers that would be rounded. The argument is never changed or shared.
 *
 * | in the file                                      | becomes                                           |
 * |--------------------------------------------------|---------------------------------------------------|
 * | `name`, `description`                            | name and description of the workflow              |
 * | `settings`                                       | `settings`, as they are                           |
 * | node `id`                                        | `id`; absent or taken: `name:<name>`, reported    |
 * | node `name`, `type`                              | `name`, `type`, as they are                       |
 * | node `parameters`, `typeVersion`                 | `config.parameters`, `config.typeVersion`         |
 * | node `notes` (people's words on a step)          | `config.notes`                                    |
 * | node `onError`, `continueOnFail`,                | members of `config` of the same name              |
 * | `alwaysOutputData`, `executeOnce`                |                                                   |
 * | node `disabled`                                  | `disabled`                                        |
 * | node `retryOnFail: true`, `maxTries` 2 to 5,     | `retry {attempts, backoffMs}`, with n8n's         |
 * | `waitBetweenTries` 1 to 5000                     | defaults 3 and 1000; otherwise kept in `config`   |
 * | node `credentials {type: {id, name}}`, `{name}`, | `config.credentials {type: '{{secrets.NAME}}'}`,  |
 * | `{id}`, or a text                                | NAME from type and name, from the id without one  |
 * | any other member of a node                       | member of `config`, reported                      |
 * | texts that look like secrets, in any of these    | `{{secrets.NAME}}` in their place, reported       |
 * | `cachedResult…` of a resource locator            | nothing (noise), reported                         |
 * | node `webhookId`                                 | nothing (noise: of an installation), reported     |
 * | node `notesInFlow`, `notesAlignment`, `color` …  | nothing (display), reported                       |
 * | node `position`                                  | `layout.positions`                                |
 * | sticky notes                                     | `layout.notes`, whole                             |
 * | `nodeGroups`                                     | `layout.groups`                                   |
 * | `connections[a][type][output][] {node, type,     | edge from a to node, `sourceHandle` type:output,  |
 * | index}`                                          | `targetHandle` type:index, id made of the four    |
 * | connections to nothing, doubled or unreadable    | nothing, reported                                 |
 * | `pinData`                                        | nothing (test data), reported without its values  |
 * | `id`, `active`, `meta`, `tags`, `versionId`,     | nothing (of an installation), reported            |
 * | stamps, `staticData`, `shared` …; unknown members|                                                   |
 *
 * @throws ImportError, and nothing else, for what is no workflow or fits no definition; also if
 * the file holds several workflows: `readN8nFile` reads those.
 */
export function readN8n(file: unknown): ImportedWorkflow {
  const [source, ...others] = findWorkflows(file);
  if (source === undefined || others.length > 0) {
    throw new ImportError('', `holds ${others.length + 1} workflows where one is expected`);
  }
  return readWorkflow(source, namesOf(source));
}

/** Names for the secrets of a workflow. `readWorkflow` gives them out; a copy of the file must use the same. */
export function namesOf({ members }: N8nSource): SecretNames {
  return new SecretNames(credentialsOf(members['nodes'] as unknown[]));
}

/**
 * Reads all workflows of an n8n file: one, a list, or either in a wrapper. See `readN8n`.
 *
 * @throws ImportError if any of them cannot be read.
 */
export function readN8nFile(file: unknown): ImportedWorkflow[] {
  return findWorkflows(file).map((source) => readWorkflow(source, namesOf(source)));
}

/**
 * Reads a workflow where it stands in its file. See `readN8n`.
 *
 * @param names gives the secrets their names, and knows them afterwards.
 * @throws ImportError if it fits no definition.
 */
export function readWorkflow(source: N8nSource, names: SecretNames): ImportedWorkflow {
  const { members, pointer } = source;
  const list = members['nodes'] as unknown[];
  const report = new ImportReportList(pointer);
  const values = new SecretFreeValues(report, names, VALUE_RULES);
  const nodes = identifyNodes(list, values, report);
  const steps = nodes.filter((node) => !node.isStickyNote);
  const definitionNodes = new Map(
    steps.map((node) => [node.index, readNode(node, { values, names, report })]),
  );
  const edges = new N8nConnections(nodes, values, report).read(members['connections'] ?? {});
  const settings = readSettings(members['settings'], values, report);
  const definition: Definition = {
    nodes: [...definitionNodes].sort(([a], [b]) => a - b).map(([, node]) => node),
    edges,
    ...(settings && { settings }),
  };
  const inFileOrder = [...nodes].sort((a, b) => a.index - b.index);
  const layout = readCanvas(inFileOrder, members['nodeGroups'], values, report);
  reportPinnedData(members['pinData'], nodes, report);
  reportOtherMembers(members, values, report);
  report.items.push(...reportBeside(source.wrappers, names));
  refuseWhatFitsNoDefinition(definition, layout, pointer);
  return {
    name: nameOf(source, values, report),
    ...(typeof members['description'] === 'string' &&
      members['description'] !== '' && {
        description: values.text(members['description'], { pointer: '/description' }),
      }),
    definition,
    layout,
    report: {
      nodesInFile: list.length,
      nodes: definition.nodes.length,
      notes: nodes.length - steps.length,
      edges: edges.length,
      items: report.items,
    },
  };
}

function nameOf(
  { members, wrapperName }: N8nSource,
  values: SecretFreeValues,
  report: ImportReportList,
): string {
  const given = typeof members['name'] === 'string' ? members['name'].trim() : '';
  const name = values.text(given || (wrapperName ?? '').trim(), { pointer: '/name' });
  if (name === '') {
    report.add('NAME_ABSENT', '', `has no name; it is called ${UNNAMED}`);
    return UNNAMED;
  }
  if (name.length <= MAX_WORKFLOW_NAME) return name;
  report.add('NAME_SHORTENED', '/name', `is longer than ${MAX_WORKFLOW_NAME} characters; cut`);
  return name.slice(0, MAX_WORKFLOW_NAME).replace(/[\ud800-\udbff]$/, '');
}

function readSettings(
  settings: unknown,
  values: SecretFreeValues,
  report: ImportReportList,
): JsonObject | undefined {
  if (settings === undefined || settings === null) return undefined;
  const copy = values.copy(settings, { pointer: '/settings' });
  if (isPlainObject(copy)) return copy;
  report.add('SETTINGS_ODD', '/settings', 'are not an object; left out', { value: copy });
  return undefined;
}

function reportPinnedData(
  pinData: unknown,
  nodes: readonly N8nNode[],
  report: ImportReportList,
): void {
  if (!isPlainObject(pinData)) return;
  for (const [name, items] of Object.entries(pinData)) {
    const node = nodes.find(({ sourceName }) => sourceName === name);
    const count = Array.isArray(items) ? items.length : 1;
    const message = `${count} pinned ${count === 1 ? 'item is' : 'items are'} test data; left out`;
    report.add(
      'PINNED_DATA',
      `/pinData/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`,
      message,
      {
        node,
      },
    );
  }
}

function reportOtherMembers(
  members: Record<string, unknown>,
  values: SecretFreeValues,
  report: ImportReportList,
): void {
  for (const [name, value] of Object.entries(members)) {
    if (READ_MEMBERS.has(name) && !isUnread(name, value)) continue;
    const pointer = `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
    const [why, isRepeated] = (Object.hasOwn(WORKFLOW_MEMBERS, name)
      ? WORKFLOW_MEMBERS[name]
      : undefined) ?? ['is not a member that n8n documents', true];
    const copy = isRepeated ? values.copy(value, { pointer }, name) : undefined;
    report.add('WORKFLOW_MEMBER', pointer, `${name} ${why}; left out`, { value: copy });
  }
}

/** Members that are read, but not when they hold something else than n8n writes there. */
function isUnread(name: string, value: unknown): boolean {
  switch (name) {
    case 'name':
    case 'description':
      return value !== null && typeof value !== 'string';
    case 'nodeGroups':
      return value !== null && !Array.isArray(value);
    case 'pinData':
      return value !== null && !isPlainObject(value);
    default:
      return false;
  }
}
