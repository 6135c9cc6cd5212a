/**
 * The graphs that are measured: 40 nodes and 50 edges, about 35 kB of canonical JSON, of node types
 * that a product would bring along (the registry does not know them, so nothing is waived twice).
 */

const NODES = 40;
const EDGES = 50;
const WORDS =
  'order intake check stock reserve notify customer approve refund ship parcel invoice archive retry escalate'.split(
    ' ',
  );

/** Where {@link definition} writes its variant: nine digits, so that every variant is equally long. */
export const variantText = (variant) => String(variant).padStart(9, '0');

/** A definition; two of them differ in one text of one node if their variants differ. */
export function definition(variant) {
  const nodes = Array.from({ length: NODES }, (_, place) => node(place, variant));
  const edges = Array.from({ length: EDGES }, (_, place) => edge(place));
  return { nodes, edges, settings: { timeZone: 'Europe/Berlin', retain: 30 } };
}

function node(place, variant) {
  const prompt = Array.from(
    { length: 49 },
    (_, word) => WORDS[(place * 7 + word * 3) % WORDS.length],
  );
  return {
    id: `node-${String(place).padStart(2, '0')}`,
    type: place === 0 ? 'trigger.manual' : `acme.${WORDS[place % WORDS.length]}`,
    name: `Step ${place}: ${WORDS[place % WORDS.length]}`,
    config:
      place === 0
        ? {}
        : {
            prompt: prompt.join(' '),
            variant: place === 1 ? variantText(variant) : 'none',
            model: { name: 'large', temperature: 0.2, maxTokens: 2048 },
            headers: [
              { name: 'x-request-source', value: `workflow step ${place}` },
              { name: 'accept', value: 'application/json' },
            ],
            timeoutSeconds: 30 + place,
            enabled: place % 2 === 0,
          },
  };
}

function edge(place) {
  const source = place < NODES - 1 ? place : (place * 5) % (NODES - 8);
  const target = place < NODES - 1 ? place + 1 : source + 3 + (place % 4);
  return {
    id: `edge-${String(place).padStart(2, '0')}`,
    source: `node-${String(source).padStart(2, '0')}`,
    target: `node-${String(target).padStart(2, '0')}`,
    sourceHandle: place % 3 === 0 ? 'done' : 'out',
    condition: place < NODES - 1 ? undefined : `steps.node_${source}.output.score > ${place}`,
  };
}
