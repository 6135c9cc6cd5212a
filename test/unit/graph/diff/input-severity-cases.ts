import type { Definition, JsonObject } from '../../../../src/graph/definition';
import { base, type SeverityCase } from './small-workflows';

export const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties,
  ...more,
});
export const email: JsonObject = { type: 'string' };

/** The inputs before and after, in a workflow that is else the same. */
export const inputs = (before: JsonObject, after: JsonObject): [Definition, Definition] => [
  { ...base, inputs: before },
  { ...base, inputs: after },
];
const property = (before: JsonObject, after: JsonObject): [Definition, Definition] =>
  inputs(object({ email: before }), object({ email: after }));
/** What shows each rule on inputs. */
export const INPUT_CASES = {
  inputRequired: [
    [
      inputs(object({ email }), object({ email }, { required: ['email'] })),
      'Callers must give email now.',
    ],
    [
      inputs(
        object({ email }, { required: ['email'] }),
        object({ email, name: email }, { required: ['email', 'name'] }),
      ),
      'Callers must give name now.',
    ],
    [
      property(object({ a: email }), object({ a: email }, { required: ['a'] })),
      'Callers must give a of email now.',
    ],
  ],
  inputRefused: [
    [
      inputs(
        object({ email, name: email }, { additionalProperties: false }),
        object({ email }, { additionalProperties: false }),
      ),
      'Callers can no longer give name.',
    ],
    [
      inputs(object({ email }), object({ email }, { additionalProperties: false })),
      'Callers can no longer give what the schema of the input does not name.',
    ],
  ],
  inputNarrowed: [
    [
      property({ type: 'number' }, { type: 'integer' }),
      'email must be of type integer now, not number.',
    ],
    [property({}, { type: 'string' }), 'email must be of type string now.'],
    [inputs({}, object({})), 'The input must be of type object now.'],
    [property({ enum: ['a', 'b'] }, { enum: ['b'] }), 'email can no longer be "a".'],
    [property({ enum: ['a', 'b'] }, { enum: ['c', 'b'] }), 'email can no longer be "a".'],
    [property({}, { enum: ['b', 1] }), 'email can only be "b" and 1 now.'],
    [property({ const: 1 }, { const: 2 }), 'email can no longer be 1.'],
    [property({ minimum: 1 }, { minimum: 2 }), 'minimum of email is 2 now, not 1.'],
    [property({}, { maxLength: 5 }), 'maxLength of email is 5 now.'],
    [property({ maxItems: 5 }, { maxItems: 4 }), 'maxItems of email is 4 now, not 5.'],
    [property({}, { pattern: '^a' }), 'email must have the pattern "^a" now.'],
    [property({ multipleOf: 2 }, { multipleOf: 4 }), 'email must be a multiple of 4 now.'],
    [property({}, { uniqueItems: true }), 'The items of email must differ now.'],
    [
      property({ items: { type: ['string', 'null'] } }, { items: { type: ['string'] } }),
      'email[] must be of type string now, not string and null.',
    ],
    [
      inputs(object({}), object({}, { additionalProperties: { type: 'string' } })),
      'What the schema of the input does not name must fit a schema now.',
    ],
  ],
  inputUndescribed: [
    [
      inputs(object({ email, name: email }), object({ email })),
      'name is no longer described; callers may give it as anything.',
    ],
  ],
  inputUnclear: [
    [property({ pattern: 'a' }, { pattern: 'b' }), 'pattern of email changed.'],
    [property({ not: { type: 'null' } }, { not: {} }), 'not of email changed.'],
    [
      inputs({ $defs: { a: { type: 'number' } } }, { $defs: { a: { type: 'string' } } }),
      '$defs of the input changed.',
    ],
    [
      inputs(
        { ...object({}), additionalProperties: { type: 'number' } },
        { ...object({ email }), additionalProperties: { type: 'number' } },
      ),
      'email has a schema of its own now.',
    ],
  ],
  inputAdded: [
    [inputs(object({ email }), object({ email, name: email })), 'Callers may give name now.'],
    [inputs({ type: 'object' }, object({ email })), 'Callers may give email now.'],
  ],
  inputWidened: [
    [
      inputs(object({ email }, { required: ['email'] }), object({ email })),
      'Callers must give no more of the input than before.',
    ],
    [property({ type: 'integer' }, { type: ['number', 'null'] }), 'email takes more than before.'],
    [property({ type: 'integer' }, {}), 'email takes more than before.'],
    [property({ enum: ['a'] }, { enum: ['b', 'a'] }), 'email takes more than before.'],
    [property({ const: 1 }, { enum: [1, 2] }), 'email takes more than before.'],
    [property({ minimum: 2 }, { minimum: 1 }), 'email takes more than before.'],
    [property({ maximum: 2 }, { maximum: 3 }), 'email takes more than before.'],
    [property({ maximum: 2 }, {}), 'email takes more than before.'],
    [property({ multipleOf: 4 }, { multipleOf: 2 }), 'email takes more than before.'],
    [property({ format: 'email' }, {}), 'email takes more than before.'],
    [
      inputs(object({}, { additionalProperties: false }), object({})),
      'The input takes more than before.',
    ],
  ],
  inputDescribed: [
    [
      property({ title: 'E-mail' }, { title: 'Mail', default: 'a@b.c' }),
      'Only what is said about email changed.',
    ],
    [
      inputs(
        { not: { not: {}, title: 'a' }, 'x-order': 1 },
        { not: { not: {}, title: 'a' }, 'x-order': 2 },
      ),
      'Only what is said about the input changed.',
    ],
  ],
} satisfies Record<string, SeverityCase[]>;
