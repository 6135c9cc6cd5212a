import { cursorInvalid, type EventCursor } from './event-cursor';
import { LAST_EVENT } from './event-type';
import { type EventSelection, type EventStore } from './event.store';
import { EventsExpired } from './feed-end';
import { type Sequencer } from './sequencer';

/** Finds places in a workspace's feed. */
export class EventPositions {
  constructor(
    private readonly store: EventStore,
    private readonly cursors: EventCursor,
    private readonly sequencer: Sequencer,
  ) {}

  /**
   * The position behind which a subscription begins, see `EventFeed.subscribe`.
   * @throws Refusal CURSOR_INVALID or EVENTS_EXPIRED.
   */
  async start(selection: EventSelection, after: string | undefined): Promise<number> {
    return after === undefined ? this.end(selection) : this.behind(selection, after);
  }

  /** Position of the event that ended a workflow's log; undefined if none did, or retention dropped it. */
  async lastOf(workspaceId: string, workflowId: string): Promise<number | undefined> {
    await this.settle(workflowId);
    const [last] = await this.store.page(
      { workspaceId, workflowId, types: [LAST_EVENT] },
      { descending: true, limit: 1 },
    );
    return last?.position;
  }

  /** Waits until a workflow's committed events have their places, so that whoever wrote one reads it. */
  async settle(workflowId: string): Promise<void> {
    if (await this.store.isWaiting(workflowId)) await this.sequencer.run();
  }

  /** Where "from now on" begins: behind everything that is committed. */
  private async end({ workspaceId, workflowId }: EventSelection): Promise<number> {
    await (workflowId ? this.settle(workflowId) : this.sequencer.run());
    return this.store.lastPosition(workspaceId);
  }

  private async behind(selection: EventSelection, after: string): Promise<number> {
    const { workspaceId, workflowId } = selection;
    let position: number;
    if (after === '0') {
      position = 0;
    } else if (/^\d{1,15}$/.test(after)) {
      if (!workflowId)
        throw cursorInvalid('A sequence is of one workflow, so it needs workflowId.');
      position = await this.ofSequence(workspaceId, workflowId, Number(after));
    } else {
      position = this.cursors.decode(workspaceId, after);
      if (position > (await this.store.lastPosition(workspaceId)))
        throw cursorInvalid('It lies in the future.');
    }
    if (position < (await this.store.expiredPosition(workspaceId))) throw new EventsExpired();
    return position;
  }

  private async ofSequence(
    workspaceId: string,
    workflowId: string,
    sequence: number,
  ): Promise<number> {
    await this.settle(workflowId);
    const event = await this.store.find(workspaceId, workflowId, sequence);
    if (event) return event.position;
    const isGone =
      sequence <= (await this.store.lastSequence(workflowId)) &&
      (await this.store.expiredPosition(workspaceId)) > 0;
    if (!isGone) throw cursorInvalid('This workflow has no event of that sequence yet.');
    return 0;
  }
}
