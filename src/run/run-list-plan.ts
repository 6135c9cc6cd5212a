import { type Database, type SqlValue } from '../platform/database/database';
import { type RunMode, type RunStatus, type RunTrigger } from './run';

/** Which runs of a list; what is absent selects nothing out. */
export interface RunListFilter {
  /** Number of the version. */
  version?: number | null;
  status?: readonly RunStatus[] | null;
  /** Key of the channel. */
  channel?: string | null;
  variant?: string | null;
  trigger?: RunTrigger | null;
  mode?: RunMode | null;
  /** Id of the run that they repeat. */
  replayOf?: string | null;
  createdAfter?: string | null;
  createdBefore?: string | null;
}

/** What lists of runs belong to: workflows or versions, each with a list of its own. */
export interface RunParents {
  kind: 'workflow' | 'version';
  ids: readonly string[];
}

/** A piece of SQL with its parameters. */
export interface Sql {
  text: string;
  values: SqlValue[];
}

/**
 * How a list of runs is read along indexes that end in (created_at, id). An index that has more
 * columns before these than the filter names serves too: for each value of the others there is a
 * stream of runs in the order of the list, and the first of all streams are the first of the list.
 */
export interface RunListPlan {
  /** A table `w(value)` of the parents' ids, where there are several. */
  parents: Sql | undefined;
  /** Tables whose rows together make one stream each; of a list that needs but one there is none. */
  streams: Sql[];
  /** What a run `r` of a stream must be, times apart. */
  where: Sql;
}

/** Columns that lead an index of runs; the rest of the filter is checked run by run. */
type Lead = readonly (keyof typeof COLUMN | 'failure')[];

const COLUMN = {
  workspace: 'r.workspace_id',
  workflow: 'r.workflow_id',
  version: 'r.version_id',
  channel: 'r.channel_id',
  variant: 'r.variant',
  status: 'r.status',
  trigger: 'r.trigger_kind',
  mode: 'r.mode',
  origin: 'r.replay_of',
};

const MODES = Object.keys({ LIVE: 0, TEST: 0 } satisfies Record<RunMode, 0>);
const TRIGGERS = Object.keys({
  MANUAL: 0,
  SCHEDULE: 0,
  WEBHOOK: 0,
  WORKFLOW: 0,
  REPLAY: 0,
} satisfies Record<RunTrigger, 0>);

/** The channel that a run is started on unless told otherwise: to name it narrows little. */
const BROAD_CHANNEL = 'live';

/** As the index of failures says it, word for word: SQLite compares the texts. */
const IS_FAILURE = `r.status IN ('FAILED', 'CANCELED')`;

/**
 * Chooses the index. No statistics are asked: statuses other than SUCCEEDED and test runs are taken
 * to be few, then a version, a variant, a channel, a trigger, and last what succeeded. What else is
 * asked for is checked run by run along it.
 */
function leadOf(kind: RunParents['kind'] | undefined, filter: RunListFilter): Lead {
  const { status, variant, channel, trigger, mode } = filter;
  if (filter.replayOf != null) return ['origin'];
  const owner = kind === undefined ? 'workspace' : 'workflow';
  const isOfVersion = kind === 'version' || filter.version != null;
  if (status != null && !status.includes('SUCCEEDED')) {
    if (isOfVersion && status.every(isFailure)) return ['version', 'failure'];
    return [owner, 'status'];
  }
  if (mode === 'TEST') return BY_TRIGGER;
  if (isOfVersion) return ['version'];
  if (variant != null) return ['workflow', 'variant'];
  const isTriggered = trigger != null || mode != null;
  if (channel != null && !(channel === BROAD_CHANNEL && isTriggered)) return ['channel'];
  if (isTriggered) return BY_TRIGGER;
  return status == null ? [owner] : [owner, 'status'];
}

const BY_TRIGGER: Lead = ['workflow', 'trigger', 'mode'];

function isFailure(status: RunStatus): boolean {
  return status === 'FAILED' || status === 'CANCELED';
}

/** Plans the lists of runs of `parents`, or of the whole workspace. */
export function planRunList(
  database: Database,
  workspaceId: string,
  parents: RunParents | undefined,
  filter: RunListFilter,
): RunListPlan {
  return new Planning(database, workspaceId, parents, filter).plan();
}

class Planning {
  readonly #where: Sql[] = [];
  readonly #streams: Sql[] = [];
  readonly #lead: Lead;
  /** The id of what the list belongs to; of a workspace's, that of each of its workflows. */
  readonly #owner: Sql;

  constructor(
    private readonly database: Database,
    private readonly workspaceId: string,
    private readonly parents: RunParents | undefined,
    private readonly filter: RunListFilter,
  ) {
    this.#lead = leadOf(parents?.kind, filter);
    if (!parents) this.#owner = sql('f.id');
    else this.#owner = parents.ids.length === 1 ? sql('?', parents.ids[0]!) : sql('w.value');
  }

  plan(): RunListPlan {
    const { parents, filter } = this;
    this.require('workspace', sql('?', this.workspaceId));
    this.addOwner();
    this.addVersion();
    this.addChannel();
    this.addStatus();
    this.oneOf('trigger', filter.trigger, TRIGGERS);
    this.oneOf('mode', filter.mode, MODES);
    if (filter.variant != null) this.require('variant', sql('?', filter.variant));
    if (filter.replayOf != null) this.require('origin', sql('?', filter.replayOf));
    return {
      parents:
        parents && parents.ids.length !== 1
          ? sql(this.database.valuesOf('w'), this.database.list(parents.ids))
          : undefined,
      streams: this.#streams,
      where: joined(this.#where, ' AND '),
    };
  }

  private addOwner(): void {
    const leads = this.#lead.includes('workflow');
    if (!this.parents) {
      if (this.#lead[0] === 'workspace' || this.#lead[0] === 'origin') return;
      this.#streams.push(
        sql('(SELECT o.id FROM workflow o WHERE o.workspace_id = ?) f', this.workspaceId),
      );
      if (leads) this.require('workflow', this.#owner);
    } else if (this.parents.kind === 'workflow') this.require('workflow', this.#owner);
    else if (leads)
      this.require(
        'workflow',
        within('SELECT v.workflow_id FROM version v WHERE v.id =', this.#owner),
      );
  }

  private addVersion(): void {
    const { version } = this.filter;
    const isOfVersion = this.parents?.kind === 'version';
    if (version == null) {
      if (isOfVersion) this.require('version', this.#owner);
      return;
    }
    const column = isOfVersion ? 'id' : 'workflow_id';
    if (isOfVersion || this.#lead.includes('version'))
      this.require(
        'version',
        within(
          `SELECT v.id FROM version v WHERE v.${column} =`,
          this.#owner,
          sql(' AND v.number = ?', version),
        ),
      );
    else
      this.#where.push(
        sql('EXISTS (SELECT 1 FROM version v WHERE v.id = r.version_id AND v.number = ?)', version),
      );
  }

  private addChannel(): void {
    const { channel } = this.filter;
    if (channel == null) return;
    if (this.#lead.includes('channel'))
      this.require(
        'channel',
        within(
          'SELECT c.id FROM channel c WHERE c.workflow_id =',
          this.#owner,
          sql(' AND c.key = ?', channel),
        ),
      );
    else
      this.#where.push(
        sql('EXISTS (SELECT 1 FROM channel c WHERE c.id = r.channel_id AND c.key = ?)', channel),
      );
  }

  private addStatus(): void {
    if (this.filter.status == null) return;
    if (this.#lead.includes('failure')) this.#where.push(sql(IS_FAILURE));
    const [first, ...others] = new Set(this.filter.status);
    if (first !== undefined && others.length === 0) this.require('status', sql('?', first));
    else if (this.#lead.includes('status')) this.stream('status', [...new Set(this.filter.status)]);
    else
      this.#where.push(
        sql(
          this.database.isIn(this.database.checked(COLUMN.status)),
          this.database.list(this.filter.status),
        ),
      );
  }

  private oneOf(column: 'trigger' | 'mode', value: string | null | undefined, all: string[]): void {
    if (value != null) this.require(column, sql('?', value));
    else if (this.#lead.includes(column)) this.stream(column, all);
  }

  /** Makes a stream of each of `values` of a column. */
  private stream(column: keyof typeof COLUMN, values: readonly string[]): void {
    this.#streams.push(sql(this.database.valuesOf(`by_${column}`), this.database.list(values)));
    this.require(column, sql(`by_${column}.value`));
  }

  private require(column: keyof typeof COLUMN, value: Sql): void {
    const name = COLUMN[column];
    const side = this.#lead.includes(column) ? name : this.database.checked(name);
    this.#where.push(sql(`${side} = ${value.text}`, ...value.values));
  }
}

function sql(text: string, ...values: SqlValue[]): Sql {
  return { text, values };
}

function within(start: string, ...parts: Sql[]): Sql {
  const inner = joined(parts, '');
  return sql(`(${start} ${inner.text})`, ...inner.values);
}

function joined(parts: readonly Sql[], separator: string): Sql {
  return {
    text: parts.map(({ text }) => text).join(separator),
    values: parts.flatMap(({ values }) => values),
  };
}
