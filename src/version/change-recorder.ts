import { type Blame, blameOf, type BlameParent, savedBlame } from '../graph/blame';
import { readBlame, writeBlame } from '../graph/blame-text';
import { type AssessedDiff } from '../graph/diff/definition-diff';
import { type Transaction } from '../platform/database/transaction';
import { type BlameStore } from './blame.store';
import { type DiffService, type Digested } from './diff.service';
import { DRAFT_NUMBER, type Version } from './version';

/** Content of a version before something was made from it. */
export type MadeFrom = Pick<Version, 'id' | 'number' | 'digest'>;

/** A revision that is being written. */
export interface RecordedRevision {
  revisionId: string;
  workspaceId: string;
  versionId: string;
  content: Digested;
  /** What its content was made from; nothing: all of it is new. */
  madeFrom: readonly MadeFrom[];
  /** Digest that the revision is compared with in lists; absent: with nothing. */
  comparedWith: string | undefined;
}

/**
 * Records with each revision what it changed: the summary of its diff, and the blame of what its
 * version holds now. So no read has to go through the history.
 */
export class ChangeRecorder {
  constructor(
    private readonly diffs: DiffService,
    private readonly blames: BlameStore,
  ) {}

  async record(transaction: Transaction, revision: RecordedRevision): Promise<void> {
    const { workspaceId, versionId, content, comparedWith, madeFrom } = revision;
    const origin = { revisionId: revision.revisionId, versionId };
    const diffs = new Map<string, AssessedDiff>();
    for (const from of new Set([...madeFrom.map(({ digest }) => digest), comparedWith]))
      if (from !== undefined)
        diffs.set(from, await this.diffs.since(workspaceId, from, content, transaction));
    const parents = await this.parents(transaction, madeFrom, diffs);
    const blame = blameOf(content.definition, origin, parents);
    const draft = madeFrom.find(({ number }) => number === DRAFT_NUMBER);
    const isSave = draft !== undefined && draft.id !== versionId;
    const kept = isSave ? savedBlame(blame, draft.id, versionId) : blame;
    await this.blames.keep(transaction, versionId, writeBlame(kept));
    // what was the draft's own is the saved version's from now on
    if (isSave && draft.digest === content.digest)
      await this.blames.keep(transaction, draft.id, writeBlame(kept));
    if (comparedWith !== undefined) {
      const pair = { from: comparedWith, to: content.digest };
      await this.diffs.keepSummary(transaction, workspaceId, pair, diffs.get(comparedWith)!);
    }
  }

  /** Gives the draft, which holds the same content, the blame of a version that it is one with now. */
  async adopt(transaction: Transaction, draftId: string, versionId: string): Promise<void> {
    const text = (await this.blames.texts([versionId], transaction)).get(versionId);
    if (text !== undefined) await this.blames.keep(transaction, draftId, text);
  }

  /** Ids of the revisions that some blame line of a workflow refers to. */
  async blamedRevisions(transaction: Transaction, workflowId: string): Promise<Set<string>> {
    const revisions = new Set<string>();
    for (const text of await this.blames.ofWorkflow(transaction, workflowId)) {
      const { nodes, edges } = readBlame(text);
      for (const { changed, fields } of nodes.values()) {
        revisions.add(changed.revisionId);
        for (const { revisionId } of fields.values()) revisions.add(revisionId);
      }
      for (const { revisionId } of edges.values()) revisions.add(revisionId);
    }
    return revisions;
  }

  private async parents(
    transaction: Transaction,
    madeFrom: readonly MadeFrom[],
    diffs: ReadonlyMap<string, AssessedDiff>,
  ): Promise<BlameParent[]> {
    if (madeFrom.length === 0) return [];
    const ids = madeFrom.map(({ id }) => id);
    const texts = await this.blames.texts(ids, transaction);
    return madeFrom.map(({ id, digest }) => ({
      blame: blameFrom(texts.get(id)),
      diff: diffs.get(digest)!,
    }));
  }
}

/** Of a version without a text nothing is known, so all of it counts as new in what is made from it. */
function blameFrom(text: string | undefined): Blame {
  return text === undefined ? { nodes: new Map(), edges: new Map() } : readBlame(text);
}
