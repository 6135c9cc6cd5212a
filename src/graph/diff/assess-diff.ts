import type { Definition } from '../definition';
import type { NodeTypeRegistry } from '../node-type-registry';
import { DefinitionFacts } from './assess-facts';
import { assessEdge } from './assess-edges';
import { assessInput } from './assess-inputs';
import { assessNode } from './assess-nodes';
import { assessVariable, variablesOf } from './assess-variables';
import { displayName, fieldPath } from './change-wording';
import type {
  Assessed,
  AssessedDiff,
  Assessment,
  DefinitionDiff,
  FieldChange,
} from './definition-diff';
import { assessment, mostSevere } from './severity-rules';

/**
 * Judges every change of a diff by `SEVERITY_RULES`, from the two definitions alone: what a change means
 * for runs under way is another question. A change that several rules fit has the most severe one.
 *
 * What a run can come to is what an enabled trigger leads to. Where an enabled node has a type that the
 * registry does not know, everything is, since that node may be a trigger.
 *
 * Takes time linear in the size of the definitions.
 */
export function assessDiff(
  diff: DefinitionDiff,
  before: Definition,
  after: Definition,
  registry: NodeTypeRegistry,
): AssessedDiff {
  const facts = new DefinitionFacts(before, after, registry);
  const nodes = diff.nodes.map((change) => assessed(change, assessNode(change, facts)));
  const edges = diff.edges.map((change) => assessed(change, assessEdge(change, facts)));
  const inputs = diff.inputs.map((change) =>
    assessed(change, assessInput(change, before.inputs, after.inputs)),
  );
  const variablesByName = variablesOf(before, after);
  const variables = diff.variables.map((change) =>
    assessed(change, assessVariable(change, variablesByName, facts)),
  );
  const settings = diff.settings.map((change) => assessed(change, assessSetting(change)));
  const { renames, edgeRenames } = diff;
  const all = [nodes, edges, inputs, variables, settings].flat();
  return {
    ...{ nodes, edges, inputs, variables, settings, renames, edgeRenames },
    nodeNames: namesOfEnds(diff, facts),
    severity: mostSevere(all)?.severity ?? 'SAFE',
  };
}

function assessed<Change>(change: Change, { severity, reason }: Assessment): Assessed<Change> {
  return { ...change, severity, reason };
}

const HAPPENED = { ADDED: 'was added', REMOVED: 'was removed', CHANGED: 'changed', MOVED: 'moved' };

function assessSetting({ kind, path }: FieldChange): Assessment {
  return assessment(
    'settingChanged',
    `The setting ${displayName(fieldPath(path))} ${HAPPENED[kind]}.`,
  );
}

function namesOfEnds(
  { edges }: DefinitionDiff,
  { former, later }: DefinitionFacts,
): Map<string, string> {
  const names = new Map<string, string>();
  for (const { before, after } of edges) {
    for (const id of before ? [before.source, before.target] : []) names.set(id, former.nameOf(id));
    for (const id of after ? [after.source, after.target] : []) names.set(id, later.nameOf(id));
  }
  // An id in both definitions is called as it is now, whichever edge was the last.
  for (const id of names.keys()) if (later.get(id)) names.set(id, later.nameOf(id));
  return names;
}
