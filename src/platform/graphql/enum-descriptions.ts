/** Descriptions of an enum's values as TypeGraphQL wants them. */
export function meaningsAsDescriptions<Value extends string>(
  meanings: Record<Value, string>,
): Record<Value, { description: string }> {
  const entries = Object.entries<string>(meanings);
  return Object.fromEntries(
    entries.map(([value, description]) => [value, { description }]),
  ) as Record<Value, { description: string }>;
}
