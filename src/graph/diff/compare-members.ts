import type {
  DefinitionEdge,
  DefinitionNode,
  JsonObject,
  JsonValue,
  RetryPolicy,
  Variable,
} from '../definition';
import { FieldComparison } from './compare-values';
import type { FieldChange } from './definition-diff';

// A member that says what holds without it counts as absent, by the same defaults as in the canonical
// form: nothing differs whose digest does not.

/** What differs between two nodes, their ids aside. `renames` are later node ids by former ones. */
export function compareNodes(
  before: DefinitionNode,
  after: DefinitionNode,
  renames: ReadonlyMap<string, string>,
): FieldChange[] {
  const comparison = new FieldComparison();
  comparison.compare(before.type, after.type, '/type');
  comparison.compare(before.name, after.name, '/name');
  comparison.compare(before.disabled || undefined, after.disabled || undefined, '/disabled');
  comparison.compare(retryOf(before), retryOf(after), '/retry');
  comparison.compare(before.timeoutMs, after.timeoutMs, '/timeoutMs');
  if (laterId(before.parent, renames) !== after.parent) {
    comparison.compare(before.parent, after.parent, '/parent');
  }
  const mentions = { renames, ownId: before.id };
  comparison.compare(before.config, after.config, '/config', '/config', mentions);
  return comparison.sorted();
}

/** What differs between two edges, their ids aside. `renames` are later node ids by former ones. */
export function compareEdges(
  before: DefinitionEdge,
  after: DefinitionEdge,
  renames: ReadonlyMap<string, string>,
): FieldChange[] {
  const comparison = new FieldComparison();
  for (const end of ['source', 'target'] as const) {
    if (laterId(before[end], renames) === after[end]) continue;
    comparison.compare(before[end], after[end], `/${end}`);
  }
  for (const member of ['sourceHandle', 'targetHandle', 'priority'] as const) {
    // Both the empty text and the priority 0 are defaults.
    comparison.compare(before[member] || undefined, after[member] || undefined, `/${member}`);
  }
  const [former, later] = [before.condition || undefined, after.condition || undefined];
  comparison.compare(former, later, '/condition', '/condition', { renames });
  return comparison.sorted();
}

/** Adds what differs between two variables of the same name, below a path. */
export function compareVariables(
  before: Variable,
  after: Variable,
  path: string,
  comparison: FieldComparison,
): void {
  comparison.compare(before.type, after.type, `${path}/type`);
  comparison.compare(before.default, after.default, `${path}/default`);
  comparison.compare(lifetimeOf(before), lifetimeOf(after), `${path}/lifetime`);
  const [former, later] = [before.description || undefined, after.description || undefined];
  comparison.compare(former, later, `${path}/description`);
}

/** What a node is beside its id and its parent, as one value. */
export function contentOf(node: DefinitionNode): JsonValue[] {
  const { type, name, config, disabled = false, timeoutMs = null } = node;
  return [type, name, config, disabled, timeoutMs, retryOf(node) ?? null];
}

/** The policy, or `undefined` where it says no more than that there is one attempt. */
export function retryOf({ retry }: { retry?: RetryPolicy }): JsonObject | undefined {
  if (retry === undefined || (retry.attempts === 1 && retry.backoffMs === 0)) return undefined;
  return { ...retry };
}

function lifetimeOf({ lifetime }: Variable): string | undefined {
  return lifetime === 'reset' ? undefined : lifetime;
}

function laterId(id: string | undefined, renames: ReadonlyMap<string, string>): string | undefined {
  return id === undefined ? undefined : (renames.get(id) ?? id);
}
