import { Document, Scalar, type ScalarTag, visit } from 'yaml';
import {
  type Definition,
  type DefinitionEdge,
  type DefinitionNode,
  type Variable,
} from '../../graph/definition';
import { readingOrder } from './reading-order';

/** A version as its YAML begins. */
export interface VersionHeading {
  /** Name of the workflow. */
  workflow: string;
  number: number;
  name?: string;
  /** Absent where nobody's name is known. */
  author?: string;
  /** RFC 3339. */
  createdAt: string;
  digest: string;
}

/** Characters that would end a comment, or that an editor shows as something else. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** What a text cannot hold as it is so that every reader of YAML reads the same. */
const NEEDS_ESCAPE =
  /[^\t\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const ALL_THAT_NEEDS_ESCAPE = new RegExp(NEEDS_ESCAPE, 'gu');
/** Some readers end a text without quotes at a tab, and lose space that nothing follows. */
const IS_FRAGILE = /^[^\n]*\t[^\n]*$|^[ \n]+$/;
/**
 * What readers of YAML 1.1 take for something else than a text where it has no quotes: their words for
 * booleans, numbers with bases, underscores or colons, dates, and `<<`, which merges maps.
 */
const READ_OTHERWISE =
  /^(?:[-+.]*(?:[0-9][-+0-9a-fA-FxXoO_:.tTzZ \t]*)?|[-+.]*e[-+]?[0-9]+|y|n|yes|no|on|off|<<|=)$/i;

/**
 * A version as YAML 1.2: a comment that tells which it is, and its definition with the nodes in the order
 * of the graph and texts of several lines as blocks. Every reader of YAML 1.1 or 1.2 reads the definition back.
 */
export function versionYaml(heading: VersionHeading, definition: Definition): string {
  const { workflow, number, name, author, createdAt, digest } = heading;
  const title = `${workflow}, version ${number}${name === undefined ? '' : `: ${name}`}`;
  const made = `Saved ${createdAt}${author === undefined ? '' : ` by ${author}`}`;
  const comment = [title, made, digest].map((line) => `# ${line.replace(UNSEEN, ' ')}\n`);
  return `${comment.join('')}\n${definitionYaml(definition)}`;
}

function definitionYaml(definition: Definition): string {
  const { nodes, edges } = readingOrder(definition);
  const { inputs, variables, settings } = definition;
  const ordered = {
    ...(inputs && { inputs }),
    ...(variables && { variables: variables.map(orderedVariable) }),
    nodes: nodes.map(orderedNode),
    edges: edges.map(orderedEdge),
    ...(settings && { settings }),
  };
  const document = new Document(ordered, {
    aliasDuplicateObjects: false,
    customTags: (tags) => [NUMBER, QUOTED, ...tags],
  });
  visit(document, {
    Scalar: (_key, scalar) => setStyle(scalar),
  });
  return document.toString({ lineWidth: 0 });
}

/** What a node is before what it does: its config may be long. */
function orderedNode({ id, type, name, config, ...rest }: DefinitionNode): object {
  return { id, type, name, ...rest, config };
}

function orderedVariable({ name, type, ...rest }: Variable): object {
  return { name, type, ...rest };
}

/** Both ends in the order in which the edge goes. */
function orderedEdge({ id, source, sourceHandle, target, ...rest }: DefinitionEdge): object {
  return { id, source, ...(sourceHandle !== undefined && { sourceHandle }), target, ...rest };
}

function setStyle(scalar: Scalar): void {
  const { value } = scalar;
  if (typeof value === 'string' && value.includes('\n') && !isQuoted(value))
    scalar.type = Scalar.BLOCK_LITERAL;
}

function isQuoted(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    (NEEDS_ESCAPE.test(value) || READ_OTHERWISE.test(value) || IS_FRAGILE.test(value))
  );
}

/** Texts in quotes, with escapes of four digits alone. */
const QUOTED: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: isQuoted,
  // Matches nothing: it only writes.
  test: /(?!)/,
  resolve: (text) => text,
  stringify: ({ value }) =>
    JSON.stringify(value).replace(
      ALL_THAT_NEEDS_ESCAPE,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
};

/**
 * Numbers as every version of YAML reads them: with a point before an exponent, and beyond 2^53, where
 * digits do not tell a double from its neighbours.
 */
const NUMBER: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number',
  // Matches nothing: it only writes.
  test: /(?!)/,
  resolve: (text) => text,
  stringify: ({ value }) => numberText(value as number),
};

function numberText(value: number): string {
  const text = String(value);
  if (Number.isSafeInteger(value) || /\./.test(text)) return text;
  return text.includes('e') ? text.replace('e', '.0e') : `${text}.0`;
}
