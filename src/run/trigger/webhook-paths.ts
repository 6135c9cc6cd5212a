/** Tells which workflows have webhook paths of a workspace. */
export interface WebhookPaths {
  /** Ids of workflows other than `workflowId` by those of the paths that they have. */
  ownersOf(
    workspaceId: string,
    workflowId: string,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, string>>;
}
