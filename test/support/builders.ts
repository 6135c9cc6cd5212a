/** A definition as tests write it, before anything has read it. */
export interface DefinitionDraft {
  nodes: Record<string, unknown>[];
  edges: Record<string, unknown>[];
  [member: string]: unknown;
}

/** A complete definition: a manual trigger and a transform that answers `greeting`. */
export function greets(greeting: string): DefinitionDraft {
  return {
    nodes: [
      { id: 'greet', type: 'transform', name: 'Greet', config: { expression: `"${greeting}"` } },
      { id: 'start', type: 'trigger.manual', name: 'Start', config: {} },
    ],
    edges: [{ id: 'start-greet', source: 'start', target: 'greet' }],
  };
}

/** A definition that may be saved, but not go live: nothing starts it. */
export function incomplete(): DefinitionDraft {
  const { nodes } = greets('nobody');
  return { nodes: nodes.slice(0, 1), edges: [] };
}

/** A patch of what {@link greets} makes: another greeting. */
export function greetingPatch(greeting: string): object[] {
  return [{ op: 'replace', path: '/nodes/0/config/expression', value: `"${greeting}"` }];
}
