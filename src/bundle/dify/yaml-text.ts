import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  type Scalar,
} from 'yaml';
import { isRoundedInteger } from '../../graph/json-text';
import { MAX_VALUE_NESTING } from '../../graph/limits';
import { ImportError } from '../import-error';

/** Longest text that is read, in characters: n8n's own bound on a workflow, 16 MB. */
const MAX_TEXT_LENGTH = 16 * 1024 * 1024;
/** How many values and characters come out, so that no small text grows large by repeating anchors. */
const MAX_VALUES = 1_000_000;
const MAX_CHARACTERS = MAX_TEXT_LENGTH;

/** How much of a name is repeated in an error. */
const MAX_SHOWN = 100;

const NULL = /^(?:null|Null|NULL|~|)$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const INTEGER = /^[-+]?(?:0|[1-9][0-9]*)$/;
// As PyYAML writes numbers: a text such as `1e5`, which it leaves without quotes, is none.
const FRACTION = /^[-+]?[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?$/;
const STRING_TAG = 'tag:yaml.org,2002:str';
const COLLECTION_TAGS = new Set(['tag:yaml.org,2002:map', 'tag:yaml.org,2002:seq']);

/**
 * Parses the text of a file as one YAML document into JSON values. A plain scalar is null, a boolean
 * or a number only where every version of YAML takes it for one; everything else without quotes is
 * the text as it stands, such as `yes`, `0123`, `1e5` and `2024-01-01`, so that nothing is changed by
 * reading it. Refused are what would be changed or lost: integers beyond 2^53 without quotes, names
 * that a map has twice, further documents, and tags other than `!!str`, `!!map` and `!!seq`.
 *
 * @throws ImportError saying what is wrong, with line and column where they are known.
 */
export function parseYamlText(text: string): unknown {
  if (text.length > MAX_TEXT_LENGTH) {
    throw new ImportError('', `is longer than ${MAX_TEXT_LENGTH} characters`);
  }
  const document = parsed(text);
  const fault = [...document.errors, ...document.warnings][0];
  if (fault !== undefined) {
    // The parser answers a hostile nesting with an overflow of the stack, in its own words.
    if (/call stack/.test(fault.message)) throw new ImportError('', 'is nested too deeply');
    const reason = fault.message.split('\n')[0]?.replace(/:$/, '') ?? '';
    throw new ImportError('', `is no YAML that can be read: ${reason}`);
  }
  return new YamlReader().value(document.contents, 0);
}

function parsed(text: string): Document.Parsed {
  try {
    // The failsafe schema leaves every scalar a text with its style, for the rules above.
    // Names that stand twice are looked for below: the parser compares each with each.
    return parseDocument(text, { schema: 'failsafe', uniqueKeys: false, prettyErrors: true });
  } catch (error) {
    if (error instanceof RangeError) throw new ImportError('', 'is nested too deeply');
    throw error;
  }
}

class YamlReader {
  private readonly anchored = new Map<string, Node>();
  private values = 0;
  private characters = 0;

  value(node: Node | null | undefined, depth: number): unknown {
    this.values += 1;
    if (this.values > MAX_VALUES) throw new ImportError('', `holds more than ${MAX_VALUES} values`);
    // An anchor that holds itself ends here too.
    if (depth > MAX_VALUE_NESTING) {
      throw new ImportError('', `is nested deeper than ${MAX_VALUE_NESTING}`);
    }
    if (node === null || node === undefined) return null;
    if (isAlias(node)) return this.value(this.resolve(node), depth + 1);
    // Nodes are met in the order of the text, where an anchor means the last of its name.
    if (node.anchor !== undefined) this.anchored.set(node.anchor, node);
    if (isScalar(node)) return this.scalar(node);
    if (node.tag !== undefined && !COLLECTION_TAGS.has(node.tag)) throw unknownTag(node.tag);
    if (isSeq(node)) return node.items.map((item) => this.value(item as Node, depth + 1));
    if (isMap(node)) return this.map(node.items, depth);
    throw new ImportError('', 'holds something that is neither a map, a list nor a scalar');
  }

  private resolve(alias: Alias): Node {
    const anchored = this.anchored.get(alias.source);
    if (anchored !== undefined) return anchored;
    throw new ImportError('', `has no anchor ${alias.source.slice(0, MAX_SHOWN)}`);
  }

  private scalar({ value, type, tag }: Scalar): unknown {
    this.characters += typeof value === 'string' ? value.length : 0;
    if (this.characters > MAX_CHARACTERS) {
      throw new ImportError('', `holds more than ${MAX_CHARACTERS} characters`);
    }
    return scalarValue(value, type === 'PLAIN', tag);
  }

  private map(items: readonly { key: unknown; value: unknown }[], depth: number): unknown {
    const members = new Map<string, unknown>();
    const merged: Record<string, unknown>[] = [];
    for (const { key, value } of items) {
      const name = isAlias(key) ? this.resolve(key) : key;
      if (isScalar(name) && name.anchor !== undefined) this.anchored.set(name.anchor, name);
      if (!isScalar(name) || typeof name.value !== 'string') {
        throw new ImportError('', 'has a map with a name that is not a text');
      }
      const copy = this.value(value as Node, depth + 1);
      if (members.has(name.value)) {
        const shown = JSON.stringify(name.value.slice(0, MAX_SHOWN));
        throw new ImportError('', `names ${shown} twice in a map, where names are unique`);
      }
      if (name.value === '<<' && name.type === 'PLAIN') merged.push(...mergedMaps(copy));
      else members.set(name.value, copy);
    }
    // Members of its own stand over merged ones, and earlier merged maps over later ones.
    for (const map of merged) {
      for (const [name, value] of Object.entries(map)) {
        if (!members.has(name)) members.set(name, value);
      }
    }
    return Object.fromEntries(members);
  }
}

function mergedMaps(value: unknown): Record<string, unknown>[] {
  const maps: unknown[] = Array.isArray(value) ? value : [value];
  for (const map of maps) {
    if (typeof map !== 'object' || map === null || Array.isArray(map)) {
      throw new ImportError('', 'merges something that is not a map');
    }
  }
  return maps as Record<string, unknown>[];
}

function scalarValue(value: unknown, isPlain: boolean, tag: string | undefined): unknown {
  if (tag !== undefined && tag !== STRING_TAG) throw unknownTag(tag);
  const text = typeof value === 'string' ? value : '';
  if (!isPlain || tag === STRING_TAG) return text;
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (INTEGER.test(text)) {
    const number = Number(text);
    if (Number.isSafeInteger(number)) return number;
    throw beyondIntegers(text);
  }
  const fraction = FRACTION.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(fraction)) return text;
  if (isRoundedInteger(fraction, text)) throw beyondIntegers(text);
  return fraction;
}

function beyondIntegers(text: string): ImportError {
  const shown = text.slice(0, MAX_SHOWN);
  return new ImportError('', `holds ${shown}, which is beyond 2^53; write it in quotes`);
}

function unknownTag(tag: string): ImportError {
  return new ImportError('', `has the tag ${tag}, which cannot be read`);
}
