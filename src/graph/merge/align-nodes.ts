import type { Definition, DefinitionNode } from '../definition';
import { matchNodes } from '../diff/match-nodes';
import { pointerOf } from '../json-pointer';
import { readNodeValue } from './check-values';
import type { Decision, Decisions } from './decisions';
import { followRenames, type IdMap, mentionedIds } from './follow-renames';
import { otherSide, type Side, type Sides } from './merge-conflict';

/** The three contents, in which the same node has the same id. */
export interface AlignedNodes {
  base: Definition;
  ours: Definition;
  theirs: Definition;
  /** Former ids of the nodes that a side renamed, by the id that they have now. */
  renamedBy: Readonly<Record<Side, IdMap>>;
  /** What was decided of nodes that both sides renamed differently, by the id that they have now. */
  decided: ReadonlyMap<string, Decision<DefinitionNode>>;
}

/**
 * Gives a node that one side renamed the new id on the other side and in the base too, and lets what
 * refers to it follow, so that all else can be compared by id. A node that both renamed differently is
 * a conflict as a whole. A rename to an id under which the other side has another node counts as a
 * removal and an addition.
 */
export function alignNodes(
  base: Definition,
  ours: Definition,
  theirs: Definition,
  decisions: Decisions,
): AlignedNodes {
  const [own, other] = [matchNodes(base, ours), matchNodes(base, theirs)];
  if (own.size === 0 && other.size === 0) {
    const none: IdMap = new Map();
    return { base, ours, theirs, renamedBy: { ours: none, theirs: none }, decided: new Map() };
  }
  const alignment = new Alignment(
    { base, ours, theirs },
    {
      ours: withoutTaken(own, other, theirs),
      theirs: withoutTaken(other, own, ours),
    },
  );
  const decided = alignment.decide(decisions);
  return { ...alignment.aligned(), renamedBy: alignment.renamedBy(), decided };
}

type Definitions = Readonly<Record<'base' | Side, Definition>>;
const SIDES: readonly Side[] = ['ours', 'theirs'];

class Alignment {
  /** The id that a node gets, by its id in the base. */
  readonly #ids = new Map<string, string>();
  /** By side, the nodes whose former id its texts do not mention any more, though the base's do. */
  readonly #cleanedBy: Record<Side, ReadonlySet<string>>;

  constructor(
    private readonly definitions: Definitions,
    private readonly renames: Readonly<Record<Side, IdMap>>,
  ) {
    const cleaned = (side: Side): ReadonlySet<string> => {
      const left = mentionedIds(definitions[side], renames[side]);
      const former = mentionedIds(definitions.base, renames[side]);
      return new Set([...former].filter((id) => !left.has(id)));
    };
    this.#cleanedBy = { ours: cleaned('ours'), theirs: cleaned('theirs') };
  }

  /** Decides which id each node gets; answers what was decided of those that got two. */
  decide(decisions: Decisions): Map<string, Decision<DefinitionNode>> {
    const decided = new Map<string, Decision<DefinitionNode>>();
    for (const former of this.#formerIds()) {
      const [own, other] = [this.renames.ours.get(former), this.renames.theirs.get(former)];
      if (own === undefined || other === undefined || own === other) {
        this.#ids.set(former, (own ?? other)!);
        continue;
      }
      const decision = this.#decideTwiceRenamed(former, own, other, decisions);
      const id = decision.value?.id ?? former;
      this.#ids.set(former, id);
      decided.set(id, decision);
    }
    return decided;
  }

  aligned(): Definitions {
    return {
      base: this.#alignedBase(),
      ours: this.#alignedSide('ours'),
      theirs: this.#alignedSide('theirs'),
    };
  }

  renamedBy(): Record<Side, IdMap> {
    const of = (side: Side): IdMap =>
      new Map([...this.renames[side].keys()].map((former) => [this.#ids.get(former)!, former]));
    return { ours: of('ours'), theirs: of('theirs') };
  }

  #formerIds(): string[] {
    return [...new Set([...this.renames.ours.keys(), ...this.renames.theirs.keys()])].sort();
  }

  #decideTwiceRenamed(
    former: string,
    own: string,
    other: string,
    decisions: Decisions,
  ): Decision<DefinitionNode> {
    const { base, ours, theirs } = this.definitions;
    const sides: Sides<DefinitionNode> = {
      base: nodeOf(base, former),
      ours: nodeOf(ours, own),
      theirs: nodeOf(theirs, other),
    };
    const path = pointerOf(['nodes', former]);
    const decision = decisions.decide(path, sides, `ours renamed it to ${own}, theirs to ${other}`);
    if (decision.take !== 'VALUE' || decision.value === undefined) return decision;
    return { ...decision, value: readNodeValue(decision.value, path, [former, own, other]) };
  }

  #alignedBase(): Definition {
    const [ids, references, mentions] = [newIdMap(), newIdMap(), newIdMap()];
    for (const [former, id] of this.#ids) {
      if (former !== id) ids.set(former, id);
      const renamers = SIDES.filter((side) => this.renames[side].has(former));
      if (renamers.every((side) => this.#cleanedBy[side].has(former))) mentions.set(former, id);
      // Where both renamed it alike, their texts are compared as they are with what stood there.
      else if (renamers.length === 1 || !this.#isRenamedAlike(former)) references.set(former, id);
    }
    return followRenames(this.definitions.base, { ids, references, mentions });
  }

  #alignedSide(side: Side): Definition {
    const [ids, references, mentions] = [newIdMap(), newIdMap(), newIdMap()];
    for (const [former, id] of this.#ids) {
      const present = this.renames[side].get(former) ?? former;
      if (present === id) continue;
      ids.set(present, id);
      const renamer = present === former ? otherSide(side) : side;
      if (this.#cleanedBy[renamer].has(former)) mentions.set(present, id);
      else references.set(present, id);
    }
    return followRenames(this.definitions[side], { ids, references, mentions });
  }

  #isRenamedAlike(former: string): boolean {
    return this.renames.ours.get(former) === this.renames.theirs.get(former);
  }
}

/** The renames of one side without those to an id under which the other side has another node. */
function withoutTaken(renames: IdMap, otherRenames: IdMap, other: Definition): IdMap {
  const taken = new Set(other.nodes.map(({ id }) => id));
  return new Map(
    [...renames].filter(([former, id]) => !taken.has(id) || otherRenames.get(former) === id),
  );
}

function newIdMap(): Map<string, string> {
  return new Map();
}

function nodeOf({ nodes }: Definition, id: string): DefinitionNode | undefined {
  return nodes.find((node) => node.id === id);
}
