import { BoundedQueue } from '../event/bounded-queue';
import { type Actor } from '../platform/actor';
import { type Clock, plusMilliseconds } from '../platform/clock';
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

interface Notice {
  process: string;
  workspaceId: string;
  workflowId: string;
  viewers: Viewer[];
}

const TOPIC = 'presence';
/** Milliseconds between the notices by which a process tells the others that its viewers are still there. */
const HEARTBEAT = 15_000;
const BELIEVED_FOR = 3 * HEARTBEAT;
/** Lists of viewers that wait for one slow subscriber; only the newest matters, so few are kept. */
const BUFFER = 16;

/**
 * Who has which workflow open now. Lives in memory: a viewer is there as long as its subscription
 * is. Server processes tell each other; one that dies is forgotten after 45 seconds.
 */
export class Presence {
  /** By `workspaceId/workflowId`, then by `process/clientId`. */
  readonly #sightings = new Map<string, Map<string, Sighting>>();
  readonly #subscribers = new Map<string, Set<BoundedQueue<Viewer[]>>>();
  readonly #heartbeat: NodeJS.Timeout;

  constructor(
    private readonly processId: string,
    private readonly pubSub: PubSub,
    private readonly clock: Clock,
  ) {
    pubSub.subscribe(TOPIC, (message) => this.hear(JSON.parse(message) as Notice));
    this.#heartbeat = setInterval(() => this.beat(), HEARTBEAT).unref();
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
    const own = viewer && `${this.processId}/${viewer.clientId}`;
    const queue = new BoundedQueue<Viewer[]>(
      BUFFER,
      () => this.viewers(workspaceId, workflowId),
      () => {
        this.#subscribers.get(key)?.delete(queue);
        if (own && this.#sightings.get(key)?.get(own)?.viewer === viewer) {
          this.#sightings.get(key)!.delete(own);
          this.tell(workspaceId, workflowId);
        }
      },
    );
    const subscribers = this.#subscribers.get(key) ?? new Set();
    this.#subscribers.set(key, subscribers.add(queue));
    if (own) {
      this.sightingsOf(key).set(own, { viewer, expiresAt: undefined });
      this.tell(workspaceId, workflowId);
    } else {
      queue.push(this.viewers(workspaceId, workflowId));
    }
    return queue;
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
      ?.get(`${this.processId}/${clientId}`);
    if (!sighting || sighting.viewer.actor.id !== actor.id) return false;
    sighting.viewer.selection = selection;
    this.tell(workspaceId, workflowId);
    return true;
  }

  close(): void {
    clearInterval(this.#heartbeat);
    for (const queues of this.#subscribers.values()) for (const queue of [...queues]) queue.end();
  }

  /** Sends this process's viewers of a workflow to all processes, this one included. */
  private tell(workspaceId: string, workflowId: string): void {
    const sightings =
      this.#sightings.get(`${workspaceId}/${workflowId}`) ?? new Map<string, Sighting>();
    const viewers = [...sightings.values()]
      .filter(({ expiresAt }) => expiresAt === undefined)
      .map(({ viewer }) => viewer);
    const notice: Notice = { process: this.processId, workspaceId, workflowId, viewers };
    void this.pubSub.publish(TOPIC, JSON.stringify(notice));
  }

  private hear({ process, workspaceId, workflowId, viewers }: Notice): void {
    const key = `${workspaceId}/${workflowId}`;
    if (process !== this.processId) {
      const sightings = this.sightingsOf(key);
      for (const name of sightings.keys())
        if (name.startsWith(`${process}/`)) sightings.delete(name);
      const expiresAt = plusMilliseconds(this.clock.now(), BELIEVED_FOR);
      for (const viewer of viewers)
        sightings.set(`${process}/${viewer.clientId}`, { viewer, expiresAt });
    }
    const present = this.viewers(workspaceId, workflowId);
    for (const queue of this.#subscribers.get(key) ?? []) queue.push(present);
  }

  private beat(): void {
    const now = this.clock.now();
    for (const [key, sightings] of this.#sightings) {
      for (const [name, { expiresAt }] of sightings)
        if (expiresAt !== undefined && expiresAt <= now) sightings.delete(name);
      const [workspaceId, workflowId] = key.split('/') as [string, string];
      if (sightings.size > 0) this.tell(workspaceId, workflowId);
      else if (!this.#subscribers.get(key)?.size) this.#sightings.delete(key);
    }
  }

  private sightingsOf(key: string): Map<string, Sighting> {
    const sightings = this.#sightings.get(key) ?? new Map<string, Sighting>();
    this.#sightings.set(key, sightings);
    return sightings;
  }
}
