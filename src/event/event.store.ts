import { type Actor, actorFromText } from '../platform/actor';
import { type SqlValue } from '../platform/database/database';
import { type Transaction } from '../platform/database/transaction';
import { Store } from '../platform/database/store';
import { type EventFacts, type EventRecord, type NewEvent } from './event';
import { type EventType } from './event-type';

type EventRow = Omit<EventRecord, 'actor' | 'facts'> & { actor: string; facts: string };

const EVENT = `SELECT e.workspace_id AS "workspaceId", e.workflow_id AS "workflowId", e.sequence AS "sequence",
  e.position AS "position", e.type AS "type", e.occurred_at AS "occurredAt", e.actor AS "actor", e.facts AS "facts"
  FROM event e`;

/** Which events a reader wants; an absent member asks for all. */
export interface EventSelection {
  workspaceId: string;
  workflowId?: string;
  types?: readonly EventType[];
}

/** What all events of one append have in common. */
export interface EventStamp {
  workspaceId: string;
  workflowId: string;
  occurredAt: string;
  actor: Actor;
}

export class EventStore extends Store {
  /** Takes the next `count` sequences of a workflow, answers the first; holds the counter until the commit. */
  async takeSequences(
    transaction: Transaction,
    workflowId: string,
    count: number,
  ): Promise<number> {
    const row = await this.row<{ last: number }>(
      `INSERT INTO event_counter (workflow_id, last_sequence) VALUES (?, ?)
       ON CONFLICT (workflow_id) DO UPDATE SET last_sequence = event_counter.last_sequence + excluded.last_sequence
       RETURNING last_sequence AS "last"`,
      [workflowId, count],
      transaction,
    );
    return row!.last - count + 1;
  }

  /**
   * Appends one event. On SQLite, where transactions commit one after another, it gets its
   * position at once; on PostgreSQL the sequencer gives it after the commit.
   */
  async append(
    transaction: Transaction,
    stamp: EventStamp,
    sequence: number,
    event: NewEvent,
  ): Promise<void> {
    const positioned = this.database.dialect === 'sqlite';
    const position = positioned
      ? '(SELECT COALESCE(MAX(position), 0) + 1 FROM event WHERE workspace_id = ?)'
      : 'NULL';
    const values: SqlValue[] = [
      stamp.workflowId,
      sequence,
      stamp.workspaceId,
      event.type,
      stamp.occurredAt,
      JSON.stringify(stamp.actor),
      JSON.stringify(event.facts),
    ];
    await this.rows(
      `INSERT INTO event (workflow_id, sequence, workspace_id, type, occurred_at, actor, facts, position)
       VALUES (?, ?, ?, ?, ?, ?, ?, ${position})`,
      positioned ? [...values, stamp.workspaceId] : values,
      transaction,
    );
  }

  /** PostgreSQL: whoever moves the feeds of several workspaces does it alone, so that no two wait for each other. */
  private async lockFeeds(transaction: Transaction): Promise<void> {
    if (this.database.dialect === 'sqlite') return;
    await this.rows('SELECT pg_advisory_xact_lock(7451002)', [], transaction);
  }

  /**
   * PostgreSQL: gives positions to committed events that have none, in each workflow's order, and
   * answers the workspaces that got some. One process at a time does it, by an advisory lock.
   */
  async givePositions(transaction: Transaction): Promise<string[]> {
    await this.lockFeeds(transaction);
    await this.rows(
      `INSERT INTO event_feed (workspace_id, last_position, expired_position)
       SELECT DISTINCT workspace_id, 0, 0 FROM event WHERE position IS NULL
       ON CONFLICT (workspace_id) DO NOTHING`,
      [],
      transaction,
    );
    const rows = await this.rows<{ workspaceId: string }>(
      `WITH waiting AS (
         SELECT workflow_id, sequence, workspace_id,
           row_number() OVER (PARTITION BY workspace_id ORDER BY workflow_id, sequence) AS place
         FROM event WHERE position IS NULL
       ), numbered AS (
         UPDATE event e SET position = f.last_position + w.place
         FROM waiting w JOIN event_feed f ON f.workspace_id = w.workspace_id
         WHERE e.workflow_id = w.workflow_id AND e.sequence = w.sequence
         RETURNING e.workspace_id, e.position
       )
       UPDATE event_feed f SET last_position = n.last_position
       FROM (SELECT workspace_id, max(position) AS last_position FROM numbered GROUP BY workspace_id) n
       WHERE f.workspace_id = n.workspace_id
       RETURNING f.workspace_id AS "workspaceId"`,
      [],
      transaction,
    );
    return rows.map(({ workspaceId }) => workspaceId);
  }

  /** Whether committed events of a workflow have no position yet; on SQLite none ever waits. */
  async isWaiting(workflowId: string): Promise<boolean> {
    if (this.database.dialect === 'sqlite') return false;
    const rows = await this.rows(
      'SELECT 1 FROM event WHERE workflow_id = ? AND position IS NULL LIMIT 1',
      [workflowId],
    );
    return rows.length > 0;
  }

  /** Position of the workspace's newest event, 0 where there is none. */
  async lastPosition(workspaceId: string): Promise<number> {
    const row = await this.row<{ position: number | null }>(
      'SELECT MAX(position) AS "position" FROM event WHERE workspace_id = ?',
      [workspaceId],
    );
    return row?.position ?? 0;
  }

  /** Events up to this position were dropped by retention; 0 where none was. */
  async expiredPosition(workspaceId: string): Promise<number> {
    const row = await this.row<{ position: number }>(
      'SELECT expired_position AS "position" FROM event_feed WHERE workspace_id = ?',
      [workspaceId],
    );
    return row?.position ?? 0;
  }

  /** At most `limit` selected events with a position in (`after`, `through`], ascending. */
  async between(
    selection: EventSelection,
    after: number,
    through: number,
    limit: number,
  ): Promise<EventRecord[]> {
    const where = ['e.workspace_id = ?', 'e.position > ?', 'e.position <= ?'];
    const values: SqlValue[] = [selection.workspaceId, after, through];
    this.select(selection, where, values);
    const rows = await this.rows<EventRow>(
      `${EVENT} WHERE ${where.join(' AND ')} ORDER BY e.position LIMIT ?`,
      [...values, limit],
    );
    return rows.map(toRecord);
  }

  /** A page of a workflow's events by sequence, `descending` or not, strictly beyond `beyond`. */
  async page(
    selection: EventSelection & { workflowId: string },
    page: { beyond?: number; descending: boolean; limit: number },
  ): Promise<EventRecord[]> {
    const where = ['e.workspace_id = ?', 'e.position IS NOT NULL'];
    const values: SqlValue[] = [selection.workspaceId];
    this.select(selection, where, values);
    if (page.beyond !== undefined) {
      where.push(`e.sequence ${page.descending ? '<' : '>'} ?`);
      values.push(page.beyond);
    }
    const rows = await this.rows<EventRow>(
      `${EVENT} WHERE ${where.join(' AND ')} ORDER BY e.sequence ${page.descending ? 'DESC' : 'ASC'} LIMIT ?`,
      [...values, page.limit],
    );
    return rows.map(toRecord);
  }

  /** How many events a workflow has, counted up to `most`. */
  async count(selection: EventSelection & { workflowId: string }, most: number): Promise<number> {
    const where = ['e.workspace_id = ?'];
    const values: SqlValue[] = [selection.workspaceId];
    this.select(selection, where, values);
    const row = await this.row<{ count: number }>(
      `SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM event e WHERE ${where.join(' AND ')} LIMIT ?) counted`,
      [...values, most],
    );
    return row!.count;
  }

  /** One event by its place in its workflow's log. */
  async find(
    workspaceId: string,
    workflowId: string,
    sequence: number,
  ): Promise<EventRecord | undefined> {
    const row = await this.row<EventRow>(
      `${EVENT} WHERE e.workspace_id = ? AND e.workflow_id = ? AND e.sequence = ? AND e.position IS NOT NULL`,
      [workspaceId, workflowId, sequence],
    );
    return row && toRecord(row);
  }

  /** The newest sequence of a workflow, also where retention has dropped its event; 0 where there is none. */
  async lastSequence(workflowId: string): Promise<number> {
    const row = await this.row<{ sequence: number }>(
      'SELECT last_sequence AS "sequence" FROM event_counter WHERE workflow_id = ?',
      [workflowId],
    );
    return row?.sequence ?? 0;
  }

  /** Drops events older than `before`, but never a workspace's newest, and notes how far. */
  async expire(transaction: Transaction, before: string): Promise<void> {
    await this.lockFeeds(transaction);
    await this.rows(
      `INSERT INTO event_feed (workspace_id, last_position, expired_position)
       SELECT e.workspace_id, MAX(e.position), MAX(CASE WHEN e.occurred_at < ? THEN e.position ELSE 0 END)
       FROM event e WHERE e.position IS NOT NULL GROUP BY e.workspace_id
       ON CONFLICT (workspace_id) DO UPDATE SET
         expired_position = CASE WHEN excluded.expired_position > event_feed.expired_position
           THEN excluded.expired_position ELSE event_feed.expired_position END`,
      [before],
      transaction,
    );
    await this.rows(
      `DELETE FROM event WHERE position <= (SELECT f.expired_position FROM event_feed f WHERE f.workspace_id = event.workspace_id)
       AND position < (SELECT MAX(n.position) FROM event n WHERE n.workspace_id = event.workspace_id)`,
      [],
      transaction,
    );
  }

  /** Names this store, so that a cursor of another one is told apart. */
  async storeId(): Promise<string> {
    return (await this.row<{ id: string }>('SELECT store_id AS "id" FROM installation', []))!.id;
  }

  private select(selection: EventSelection, where: string[], values: SqlValue[]): void {
    if (selection.workflowId) {
      where.push('e.workflow_id = ?');
      values.push(selection.workflowId);
    }
    if (selection.types) {
      where.push(this.database.isIn('e.type'));
      values.push(this.database.list(selection.types));
    }
  }
}

function toRecord(row: EventRow): EventRecord {
  return { ...row, actor: actorFromText(row.actor), facts: JSON.parse(row.facts) as EventFacts };
}
