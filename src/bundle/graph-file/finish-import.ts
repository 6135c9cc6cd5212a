import { isPlainObject } from '../../graph/canonical-json';
import type { Definition, DefinitionNode, JsonObject, Variable } from '../../graph/definition';
import { ImportError } from '../import-error';
import { type ImportedWorkflow, refuseWhatFitsNoDefinition } from '../imported-workflow';
import { cutText } from '../usable-text';
import type { FileEdges } from './file-edges';
import type { FileLayout } from './file-layout';
import type { FileNode } from './file-nodes';
import type { ImportContext } from './import-context';

/** Longest name of a workflow. */
const MAX_WORKFLOW_NAME = 128;

/** Everything that was read of a file. */
export interface ReadParts {
  name: unknown;
  /** What a workflow without a name is called. */
  unnamed: string;
  description: unknown;
  /** JSON Pointer of the object that name and description stand in. */
  pointer: string;
  fileNodes: readonly FileNode[];
  nodesInFile: number;
  nodes: DefinitionNode[];
  edges: FileEdges;
  settings: JsonObject;
  variables?: Variable[];
  layout: FileLayout;
}

/**
 * Puts the parts of a file together, nodes in the order of the file.
 *
 * @throws ImportError if they fit no definition or layout.
 */
export function finishImport(parts: ReadParts, context: ImportContext): ImportedWorkflow {
  const { report, values } = context;
  const place = new Map(parts.fileNodes.map(({ id, index }) => [id, index]));
  const definition: Definition = {
    nodes: [...parts.nodes].sort((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0)),
    edges: parts.edges.all(),
    ...(parts.variables && parts.variables.length > 0 && { variables: parts.variables }),
    ...(Object.keys(parts.settings).length > 0 && { settings: parts.settings }),
  };
  const layout = parts.layout.all();
  refuseWhatFitsNoDefinition(definition, layout, '');
  const name = nameOf(parts, context);
  const { description, pointer } = parts;
  const words = typeof description === 'string' ? description : '';
  if (typeof description !== 'string' && (description ?? undefined) !== undefined) {
    const message = 'description is not a text; left out';
    const at = `${pointer}/description`;
    report.add('WORKFLOW_MEMBER', at, message, {
      value: values.copy(description, { pointer: at }),
    });
  }
  report.summarize();
  return {
    name,
    ...(words !== '' && {
      description: values.text(words, { pointer: `${pointer}/description` }),
    }),
    definition,
    layout,
    report: {
      nodesInFile: parts.nodesInFile,
      nodes: definition.nodes.length,
      notes: parts.fileNodes.filter(({ isNote }) => isNote).length,
      edges: definition.edges.length,
      items: report.items,
    },
  };
}

function nameOf({ name: given, unnamed, pointer }: ReadParts, context: ImportContext): string {
  const { report, values } = context;
  const at = `${pointer}/name`;
  const isText = typeof given === 'string';
  if (!isText && given !== undefined && given !== null) {
    const copy = values.copy(given, { pointer: at });
    report.add('WORKFLOW_MEMBER', at, 'name is not a text; left out', { value: copy });
  }
  const name = isText ? values.text(given.trim(), { pointer: at }) : '';
  if (name === '') {
    report.add('NAME_ABSENT', pointer, `has no name; it is called ${unnamed}`);
    return unnamed;
  }
  if (name.length <= MAX_WORKFLOW_NAME) return name;
  report.add('NAME_SHORTENED', at, `is longer than ${MAX_WORKFLOW_NAME} characters; cut`);
  return cutText(name, MAX_WORKFLOW_NAME);
}

/**
 * The list of a graph's nodes or edges.
 *
 * @throws ImportError if it is none. Absent or null is empty.
 */
export function listOf(members: Record<string, unknown>, name: string, pointer: string): unknown[] {
  const list = members[name] ?? [];
  if (!Array.isArray(list)) throw new ImportError(`${pointer}/${name}`, `is not a list of ${name}`);
  return list as unknown[];
}

/** The members of a value that should be an object; none if it is something else. */
export function membersOf(value: unknown): Record<string, unknown> {
  return isPlainObject(value) ? value : {};
}
