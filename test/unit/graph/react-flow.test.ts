import * as fc from 'fast-check';
import { canonicalDefinition, canonicalForm } from '../../../src/graph/canonical-form';
import type { Definition } from '../../../src/graph/definition';
import { DefinitionError, readDefinition } from '../../../src/graph/read-definition';
import { REACT_FLOW_FIELDS, toReactFlow } from '../../../src/graph/react-flow';
import { arbitraryDefinition, arbitraryDrawing } from './arbitrary-definition';

const VISUAL_VALUE: Record<string, unknown> = {
  position: { x: 1, y: 2 },
  width: 10,
  height: 20,
  viewport: { x: 0, y: 0, zoom: 1 },
};

describe('React Flow’s shape', () => {
  it('gives back the definition and the layout that it was made of', () => {
    fc.assert(
      fc.property(arbitraryDrawing, ({ definition, layout }) => {
        const reading = readDefinition(JSON.parse(JSON.stringify(toReactFlow(definition, layout))));
        expect(reading.definition).toEqual(canonicalForm(definition));
        expect(reading.layout ?? {}).toEqual(layout);
      }),
      { numRuns: 300 },
    );
  });

  it('has every node after the container that holds it, and keeps the order otherwise', () => {
    fc.assert(
      fc.property(arbitraryDefinition, (definition) => {
        const { nodes } = toReactFlow(definition, undefined);
        const seen = new Set<string>();
        for (const node of nodes) {
          if (node.parentId !== undefined) expect(seen).toContain(node.parentId);
          seen.add(node.id);
        }
        expect(seen.size).toBe(definition.nodes.length);
        const inOrder = nodes.map(({ id }) => definition.nodes.find((node) => node.id === id)!);
        const again = toReactFlow({ ...definition, nodes: inOrder }, undefined);
        expect(again.nodes.map(({ id }) => id)).toEqual(nodes.map(({ id }) => id));
      }),
    );
  });

  it('gives every node a position, also one that nobody placed', () => {
    const definition: Definition = {
      nodes: ['a', 'b', 'c'].map((id) => ({ id, type: 't', name: id, config: {} })),
      edges: [
        { id: '1', source: 'a', target: 'b' },
        { id: '2', source: 'a', target: 'c' },
      ],
    };
    const { nodes } = toReactFlow(definition, { positions: { b: { x: 7, y: 8 } } });
    expect(nodes.map(({ position }) => position)).toEqual([
      { x: 0, y: 0 },
      { x: 7, y: 8 },
      { x: 280, y: 120 },
    ]);
    const { layout, canonical } = readDefinition(toReactFlow(definition, undefined));
    expect(canonical).toBe(canonicalDefinition(definition));
    expect(Object.keys(layout?.positions ?? {})).toEqual(['a', 'b', 'c']);
  });

  it('keeps config members named label apart from the name of the node', () => {
    const config = { label: 1, $label: 2, $$label: 3, labels: 4 };
    const definition: Definition = {
      nodes: [{ id: 'a', type: 't', name: 'A', config }],
      edges: [],
    };
    const flow = toReactFlow(definition, undefined);
    expect(flow.nodes[0]?.data).toEqual({
      label: 'A',
      $label: 1,
      $$label: 2,
      $$$label: 3,
      labels: 4,
    });
    expect(readDefinition(flow).definition).toEqual(definition);
  });

  it('is read as a canvas of React Flow writes it', () => {
    const { definition, layout } = readDefinition({
      nodes: [
        {
          id: 'g',
          type: 'group',
          position: { x: 0, y: 0 },
          data: {},
          style: { width: 300, height: '10rem' },
        },
        {
          id: 'n',
          position: { x: 5, y: 5 },
          data: { label: 'Ask', prompt: 'Hi' },
          parentId: 'g',
          extent: 'parent',
          measured: { width: 1, height: 1 },
          selected: true,
        },
        {
          id: 'o',
          type: 'agent',
          position: { x: 5, y: 5 },
          data: { label: 'Old' },
          parentNode: 'g',
          width: 10,
          height: 20,
        },
        {
          id: 's',
          type: 'group',
          position: { x: 0, y: 0 },
          data: {},
          style: { width: 300, height: 200 },
        },
      ],
      edges: [
        {
          id: 'e',
          type: 'smoothstep',
          source: 'n',
          target: 'o',
          sourceHandle: null,
          animated: true,
          label: 'yes',
          data: { condition: 'input.ok', priority: 2, label: 'yes' },
          markerEnd: { type: 'arrow' },
        },
      ],
      viewport: { x: 1, y: 2, zoom: 0.5 },
    });
    expect(definition).toEqual({
      nodes: [
        { id: 'g', type: 'group', name: 'g', config: {} },
        { id: 'n', type: 'default', name: 'Ask', config: { prompt: 'Hi' }, parent: 'g' },
        { id: 'o', type: 'agent', name: 'Old', config: {}, parent: 'g' },
        { id: 's', type: 'group', name: 's', config: {} },
      ],
      edges: [{ id: 'e', source: 'n', target: 'o', condition: 'input.ok', priority: 2 }],
    });
    expect(layout).toEqual({
      positions: { g: { x: 0, y: 0 }, n: { x: 5, y: 5 }, o: { x: 5, y: 5 }, s: { x: 0, y: 0 } },
      sizes: { o: { width: 10, height: 20 }, s: { width: 300, height: 200 } },
      viewport: { x: 1, y: 2, zoom: 0.5 },
    });
  });

  it.each(REACT_FLOW_FIELDS.filter(({ becomes }) => becomes !== 'content'))(
    'has the field $field of a $on, which never changes the digest',
    ({ on, field }) => {
      const value = VISUAL_VALUE[field] ?? { any: ['thing', 1] };
      const node = { id: 'a', type: 't', data: { label: 'A' }, position: { x: 0, y: 0 } };
      const edge = { id: 'e', source: 'a', target: 'a', data: {} };
      const plain = readDefinition({ nodes: [node], edges: [edge] });
      const target: Record<string, unknown> = { graph: {}, node: { ...node }, edge: { ...edge } }[
        on
      ];
      const [outer = '', inner] = field.split('.');
      target[outer] = inner === undefined ? value : { [inner]: value };
      const drawn = readDefinition({
        nodes: [on === 'node' ? target : node],
        edges: [on === 'edge' ? target : edge],
        ...(on === 'graph' && target),
      });
      expect(drawn.canonical).toBe(plain.canonical);
    },
  );

  it('has no field twice', () => {
    const names = REACT_FLOW_FIELDS.map(({ on, field }) => `${on} ${field}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('does not make an unknown member of a node pass', () => {
    const node = { id: 'a', data: {}, position: { x: 0, y: 0 }, retries: 3 };
    expect(() => readDefinition({ nodes: [node], edges: [] })).toThrow(DefinitionError);
  });
});
