import { type TestApp } from './create-test-app';
import { type Message, WebSocketClient } from './websocket-client';

/** What a `next` of a subscription says. */
interface Payload {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: Record<string, unknown> & { code: string } }[];
}

/** What every event of a test has; more where more was selected. */
export interface SeenEvent {
  cursor: string;
  sequence: number;
  type: string;
  [field: string]: unknown;
}

/** Fields that tests of order and resuming look at. */
export const EVENT = '__typename cursor sequence type';

export const WORKFLOW_EVENTS = `subscription Events($workflowId: ID!, $after: String, $types: [EventType!]) {
  workflowEvents(workflowId: $workflowId, after: $after, types: $types) { ${EVENT} } }`;

export const ACTIVATION_CHANGED = `subscription Activations($workflowId: ID, $channel: String, $after: String) {
  activationChanged(workflowId: $workflowId, channel: $channel, after: $after) {
    ${EVENT} channelKey workflow { id } } }`;

/** One subscription on a socket of its own. */
export class Subscriber<Seen = SeenEvent> {
  private constructor(
    readonly client: WebSocketClient,
    readonly id: string,
  ) {}

  /** Begins; what happens from the resolving on is certain to come only with an `after`. */
  static async open<Seen = SeenEvent>(
    url: string,
    token: string,
    query: string,
    variables: Record<string, unknown> = {},
  ): Promise<Subscriber<Seen>> {
    const client = await WebSocketClient.connect(url, token);
    return new Subscriber(client, client.subscribe(query, variables));
  }

  /** Begins on an app, and resolves once new events reach it. */
  static async join<Seen = SeenEvent>(
    app: TestApp,
    query: string,
    variables: Record<string, unknown> = {},
    token = app.client.token!,
  ): Promise<Subscriber<Seen>> {
    const before = app.services.feed.subscriberCount;
    const subscriber = await Subscriber.open<Seen>(app.url, token, query, variables);
    await until(() => app.services.feed.subscriberCount > before);
    return subscriber;
  }

  /** The next event. */
  async next(timeout?: number): Promise<Seen> {
    const { data, errors } = await this.client.nextPayload<Payload>(timeout);
    if (!data || errors) throw new Error(`Expected an event, got ${JSON.stringify(errors)}`);
    return Object.values(data)[0] as Seen;
  }

  async take(count: number): Promise<Seen[]> {
    const events: Seen[] = [];
    while (events.length < count) events.push(await this.next());
    return events;
  }

  /** Code of the refusal that the operation must answer with. */
  async refusal(): Promise<string> {
    const message = await this.client.next();
    if (message.type !== 'error')
      throw new Error(`Expected a refusal, got ${JSON.stringify(message)}`);
    return (message.payload as { extensions: { code: string } }[])[0]!.extensions.code;
  }

  /** Whatever has come and was not taken. */
  get untaken(): readonly Message[] {
    return this.client.untaken;
  }

  /** Ends the subscription; the socket stays open. */
  complete(): void {
    this.client.complete(this.id);
  }

  /** Ends the connection as a broken network does. */
  async cut(): Promise<void> {
    this.client.socket.terminate();
    await this.client.closed;
  }
}

/** Resolves once something holds that tells nobody when it begins to. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It never came to hold.');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
