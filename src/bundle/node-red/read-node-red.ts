import { FileLayout } from '../graph-file/file-layout';
import { leftOut, settingsOf, type WorkflowMemberFate } from '../graph-file/file-members';
import type { FileNode } from '../graph-file/file-nodes';
import { finishImport } from '../graph-file/finish-import';
import type { ImportContext } from '../graph-file/import-context';
import { ImportReportList } from '../import-report';
import type { ImportedWorkflow } from '../imported-workflow';
import { SecretFreeValues } from '../secret-free-values';
import { SecretNames } from '../secret-names';
import { groupVariables, readNodeRedCanvas } from './node-red-canvas';
import { readNodeRedEdges } from './node-red-edges';
import { findNodeRedObjects } from './node-red-file';
import { identifyNodeRedObjects, readNodeRedNodes } from './node-red-nodes';
import { readStore } from './node-red-secrets';

/**
 * Reads a Node-RED file, all its tabs together as one workflow. The file is the parsed JSON: the list
 * of objects, or `{flows, rev}`. The argument is never changed or shared.
 *
 * | in the file                                   | becomes                                              |
 * |-----------------------------------------------|------------------------------------------------------|
 * | `tab`, `subflow`                              | a node that is a container; named by its label       |
 * | `z`                                           | `parent`; kept in `config` if it is not in the file  |
 * | node, configuration node                      | a node; `name`, and the type where there is none     |
 * | `d`, `disabled` of a tab                      | `disabled`                                           |
 * | `wires[output]`                               | edges from output `0`, `1` …                         |
 * | `links` of `link out` and `link call`         | edges from `link` to `link`, across tabs too         |
 * | `in`, `out`, `status` of a subflow            | edges of the subflow, `in:0`, `out:0`, `status`; what|
 * |                                               | else they say in its `config`                        |
 * | `credentials`, `env` of the type `cred`       | `{{secrets.NAME}}` for every value                   |
 * | `credentials` beside `flows`                  | `settings.credentials`, the same way                 |
 * | every other member                            | member of `config` of the same name                  |
 * | `x`, `y`; `comment`; `group`                  | layout: positions, notes, groups                     |
 * | `env` of a group                              | `settings.groups`                                    |
 * | order of the file, number of outputs, `order` | layout, as a group of the type `file`                |
 * | of a dashboard, places of a subflow's ends    |                                                      |
 * | `rev`                                         | nothing (counted by Node-RED), reported              |
 *
 * @throws ImportError, and nothing else, for what is no such file or fits no definition.
 */
export function readNodeRed(file: unknown): ImportedWorkflow {
  return readNodeRedWith(file, new SecretNames([]));
}

/**
 * As `readNodeRed`.
 *
 * @param names gives the secrets their names, and knows them afterwards: a copy of the file must use the same.
 */
export function readNodeRedWith(file: unknown, names: SecretNames): ImportedWorkflow {
  const { objects, pointer, members } = findNodeRedObjects(file);
  const report = new ImportReportList('');
  const values = new SecretFreeValues(report, names);
  const context: ImportContext = { system: 'node-red', values, names, report };
  const layout = new FileLayout(context);
  const fileNodes = identifyNodeRedObjects(objects, pointer, context);
  const nodes = readNodeRedNodes(fileNodes, context);
  const edges = readNodeRedEdges(fileNodes, context);
  const ofGroups = groupVariables(fileNodes, context);
  readNodeRedCanvas(fileNodes, layout, context);
  const fates: Readonly<Record<string, WorkflowMemberFate>> = {
    flows: 'read',
    credentials: 'read',
    rev: leftOut('is counted by Node-RED'),
  };
  const settings = {
    ...settingsOf(members, fates, '', context),
    ...('credentials' in members && {
      credentials: readStore(members['credentials'], { pointer: '/credentials' }, context),
    }),
    ...(Object.keys(ofGroups).length > 0 && { groups: ofGroups }),
  };
  return finishImport(
    {
      name: nameOf(fileNodes),
      description: undefined,
      pointer,
      unnamed: 'Unnamed Node-RED flows',
      nodesInFile: objects.length,
      ...{ fileNodes, nodes, edges, settings, layout },
    },
    context,
  );
}

/** The labels of the tabs in their order: a file has no other name. */
function nameOf(objects: readonly FileNode[]): string | undefined {
  const tabs = objects.filter(({ members }) => members['type'] === 'tab');
  const labels = [...tabs].sort((a, b) => a.index - b.index).map(({ name }) => name);
  return labels.length === 0 ? undefined : labels.join(', ');
}
