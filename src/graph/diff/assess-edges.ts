import type { DefinitionEdge } from '../definition';
import type { DefinitionFacts, NodesById } from './assess-facts';
import { displayName, displayValue, fieldNames, listOf } from './change-wording';
import type { Assessment, EdgeChange } from './definition-diff';
import { assessment } from './severity-rules';

/** How severe a change of an edge is, and why. */
export function assessEdge(change: EdgeChange, facts: DefinitionFacts): Assessment {
  const { kind, before, after } = change;
  if (kind === 'RENAMED') {
    return assessment('edgeRenamed', `Only the id of the connection changed.`);
  }
  const isTaken =
    (before !== undefined && facts.former.has(before.source)) ||
    (after !== undefined && facts.later.has(after.source));
  if (!isTaken) {
    const source = after ? facts.later.nameOf(after.source) : facts.former.nameOf(before!.source);
    return assessment('edgeIdle', `No trigger leads to ${source}.`);
  }
  return assessment('edgeChanged', reasonOf(change, facts.former, facts.later));
}

function reasonOf(
  { before, after, fields }: EdgeChange,
  former: NodesById,
  later: NodesById,
): string {
  if (after === undefined) {
    return `${former.nameOf(before!.source)} no longer leads to ${former.nameOf(before!.target)}.`;
  }
  const [source, target] = [later.nameOf(after.source), later.nameOf(after.target)];
  if (before === undefined) {
    const where = later.hasSeveralOutputs(after.source) ? ` on ${outputName(after)}` : '';
    return `${source} leads to ${target}${where} now.`;
  }
  const paths = new Set(fields.map(({ path }) => path));
  if (paths.has('/source') && paths.has('/target')) {
    return `The connection from ${former.nameOf(before.source)} to ${former.nameOf(before.target)} leads from ${source} to ${target} now.`;
  }
  if (paths.has('/target')) {
    return `${source} leads to ${target} instead of ${former.nameOf(before.target)}.`;
  }
  if (paths.has('/source')) {
    return `${target} follows ${source} instead of ${former.nameOf(before.source)}.`;
  }
  if (paths.has('/sourceHandle')) {
    return `${source} leads to ${target} on ${outputName(after)} instead of ${outputName(before)}.`;
  }
  if (paths.has('/targetHandle')) {
    return `${source} leads into ${inputName(after)} of ${target} instead of ${inputName(before)}.`;
  }
  if (paths.has('/condition')) {
    const condition = after.condition ? displayValue(after.condition) : 'none';
    return `The condition between ${source} and ${target} is ${condition} now.`;
  }
  const names = listOf(fieldNames([...paths]));
  return `The ${names} between ${source} and ${target} changed.`;
}

/** The output of the source that an edge leaves. */
export function outputName({ sourceHandle }: DefinitionEdge): string {
  return sourceHandle ? displayName(sourceHandle) : 'the default output';
}

/** The input of the target that an edge enters. */
function inputName({ targetHandle }: DefinitionEdge): string {
  return targetHandle ? displayName(targetHandle) : 'the default input';
}
