import * as fc from 'fast-check';
import { type SubworkflowCall } from '../../../src/graph/subworkflow-calls';
import {
  type CalledWorkflow,
  keptPin,
  targetOf,
} from '../../../src/version/subworkflow-pins.rules';

const call = (version?: number | string, digest?: string, workflowId = 'W'): SubworkflowCall => ({
  nodeKey: 'call',
  workflowId,
  ...(version !== undefined && { version }),
  ...(digest !== undefined && { digest }),
});

describe('the pin that a call keeps', () => {
  test('is its own where it is new', () => {
    expect(keptPin(call(2, 'D2'), undefined)).toBe('D2');
    expect(keptPin(call(2), undefined)).toBeUndefined();
  });

  test('is the former one where the client left it out', () => {
    expect(keptPin(call(2), call(2, 'D2'))).toBe('D2');
    expect(keptPin(call(), call(undefined, 'D2'))).toBe('D2');
  });

  test('is another one where the client names another', () => {
    expect(keptPin(call(2, 'D1'), call(2, 'D2'))).toBe('D1');
  });

  test('is none where another workflow or version is named, be the former digest sent or not', () => {
    expect(keptPin(call(3, 'D2'), call(2, 'D2'))).toBeUndefined();
    expect(keptPin(call(3), call(2, 'D2'))).toBeUndefined();
    expect(keptPin(call(undefined, 'D2'), call(2, 'D2'))).toBeUndefined();
    expect(keptPin(call(2, 'D2', 'V'), call(2, 'D2'))).toBeUndefined();
  });

  test('is the one that the server gave to an earlier save of the client that it has not heard of', () => {
    // seen v2, sent v3 with the digest of v2, and again before the answer
    expect(keptPin(call(3, 'D2'), call(3, 'D3'), call(2, 'D2'))).toBe('D3');
    expect(keptPin(call(4, 'D2'), call(3, 'D3'), call(2, 'D2'))).toBeUndefined();
    expect(keptPin(call(2, 'D2'), call(3, 'D3'), call(2, 'D2'))).toBe('D2');
  });

  test('stays whenever the same content is saved again', () => {
    const some = fc.record({
      nodeKey: fc.constant('call'),
      workflowId: fc.constantFrom('V', 'W'),
      version: fc.constantFrom(1, 2, 'latest'),
      digest: fc.constantFrom('D1', 'D2'),
    });
    fc.assert(
      fc.property(some, some, (base, seen) => {
        expect(keptPin(base, base, seen)).toBe(base.digest);
        expect(keptPin({ ...base, digest: undefined }, base, seen)).toBe(base.digest);
      }),
    );
  });
});

describe('where a call leads', () => {
  const called = (more: Partial<CalledWorkflow> = {}): CalledWorkflow => ({
    saved: new Map([
      [1, 'D1'],
      [2, 'D2'],
    ]),
    latest: 'D2',
    live: [],
    ...more,
  });
  const empty = called({ saved: new Map(), latest: undefined });

  test.each([
    ['a number', call(1), called(), 'D1'],
    ['a label', call('v2'), called(), 'D2'],
    ['the latest, whatever is live', call('latest'), called({ live: ['D1'] }), 'D2'],
    ['the active one', call('active'), called({ live: ['D1'] }), 'D1'],
    ['no version: the active one', call(), called({ live: ['D1'] }), 'D1'],
    ['no version, where none is active: the latest', call(), called(), 'D2'],
    ['no version, in a split: the latest', call(), called({ live: ['D1', 'D3'] }), 'D2'],
  ])('is told by %s', (_what, from, workflow, digest) => {
    expect(targetOf(from, workflow)).toEqual({ digest });
  });

  test.each([
    ['a workflow that is not there', call(1), undefined, 'SUBWORKFLOW_MISSING'],
    ['a version that is not there', call(3), called(), 'SUBWORKFLOW_MISSING'],
    ['the draft', call('draft'), called(), 'SUBWORKFLOW_NOT_PINNED'],
    ['what is no version', call('newest'), called(), 'SUBWORKFLOW_NOT_PINNED'],
    ['the active one, where none is', call('active'), called(), 'SUBWORKFLOW_NOT_PINNED'],
    [
      'the active one of a split',
      call('active'),
      called({ live: ['D1', 'D3'] }),
      'SUBWORKFLOW_NOT_PINNED',
    ],
    ['the latest of nothing', call('latest'), empty, 'SUBWORKFLOW_NOT_PINNED'],
    ['no version of nothing', call(), empty, 'SUBWORKFLOW_NOT_PINNED'],
  ])('is nowhere for %s', (_what, from, workflow, problem) => {
    expect(targetOf(from, workflow)).toMatchObject({ problem });
  });
});
