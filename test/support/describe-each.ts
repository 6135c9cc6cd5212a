import { type DatabaseKind } from './databases';

/** One block for each kind of database that takes part; none is fine too, where a kind is left out. */
export function describeEach(
  kinds: readonly DatabaseKind[],
  name: string,
  tests: (kind: DatabaseKind) => void,
): void {
  for (const kind of kinds) describe(name, () => tests(kind));
}
