/** The most that a page can have. */
const PAGE = 100;

/** A page of a list, as the API answers it. */
export interface Page<Node> {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  edges: { node: Node }[];
}

/** The first `limit` of a list, page by page. */
export async function collect<Node>(
  limit: number,
  read: (page: { first: number; after?: string }) => Promise<Page<Node>>,
): Promise<Node[]> {
  const found: Node[] = [];
  let after: string | undefined;
  while (found.length < limit) {
    const { pageInfo, edges } = await read({ first: Math.min(PAGE, limit - found.length), after });
    found.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) break;
    after = pageInfo.endCursor ?? undefined;
  }
  return found;
}
