import { type Actor } from '../platform/actor';
import { type Clock, plusMilliseconds } from '../platform/clock';
import { type Logger } from '../platform/logger';
import { Newest } from '../platform/newest';
import { type PubSub } from '../platform/pubsub';

/** Somebody who has a workflow open. */
export interface Viewer {
  /** Names the open editor; one person may have several. */
  clientId: string;
  actor: Actor;
  /** Keys of the nodes and edges that are selected there. */
  selection: string[];
  since: string;
}

interface Sighting {
  viewer: Viewer;
  /** Of a viewer on another server process: until when to believe in it. */
  expiresAt: string | undefined;
}

/** What processes say to each other. */
type Message = Notice | Question;

/** A process that has just started asks the others for theirs. */
interface Question {
  process: string;
  asks: true;
}

interface Notice {
  process: string;
  asks?: undefined;
  workspaceId: string;
  workflowId: string;
  viewers: Viewer[];
  /** Whether the viewers come on top of those of the notice before, which was full. */
  isMore: boolean;
}

const TOPIC = 'presence';
/** Milliseconds between the notices by which a process tells the others that its viewers are still there. */
const HEARTBEAT = 15_000;
const BELIEVED_FOR = 3 * HEARTBEAT;
/** Bytes of viewers in one notice; with what is around them it stays below what a PubSub takes. */
const NOTICE_BYTES = 6_000;
/** Bytes that a selection may have as JSON, so that its viewer fits into a notice. */
export const SELECTION_BYTES = 4_000;

/**
 * Who has which workflow open now. Lives in memory: a viewer is there as long as its subscription
 * is. Server processes tell each other, and one that starts asks the others; one that dies is
 * forgotten after 45 seconds.
 */
export class Presence {
  /** By `workspaceId/workflowId`, then by `nameOf` the viewer. */
  readonly #sightings = new Map<string, Map<string, Sighting>>();
  readonly #subscribers = new Map<string, Set<Newest<Viewer[]>>>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(
    private readonly processId: string,
    private readonly pubSub: PubSub,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    pubSub.subscribe(TOPIC, (message) => this.receive(message));
    this.#heartbeat = setInterval(() => this.beat(), HEARTBEAT).unref();
    this.publish({ process: processId, asks: true });
  }

  /** Those who have the workflow open, in the order in which they came. */
  viewers(workspaceId: string, workflowId: string): Viewer[] {
    const now = this.clock.now();
    return [...(this.#sightings.get(`${workspaceId}/${workflowId}`)?.values() ?? [])]
      .filter(({ expiresAt }) => expiresAt === undefined || expiresAt > now)
      .map(({ viewer }) => viewer)
      .sort((a, b) =>
        a.since < b.since ? -1 : a.since > b.since ? 1 : a.clientId < b.clientId ? -1 : 1,
      );
  }

  /** Enters a viewer and follows who else comes, selects and goes; leaving the iterator leaves the workflow. */
  watch(
    workspaceId: string,
    workflowId: string,
    who: Pick<Viewer, 'clientId' | 'actor'> | undefined,
  ): AsyncIterableIterator<Viewer[]> {
    const viewer = who && { ...who, selection: [], since: this.clock.now() };
    const key = `${workspaceId}/${workflowId}`;
    const own = viewer && nameOf(this.processId, viewer);
    const lists = new Newest<Viewer[]>(() => {
      const others = this.#subscribers.get(key);
      others?.delete(lists);
      if (others?.size === 0) this.#subscribers.delete(key);
      if (own && this.#sightings.get(key)?.get(own)?.viewer === viewer) {
        this.#sightings.get(key)!.delete(own);
        this.tell(workspaceId, workflowId);
      }
    });
    const subscribers = this.#subscribers.get(key) ?? new Set();
    this.#subscribers.set(key, subscribers.add(lists));
    if (own) {
      this.sightingsOf(key).set(own, { viewer, expiresAt: undefined });
      this.tell(workspaceId, workflowId);
    } else {
      lists.set(this.viewers(workspaceId, workflowId));
    }
    return lists;
  }

  /** Notes what a viewer of this process has selected; false where it is not here. */
  select(
    workspaceId: string,
    workflowId: string,
    clientId: string,
    actor: Actor,
    selection: string[],
  ): boolean {
    const sighting = this.#sightings
      .get(`${workspaceId}/${workflowId}`)
      ?.get(nameOf(this.processId, { clientId, actor }));
    if (!sighting) return false;
    sighting.viewer.selection = selection;
    this.tell(workspaceId, workflowId);
    return true;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const all of this.#subscribers.values()) for (const lists of [...all]) lists.end();
  }

  /** Sends this process's viewers of a workflow to all processes, this one included, in as many notices as it takes. */
  private tell(workspaceId: string, workflowId: string): void {
    const sightings =
      this.#sightings.get(`${workspaceId}/${workflowId}`) ?? new Map<string, Sighting>();
    const viewers = [...sightings.values()]
      .filter(({ expiresAt }) => expiresAt === undefined)
      .map(({ viewer }) => viewer);
    const place = { process: this.processId, workspaceId, workflowId };
    let part: Viewer[] = [];
    let bytes = 0;
    let isMore = false;
    for (const viewer of viewers) {
      const size = Buffer.byteLength(JSON.stringify(viewer));
      if (bytes + size > NOTICE_BYTES && part.length > 0) {
        this.publish({ ...place, viewers: part, isMore });
        isMore = true;
        part = [];
        bytes = 0;
      }
      part.push(viewer);
      bytes += size;
    }
    this.publish({ ...place, viewers: part, isMore });
  }

  /** A notice may be lost, the heartbeat repeats it; its failing must not end the process. */
  private publish(message: Message): void {
    this.pubSub.publish(TOPIC, JSON.stringify(message)).catch((error: unknown) => {
      this.logger.warn({ error }, 'viewers could not be announced; the heartbeat tries again');
    });
  }

  /** Anybody who may use the database may send notices: one that is none must not end the process. */
  private receive(message: string): void {
    try {
      const said = JSON.parse(message) as Message;
      if (!said.asks) this.hear(said);
      else if (said.process !== this.processId) this.tellAll();
    } catch (error) {
      this.logger.warn({ error }, 'a notice of viewers could not be read');
    }
  }

  private hear({ process, workspaceId, workflowId, viewers, isMore }: Notice): void {
    const key = `${workspaceId}/${workflowId}`;
    if (process !== this.processId) {
      const sightings = this.sightingsOf(key);
      if (!isMore)
        for (const name of sightings.keys())
          if (name.startsWith(`${process}/`)) sightings.delete(name);
      const expiresAt = plusMilliseconds(this.clock.now(), BELIEVED_FOR);
      for (const viewer of viewers) sightings.set(nameOf(process, viewer), { viewer, expiresAt });
    }
    this.show(key);
  }

  /** Hands the present viewers to those who watch. */
  private show(key: string): void {
    const present = this.viewers(...placeOf(key));
    for (const lists of this.#subscribers.get(key) ?? []) lists.set(present);
  }

  private beat(): void {
    const now = this.clock.now();
    for (const [key, sightings] of this.#sightings) {
      let isStale = false;
      for (const [name, { expiresAt }] of sightings)
        if (expiresAt !== undefined && expiresAt <= now) isStale = sightings.delete(name);
      if (isStale) this.show(key);
      if (sightings.size === 0 && !this.#subscribers.get(key)?.size) this.#sightings.delete(key);
    }
    this.tellAll();
  }

  /** Tells of every workflow that somebody has open. */
  private tellAll(): void {
    for (const [key, sightings] of this.#sightings)
      if (sightings.size > 0) this.tell(...placeOf(key));
  }

  private sightingsOf(key: string): Map<string, Sighting> {
    const sightings = this.#sightings.get(key) ?? new Map<string, Sighting>();
    this.#sightings.set(key, sightings);
    return sightings;
  }
}

/** Workspace and workflow of a key of the maps. */
function placeOf(key: string): [string, string] {
  return key.split('/') as [string, string];
}

/** Names a viewer among all: two who call their editors alike are two. What it begins with names the process. */
function nameOf(process: string, { clientId, actor }: Pick<Viewer, 'clientId' | 'actor'>): string {
  return `${process}/${JSON.stringify([actor.kind, actor.id, clientId])}`;
}
