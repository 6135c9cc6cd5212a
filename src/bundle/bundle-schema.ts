import {
  BUNDLE_FORMAT,
  BUNDLE_FORMAT_VERSION,
  MAX_BUNDLE_ACTIVATIONS,
  MAX_BUNDLE_CHANNELS,
  MAX_BUNDLE_VERSIONS,
  MAX_LEFT_OUT,
  MAX_MERGED_FROM,
  MAX_VERSION_NUMBER,
} from './bundle';

const text = (maxLength: number, minLength = 0) => ({ type: 'string', minLength, maxLength });
const list = (items: object, maxItems: number) => ({ type: 'array', maxItems, items });
const count = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });
const ref = (name: string) => ({ $ref: `#/$defs/${name}` });

/** An object without any other member; those whose names end in `?` may be absent. */
function object(members: Record<string, object>, description?: string) {
  const names = Object.keys(members);
  return {
    ...(description !== undefined && { description }),
    type: 'object',
    additionalProperties: false,
    required: names.filter((name) => !name.endsWith('?')),
    properties: Object.fromEntries(
      names.map((name) => [name.replace(/\?$/, ''), members[name] as object]),
    ),
  };
}

/** Of texts that have a column of their own: PostgreSQL cannot hold U+0000 there. */
const withoutZero = { pattern: '^[^\\u0000]*$' };
const name = { ...text(200, 1), ...withoutZero };
const description = { ...text(10_000), ...withoutZero };
const number = count(1, MAX_VERSION_NUMBER);
const numbers = { ...list(number, MAX_MERGED_FROM), minItems: 1, uniqueItems: true };
const layout = { type: 'object' };
const texts = { type: 'array', items: { type: 'string' } };
/** A number that a GraphQL Int answers. */
const bound = (minimum: number) => count(minimum, 2 ** 31 - 1);

/**
 * The JSON Schema (2020-12) of the members of {@link Bundle}, by their names; `docs/bundle.schema.json`
 * is it as a file. What a schema cannot say (digests, references, the content of definitions) is
 * checked after it.
 */
export const BUNDLE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Switchyard bundle',
  ...object(
    {
      format: { const: BUNDLE_FORMAT },
      formatVersion: { const: BUNDLE_FORMAT_VERSION },
      origin: text(200, 1),
      exportedAt: ref('time'),
      'exportedBy?': ref('actor'),
      workflow: ref('workflow'),
      versions: list(ref('version'), MAX_BUNDLE_VERSIONS),
      'draft?': ref('draft'),
      definitions: {
        type: 'object',
        propertyNames: ref('digest'),
        additionalProperties: { type: 'object' },
      },
      channels: list(ref('channel'), MAX_BUNDLE_CHANNELS),
      activations: list(ref('activation'), MAX_BUNDLE_ACTIVATIONS),
      requires: ref('requirements'),
    },
    'A workflow and chosen versions of it. docs/bundles.md explains every member.',
  ),
  $defs: {
    time: {
      type: 'string',
      // without leap seconds, which `Date` cannot read
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:[0-5]\\d\\.\\d{3}Z$',
      format: 'date-time',
    },
    digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
    key: { type: 'string', pattern: '^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$' },
    actor: object({
      kind: { enum: ['USER', 'TOKEN', 'SYSTEM', 'IMPORTED'] },
      id: text(1_000, 1),
      name: text(1_000),
    }),
    workflow: object({
      key: ref('key'),
      name,
      'description?': description,
      sealing: { enum: ['ON_SAVE', 'ON_ACTIVATION', 'NEVER'] },
      'limits?': object({
        'maxConcurrentRuns?': bound(1),
        'maxRunsPerDay?': bound(1),
        'coolDownMs?': bound(1),
        'pauseAfterFailures?': bound(1),
      }),
      'retention?': object({ 'keepRevisions?': bound(0), 'keepDays?': bound(0) }),
    }),
    version: object({
      number,
      'name?': name,
      'description?': description,
      workflowName: name,
      origin: { enum: ['DRAFT', 'DIRECT', 'VERSION', 'FORK', 'IMPORT', 'MERGE'] },
      'parent?': number,
      'mergedFrom?': numbers,
      'leftOut?': { ...list(ref('ancestor'), MAX_LEFT_OUT), minItems: 1 },
      digest: ref('digest'),
      'layout?': layout,
      createdAt: ref('time'),
      createdBy: ref('actor'),
      'sealedAt?': ref('time'),
      'archivedAt?': ref('time'),
    }),
    ancestor: object({ number, digest: ref('digest') }),
    draft: object({
      digest: ref('digest'),
      'layout?': layout,
      'parent?': number,
      'mergedFrom?': numbers,
    }),
    channel: object({ key: ref('key'), routes: list(ref('route'), 20) }),
    route: object({
      version: count(0, MAX_VERSION_NUMBER),
      'digest?': ref('digest'),
      weight: count(1, 1_000_000),
      'label?': text(200),
    }),
    activation: object({
      channel: ref('key'),
      sequence: bound(1),
      kind: { enum: ['ACTIVATE', 'ROLLBACK', 'DEACTIVATE', 'ROUTE'] },
      'note?': text(2_000),
      activatedAt: ref('time'),
      actor: ref('actor'),
      routes: list(ref('route'), 20),
    }),
    requirements: object({
      secrets: texts,
      nodeTypes: texts,
      workflows: { type: 'array', items: ref('call') },
      webhookPaths: texts,
    }),
    call: object({
      workflowId: { type: 'string' },
      'digest?': { type: 'string' },
      nodeKeys: texts,
    }),
  },
} as const;
