/** The most that a page can have. */
const PAGE = 100;

/** A page of a list, as the API answers it. */
export interface Page<Node> {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  edges: { node: Node }[];
}

/** The first `limit` of a list, page by page. @param more is called where there are more. */
export async function collect<Node>(
  limit: number,
  read: (page: { first: number; after?: string }) => Promise<Page<Node>>,
  more?: () => void,
): Promise<Node[]> {
  const found: Node[] = [];
  let after: string | undefined;
  for (;;) {
    const { pageInfo, edges } = await read({ first: Math.min(PAGE, limit - found.length), after });
    found.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor ?? undefined;
    if (found.length < limit) continue;
    more?.();
    return found;
  }
}
