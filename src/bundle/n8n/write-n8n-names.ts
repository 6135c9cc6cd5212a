import { isPlainObject } from '../../graph/canonical-json';
import type { DefinitionNode, JsonObject } from '../../graph/definition';
import { MAX_NAME_LENGTH } from '../../graph/limits';
import { fileLoss, type FileContent, type FileLoss, nodesById } from '../source-file/file-content';
import { cutText } from '../usable-text';
import type { N8nNode } from './n8n-nodes';

/** A name that ends in a number is counted on: after `Set1` comes `Set2`. */
const NUMBERED = /^(.*\D)(\d{1,9})$/s;
const ONLY_NUMBERS = /^\d+$/;
/** Room for a number behind a name. */
const MAX_NUMBER_LENGTH = 12;

/**
 * What each node is called in the file. n8n finds nodes by name only, so each needs one of its own:
 * what stands in the file stays; a new or renamed node whose name is taken gets the first free
 * number behind it, as in n8n's editor, which is told as a loss.
 */
export class N8nNames {
  private readonly byId = new Map<string, string>();
  private readonly ofNodes = new Set<string>();
  private readonly ofNotes: ReadonlySet<string>;
  /** Names that nodes want, which are given to no other. */
  private readonly wanted: ReadonlySet<string>;
  /** The last number that was tried behind each name, so that equal names are not tried anew. */
  private readonly numbers = new Map<string, number>();

  constructor(
    inFile: readonly N8nNode[],
    now: FileContent,
    private readonly losses: FileLoss[],
  ) {
    const { nodes } = now.definition;
    const after = nodesById(now.definition);
    this.wanted = new Set(nodes.map(({ name }) => name));
    this.ofNotes = namesOfNotes(now);
    for (const node of inFile) {
      if (node.isStickyNote) continue;
      const current = after.get(node.id);
      if (current === undefined || !keepsName(node, current)) continue;
      // As it stands in the file, which may be longer than a name here.
      this.set(node.id, node.sourceName);
    }
    for (const node of nodes) if (!this.byId.has(node.id)) this.give(node);
  }

  /** The name of a node in the file; `undefined` if there is no such node. */
  of(id: string): string | undefined {
    return this.byId.get(id);
  }

  /** Whether a node is called so in the file. */
  has(name: string): boolean {
    return this.ofNodes.has(name);
  }

  private give({ id, name, type }: DefinitionNode): void {
    const wanted = name || type;
    const free = this.isFree(wanted) ? wanted : this.free(wanted);
    if (free !== name) this.tell({ id, name }, free);
    this.set(id, free);
  }

  private set(id: string, name: string): void {
    this.byId.set(id, name);
    this.ofNodes.add(name);
  }

  private tell(node: { id: string; name: string }, free: string): void {
    const why = node.name === '' ? 'which has no name here' : `as ${node.name} is taken there`;
    this.losses.push(fileLoss('NAME_CHANGED', `is called ${free} in the file, ${why}`, node));
  }

  /** A file with a member `__proto__` is not read. */
  private isFree(name: string): boolean {
    return name !== '__proto__' && !this.ofNodes.has(name) && !this.ofNotes.has(name);
  }

  private free(name: string): string {
    const [, before = name, last = '0'] = NUMBERED.exec(name) ?? [];
    const start = cutText(before, MAX_NAME_LENGTH - MAX_NUMBER_LENGTH);
    const base = ONLY_NUMBERS.test(name) ? `${start}-` : start;
    let number = this.numbers.get(name) ?? Number(last);
    let free: string;
    do free = `${base}${++number}`;
    while (!this.isFree(free) || this.wanted.has(free));
    this.numbers.set(name, number);
    return free;
  }
}

/** A node without a name in the file is called by its type. */
function keepsName(node: N8nNode, now: DefinitionNode): boolean {
  return now.name === node.name && (node.sourceName !== '' || now.type === node.type);
}

function namesOfNotes({ layout }: FileContent): Set<string> {
  const notes = (layout.notes ?? []).filter(isPlainObject) as JsonObject[];
  return new Set(notes.map(({ name }) => name).filter((name) => typeof name === 'string'));
}
