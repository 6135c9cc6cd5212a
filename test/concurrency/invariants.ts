import { type Database } from '../../src/platform/database/database';
import { settled } from './tables';

interface EventRow {
  sequence: number;
  position: number;
  type: string;
  facts: string;
}

const RELEASES: Record<string, string> = {
  VERSION_ACTIVATED: 'ACTIVATE',
  VERSION_ROLLED_BACK: 'ROLLBACK',
  CHANNEL_DEACTIVATED: 'DEACTIVATE',
  CHANNEL_ROUTED: 'ROUTE',
};

/** What is stored of a workflow, for more than the invariants. */
export interface Stored {
  versions: { id: string; number: number }[];
  activations: { id: string; kind: string; sequence: number }[];
  events: EventRow[];
}

/**
 * Checks what must hold of a workflow whatever happened at once: numbers without gaps, the
 * channel's routing that of its last activation, every event a change and every change an event.
 */
export async function checkInvariants(database: Database, workflowId: string): Promise<Stored> {
  await settled(database);
  const all = <Row>(sql: string): Promise<Row[]> => database.query<Row>(sql, [workflowId]);
  const [workflow] = await all<{ next: number }>(
    'SELECT next_version_number AS "next" FROM workflow WHERE id = ?',
  );
  const versions = await all<{ id: string; number: number; revision: number; digest: string }>(
    'SELECT id, number, revision, digest FROM version WHERE workflow_id = ? ORDER BY number',
  );
  expect(versions.map(({ number }) => number)).toEqual(range(0, workflow!.next - 1));

  const revisions = await all<{ version: string; number: number; digest: string }>(
    `SELECT r.version_id AS "version", r.number AS "number", r.digest AS "digest"
     FROM revision r JOIN version v ON v.id = r.version_id WHERE v.workflow_id = ? ORDER BY r.number`,
  );
  for (const { id, revision, digest } of versions) {
    const own = revisions.filter(({ version }) => version === id);
    expect(own.map(({ number }) => number)).toEqual(range(1, revision));
    expect(own.at(-1)!.digest).toBe(digest);
  }

  const channels = await all<{ id: string; sequence: number; activation: string | null }>(
    `SELECT id AS "id", activation_sequence AS "sequence", activation_id AS "activation"
     FROM channel WHERE workflow_id = ?`,
  );
  const activations = await all<{ id: string; channel: string; sequence: number; kind: string }>(
    `SELECT id AS "id", channel_id AS "channel", sequence AS "sequence", kind AS "kind"
     FROM activation WHERE workflow_id = ? ORDER BY sequence`,
  );
  const routes = await all<{ activation: string }>(
    `SELECT r.activation_id AS "activation" FROM route r JOIN activation a ON a.id = r.activation_id
     WHERE a.workflow_id = ?`,
  );
  for (const channel of channels) {
    const own = activations.filter((activation) => activation.channel === channel.id);
    expect(own.map(({ sequence }) => sequence)).toEqual(range(1, channel.sequence));
    expect(channel.activation).toBe(own.at(-1)?.id ?? null);
  }
  for (const { id, kind } of activations) {
    const isRouted = routes.some(({ activation }) => activation === id);
    expect({ kind, isRouted }).toEqual({ kind, isRouted: kind !== 'DEACTIVATE' });
  }

  const events = await all<EventRow>(
    'SELECT sequence, position, type, facts FROM event WHERE workflow_id = ? ORDER BY sequence',
  );
  expect(events.map(({ sequence }) => sequence)).toEqual(range(1, events.length));
  const positions = events.map(({ position }) => position);
  expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
  checkEvents(events, versions, revisions, activations);
  return { versions, activations, events };
}

function checkEvents(
  events: EventRow[],
  versions: { id: string; number: number }[],
  revisions: { version: string; number: number }[],
  activations: { id: string; sequence: number; kind: string }[],
): void {
  const facts = (types: string[]): Record<string, unknown>[] =>
    events
      .filter(({ type }) => types.includes(type))
      .map(({ type, facts: text }) => ({ type, ...(JSON.parse(text) as object) }));
  const released = facts(Object.keys(RELEASES));
  expect(
    released.map(({ type, activationId }) => [activationId, RELEASES[type as string]]),
  ).toEqual(
    activations
      .sort((a, b) => place(released, a.id) - place(released, b.id))
      .map(({ id, kind }) => [id, kind]),
  );
  const saved = facts(['VERSION_SAVED']).map(({ number }) => number);
  expect(saved).toEqual(versions.map(({ number }) => number).filter((number) => number > 0));
  const draft = versions[0]!.id;
  const drafted = facts(['DRAFT_SAVED', 'DRAFT_RESTORED', 'DRAFT_DISCARDED']);
  expect(drafted.map(({ revision }) => revision)).toEqual(
    revisions
      .filter(({ version, number }) => version === draft && number > 1)
      .map(({ number }) => number),
  );
}

function place(released: Record<string, unknown>[], id: string): number {
  return released.findIndex(({ activationId }) => activationId === id);
}

/** The whole numbers from `first` to `last`. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, place) => first + place);
}
