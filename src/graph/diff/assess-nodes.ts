import type { DefinitionNode } from '../definition';
import { type DefinitionFacts } from './assess-facts';
import { assessTrigger } from './assess-triggers';
import { fieldNames, listOf, nodeName } from './change-wording';
import type { Assessment, NodeChange } from './definition-diff';
import { assessment, mostSevere } from './severity-rules';

/** How severe a change of a node is, and the most telling reason. */
export function assessNode(change: NodeChange, facts: DefinitionFacts): Assessment {
  const { before, after } = change;
  const missed = missedBy(change, facts);
  if (missed) return missed;
  const mayRun =
    (before !== undefined && facts.former.executes(before)) ||
    (after !== undefined && facts.later.executes(after));
  const content = assessContent(change);
  if (!mayRun && content.severity !== 'SAFE') return assessment('nodeIdle', idleReason(change));
  return mostSevere([...assessTrigger(change, facts), content])!;
}

/** A node that something still refers to by an id or name that it no longer has. */
function missedBy({ before, after }: NodeChange, facts: DefinitionFacts): Assessment | undefined {
  if (before === undefined) return undefined;
  const [id, laterId] = [before.id, after?.id];
  const byId = id === laterId ? undefined : facts.references.toStep(id, laterId);
  if (byId !== undefined) {
    const happened =
      after === undefined
        ? `${nodeName(before)} was removed`
        : `The id of ${nodeName(after)} changed`;
    const still = after === undefined ? 'still uses its result' : 'still uses the former one';
    return assessment('nodeMissed', `${happened}, but ${facts.referrerName(byId)} ${still}.`);
  }
  if (before.name === after?.name || facts.hasName(before.name)) return undefined;
  const byName = facts.references.toName(before.name, laterId ?? id);
  if (byName === undefined) return undefined;
  const happened =
    after === undefined
      ? `${nodeName(before)} was removed`
      : `${nodeName(before)} is named ${nodeName(after)} now`;
  return assessment('nodeMissed', `${happened}, but ${facts.referrerName(byName)} still calls it.`);
}

function idleReason({ kind, before, after }: NodeChange): string {
  const node = (after ?? before)!;
  const name = nodeName(node);
  const was = kind === 'REMOVED' ? 'was' : 'is';
  if (node.disabled === true) return `${name} ${was} disabled.`;
  return kind === 'REMOVED' ? `No trigger led to ${name}.` : `No trigger leads to ${name}.`;
}

function assessContent({ kind, before, after, fields }: NodeChange): Assessment {
  const name = nodeName((after ?? before)!);
  if (kind === 'ADDED') return assessment('nodeAdded', `${name} was added.`);
  if (kind === 'REMOVED') return assessment('nodeRemoved', `${name} was removed.`);
  const paths = fields.map(({ path }) => path).filter((path) => path !== '/name');
  if (paths.length > 0) return assessment('nodeChanged', changedReason(name, paths, after!));
  if (kind === 'RENAMED') {
    return assessment(
      'nodeRenamed',
      `Only the id of ${name} changed, and what refers to it follows.`,
    );
  }
  return assessment('nodeNamed', `Only the name changed; it was ${nodeName(before!)}.`);
}

function changedReason(name: string, paths: readonly string[], after: DefinitionNode): string {
  if (paths.includes('/disabled')) {
    return `${name} is ${after.disabled === true ? 'disabled' : 'enabled'} now.`;
  }
  if (paths.includes('/type')) return `${name} is of another type now.`;
  return `The ${listOf(fieldNames(paths))} of ${name} changed.`;
}
