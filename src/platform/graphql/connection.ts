import { type ClassType, Field, Int, ObjectType } from 'type-graphql';
import { encodeCursor, type Page } from './page';

@ObjectType({ description: 'Where a page lies in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether there is something before this page.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first edge, to page backwards.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last edge, to page forwards.',
  })
  endCursor!: string | null;
}

/** Keys that order a row within its list; they make its cursor. */
export type KeysOf<Row> = (row: Row) => (string | number)[];

/** An edge; its cursor is made only where it is asked for. */
class Edge<Row> {
  constructor(
    readonly node: Row,
    private readonly list: string,
    private readonly keysOf: KeysOf<Row>,
  ) {}

  get cursor(): string {
    return encodeCursor(this.list, this.keysOf(this.node));
  }
}

/** One page of a list with its neighbours. */
export class Connection<Row> {
  readonly edges: Edge<Row>[];
  private readonly hasMore: boolean;

  /**
   * @param rows what the store read: at most one row more than the page's limit, in reading order.
   * @param count counts the whole list; called only when totalCount is selected.
   */
  constructor(
    private readonly page: Page,
    rows: readonly Row[],
    keysOf: KeysOf<Row>,
    readonly count: () => Promise<number>,
  ) {
    this.hasMore = rows.length > page.limit;
    const shown = this.hasMore ? rows.slice(0, page.limit) : [...rows];
    if (page.backward) shown.reverse();
    this.edges = shown.map((row) => new Edge(row, page.list, keysOf));
  }

  get pageInfo(): PageInfo {
    const beyond = this.page.beyond !== undefined;
    return {
      hasNextPage: this.page.backward ? beyond : this.hasMore,
      hasPreviousPage: this.page.backward ? this.hasMore : beyond,
      startCursor: this.edges[0]?.cursor ?? null,
      endCursor: this.edges.at(-1)?.cursor ?? null,
    };
  }
}

/** Makes the GraphQL types `<Name>Edge` and `<Name>Connection` of a list of `node`. */
export function connectionType<Row extends object>(name: string, node: () => ClassType<Row>) {
  @ObjectType(`${name}Edge`, { description: `A ${name} in a list.`, simpleResolvers: true })
  class EdgeType {
    @Field(() => String, { description: 'Its place in the list, for after and before.' })
    cursor!: string;

    @Field(node, { description: 'What stands at this place.' })
    node!: Row;
  }

  @ObjectType(`${name}Connection`, {
    description: `A page of a list of ${name}.`,
    simpleResolvers: true,
  })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The page, in the order of the list.' })
    edges!: EdgeType[];

    @Field(() => PageInfo, { description: 'Where the page lies.' })
    pageInfo!: PageInfo;

    // filled from Connection.count; a method, so that nothing is counted unless it is selected
    count!: () => Promise<number>;

    @Field(() => Int, {
      nullable: true,
      description:
        'How many there are in all; counted only when selected, capped at 10,000 for events and runs.',
    })
    totalCount(): Promise<number> {
      return this.count();
    }
  }
  return ConnectionType;
}
