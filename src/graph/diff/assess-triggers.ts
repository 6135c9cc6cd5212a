import type { DefinitionNode } from '../definition';
import type { NodeTypeRegistry } from '../node-type-registry';
import { displayValue, nodeName } from './change-wording';
import type { Assessment, NodeChange } from './definition-diff';
import { assessment } from './severity-rules';

/** What the change of a node does as one of a trigger; nothing if it is none before and after. */
export function assessTrigger(
  { before, after, fields }: NodeChange,
  { registry }: { registry: NodeTypeRegistry },
): Assessment[] {
  const former = armed(before, registry);
  const later = armed(after, registry);
  if (former === undefined && later === undefined) return [];
  if (later === undefined) {
    return [assessment('triggerGone', `A trigger went away: ${nodeName(former!)}.`)];
  }
  if (former === undefined) {
    const how = before !== undefined && before.type === later.type ? 'is enabled now' : 'is new';
    return [assessment('triggerAdded', `The trigger ${nodeName(later)} ${how}.`)];
  }
  if (former.type !== later.type) {
    return [assessment('triggerGone', `${nodeName(later)} is another kind of trigger now.`)];
  }
  const paths = fields.map(({ path }) => path).filter((path) => path !== '/name');
  if (paths.length === 0) return [];
  return [...assessWebhook(former, later), changed(paths, later)];
}

/** The node, if runs start at it. */
function armed(
  node: DefinitionNode | undefined,
  registry: NodeTypeRegistry,
): DefinitionNode | undefined {
  return node?.disabled !== true && registry.get(node?.type ?? '')?.isTrigger ? node : undefined;
}

function assessWebhook(before: DefinitionNode, after: DefinitionNode): Assessment[] {
  if (after.type !== 'trigger.webhook') return [];
  const found: Assessment[] = [];
  const [{ path, secret }, { path: laterPath, secret: laterSecret }] = [
    before.config,
    after.config,
  ];
  if (path !== undefined && path !== laterPath) {
    const to = laterPath === undefined ? 'has no path' : `is ${displayValue(laterPath)}`;
    const what = laterPath === undefined ? '' : 'The path of ';
    const reason = `${what}${nodeName(after)} ${to} now; callers of ${displayValue(path)} fail.`;
    found.push(assessment('webhookMoved', reason));
  }
  if (laterSecret !== undefined && secret !== laterSecret) {
    const which = secret === undefined ? 'a secret' : 'another secret';
    found.push(
      assessment('webhookSecret', `Callers of ${nodeName(after)} must sign with ${which}.`),
    );
  }
  return found;
}

const SCHEDULE = new Set(['/config/cron', '/config/timeZone']);

function changed(paths: readonly string[], after: DefinitionNode): Assessment {
  const name = nodeName(after);
  if (after.type === 'trigger.schedule' && paths.some((path) => SCHEDULE.has(path))) {
    return assessment('triggerChanged', `The schedule of ${name} changed.`);
  }
  if (paths.includes('/config/channel')) {
    return assessment('triggerChanged', `Runs of ${name} start on another channel.`);
  }
  return assessment('triggerChanged', `The trigger ${name} changed.`);
}
