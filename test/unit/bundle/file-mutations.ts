import * as fc from 'fast-check';

type Container = Record<string | number, unknown>;

/** Every place of a value, as the object or list that it stands in and its name or index there. */
function placesIn(value: unknown): [Container, string | number][] {
  const places: [Container, string | number][] = [];
  const visit = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    const names = Array.isArray(at) ? [...at.keys()] : Object.keys(at);
    for (const name of names) {
      places.push([at as Container, name]);
      visit((at as Container)[name]);
    }
  };
  visit(value);
  return places;
}

const replacement = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', [], {}, [null], [[[]]], { id: 'x' }, 'constructor'),
  fc.integer({ min: -2, max: 9 }),
  fc.string({ maxLength: 300 }),
  fc.constant('x'.repeat(3000)),
);

/** Drops a member, puts something else in its place, or has it twice. */
export const mutation = fc.record({
  place: fc.nat(),
  // Names that readers look at are tried as often as all others together.
  isStructural: fc.boolean(),
  kind: fc.constantFrom('drop', 'replace', 'double', 'copy'),
  value: replacement,
  from: fc.nat(),
});

const STRUCTURAL =
  /^(?:\d+|nodes|edges|connections|data|node|id|z|g|type|name|title|source|target|sourceHandle|targetHandle|position|parentId|parentNode|wires|links|in|out|template|value|inputs|credential|credentials|env|graph|workflow|app|environment_variables)$/;

/** What {@link mutate} does. */
export type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

/** Does one thing to a parsed file, in place. */
export function mutate(file: unknown, { place, isStructural, kind, value, from }: Mutation): void {
  const all = placesIn(file);
  const structural = all.filter(([, name]) => STRUCTURAL.test(String(name)));
  const places = isStructural && structural.length > 0 ? structural : all;
  const found = places[place % Math.max(places.length, 1)];
  const other = all[from % Math.max(all.length, 1)];
  if (found === undefined || other === undefined) return;
  const [container, name] = found;
  if (kind === 'replace') container[name] = structuredClone(value);
  else if (kind === 'copy') container[name] = structuredClone(other[0][other[1]]);
  else if (kind === 'double' && Array.isArray(container)) {
    container.push(structuredClone((container as unknown[])[name as number]));
  } else if (kind === 'double') container[`${name}2`] = structuredClone(container[name]);
  else if (Array.isArray(container)) container.splice(name as number, 1);
  else delete container[name];
}
