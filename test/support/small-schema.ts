import { buildSchema, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { GraphQLJSON } from 'graphql-scalars';
import { type FeedItem } from '../../src/event/feed-iterator';
import { EventsSkipped } from '../../src/event/feed-end';
import { RawJson } from '../../src/platform/graphql/raw-json';
import { notFound } from '../../src/platform/refusal';

/** Something that tests push events through. */
export class EventPipe {
  readonly #subscribers = new Set<(item: object) => void>();
  executions = 0;

  push(item: object): void {
    for (const subscriber of [...this.#subscribers]) subscriber(item);
  }

  get subscribers(): number {
    return this.#subscribers.size;
  }

  subscribe(): AsyncIterableIterator<object> {
    const items: object[] = [];
    let wake: (() => void) | undefined;
    let ended = false;
    const subscriber = (item: object): void => {
      items.push(item);
      wake?.();
    };
    this.#subscribers.add(subscriber);
    return {
      next: async () => {
        while (items.length === 0 && !ended) await new Promise<void>((resolve) => (wake = resolve));
        const value = items.shift();
        return value === undefined ? { done: true, value } : { done: false, value };
      },
      return: async () => {
        ended = true;
        this.#subscribers.delete(subscriber);
        wake?.();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}

export const skipped = (cursor: string): FeedItem => new EventsSkipped(cursor);

/** A schema with one of everything that the network side treats in a way of its own. */
export function smallSchema(pipe = new EventPipe()): GraphQLSchema {
  const schema = buildSchema(`
    scalar JSON
    interface Node { id: ID! }
    type Item implements Node { id: ID! name: String! self: Item! secret: String others(first: Int, last: Int): ItemConnection! children: [Item!]! }
    type Extra implements Node { id: ID! other: Item }
    type ItemConnection { edges: [ItemEdge!]! }
    type ItemEdge { node: Item! }
    type Query {
      hello(name: String): String!
      stored: JSON
      fault: String
      refused: String
      items(first: Int, last: Int): ItemConnection!
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
      eventCursor: String!
      order: [String!]!
    }
    type Mutation { change(input: JSON): String }
    type Subscription { happened(after: String, kind: String): Happening! missing: Happening! }
    type Happening { number: Int! kind: String content: JSON }
  `);
  schema.getType('JSON')!.astNode = undefined;
  Object.assign(schema.getType('JSON')!, {
    serialize: (value: unknown) => value,
    parseValue: GraphQLJSON.parseValue.bind(GraphQLJSON),
    parseLiteral: GraphQLJSON.parseLiteral.bind(GraphQLJSON),
  });
  const query = schema.getQueryType()!.getFields();
  const item = (schema.getType('Item') as GraphQLObjectType).getFields();
  const subscription = schema.getSubscriptionType()!.getFields();
  const happening = (schema.getType('Happening') as GraphQLObjectType).getFields();
  const scope = (target: { extensions: object }, name: string): void => {
    target.extensions = { scope: name };
  };
  scope(query['items']!, 'workflows:read');
  scope(item['secret']!, 'admin');
  scope(schema.getMutationType()!.getFields()['change']!, 'workflows:write');
  scope(subscription['happened']!, 'workflows:read');
  const list = { edges: [{ node: { id: 'i', name: 'Item' } }] };
  query['hello']!.resolve = (_root, { name }: { name?: string }) => `Hello ${name ?? 'you'}`;
  query['stored']!.resolve = () => new RawJson('{"b":1.0,"a":"stored"}');
  query['fault']!.resolve = () => {
    throw new Error('the password is hunter2');
  };
  query['refused']!.resolve = () => {
    throw notFound('The thing', ['id']);
  };
  query['items']!.resolve = () => list;
  query['eventCursor']!.resolve = (_root, _args, context: { eventCursor?: string }) =>
    context.eventCursor;
  item['self']!.resolve = (root: unknown) => root;
  item['others']!.resolve = () => list;
  item['children']!.resolve = () => [];
  schema.getMutationType()!.getFields()['change']!.resolve = () => 'changed';
  subscription['happened']!.subscribe = () => pipe.subscribe();
  subscription['happened']!.resolve = (event: unknown) => {
    pipe.executions += 1;
    return event;
  };
  subscription['missing']!.subscribe = () => {
    throw notFound('The workflow', ['workflowId']);
  };
  happening['content']!.resolve = () => new RawJson('{"stored":1.0}');
  return schema;
}
