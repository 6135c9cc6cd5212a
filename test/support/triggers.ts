import { type DefinitionDraft, greets } from './builders';

/** What {@link greets} makes, with more triggers: their nodes, each of which starts the greeting. */
export function triggeredBy(...triggers: Record<string, unknown>[]): DefinitionDraft {
  const { nodes, edges, ...rest } = greets('hello');
  const named = triggers.map((trigger) => ({ name: String(trigger['id']), ...trigger }));
  const leading = triggers.map(({ id }) => ({
    id: `${String(id)}-greet`,
    source: id,
    target: 'greet',
  }));
  return { ...rest, nodes: [...nodes, ...named], edges: [...edges, ...leading] };
}

/** A schedule in UTC, every minute unless told otherwise. */
export function schedule(id: string, cron = '* * * * *', config: object = {}) {
  return { id, type: 'trigger.schedule', config: { cron, timeZone: 'UTC', ...config } };
}

export function webhook(id: string, path: string, config: object = {}) {
  return { id, type: 'trigger.webhook', config: { path, ...config } };
}
