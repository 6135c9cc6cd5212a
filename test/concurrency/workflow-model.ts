/** What a version is in the model; contents stand for digests. */
export interface ModelVersion {
  content: number;
  revision: number;
  parent: number | null;
  isSealed: boolean;
  isArchived: boolean;
  wasRouted: boolean;
}

export interface ModelRoute {
  version: number;
  content: number;
  weight: number;
}

export type ModelSealing = 'ON_SAVE' | 'ON_ACTIVATION' | 'NEVER';

/** What is to happen: a refusal's code, or that it is done, with what it changes in the model. */
export type Verdict = string | { done: () => void };

/** A workflow as product.md has it, in memory. Every step tells what the server must answer. */
export class WorkflowModel {
  readonly versions = new Map<number, ModelVersion>();
  /** All routings that ever stood, by activation sequence from 1. */
  readonly routings: ModelRoute[][] = [];
  next = 1;
  sealing: ModelSealing = 'ON_SAVE';
  isArchived = false;
  draft = { content: 0, revision: 1, parent: null as number | null };
  /** Content of the draft's revision before the present one, and whether the draft was restored since. */
  before = { content: 0, isRestored: false };

  get latest(): number {
    return Math.max(0, ...this.versions.keys());
  }

  get routes(): ModelRoute[] {
    return this.routings.at(-1) ?? [];
  }

  /** A stale save is based on the revision before the present one. */
  saveDraft(content: number, isStale: boolean): Verdict {
    const isChanged = content !== this.draft.content;
    if (!isStale || !isChanged) return { done: () => isChanged && this.moveDraft(content) };
    // contents have but one field, so what both changed clashes, and what ours left is theirs
    if (content !== this.before.content || this.before.isRestored) return 'DRAFT_CONFLICT';
    return { done: () => {} };
  }

  /** From the draft where no content is given. */
  saveVersion(content: number | undefined, activate: boolean): Verdict {
    return {
      done: () => {
        const saved = content ?? this.draft.content;
        const isSame = this.versions.get(this.latest)?.content === saved;
        const parent = content === undefined ? this.draft.parent : this.latest || null;
        if (!isSame)
          this.versions.set(this.next++, {
            content: saved,
            revision: 1,
            parent,
            isSealed: this.sealing === 'ON_SAVE',
            isArchived: false,
            wasRouted: false,
          });
        if (content === undefined) this.draft.parent = this.latest;
        if (activate) this.route([this.whole(this.latest)]);
      },
    };
  }

  editVersion(number: number, content: number): Verdict {
    const version = this.versions.get(number);
    if (!version) return 'NOT_FOUND';
    if (version.isSealed) return 'VERSION_SEALED';
    return {
      done: () => {
        if (version.content !== content) version.revision++;
        version.content = content;
      },
    };
  }

  activate(number: number): Verdict {
    const refusal = this.notRoutable(number);
    return refusal ?? { done: () => this.route([this.whole(number)]) };
  }

  split(numbers: number[]): Verdict {
    for (const number of numbers) {
      const refusal = this.notRoutable(number);
      if (refusal) return refusal;
    }
    if (new Set(numbers).size < numbers.length) return 'INVALID_INPUT';
    return {
      done: () =>
        this.route(numbers.map((number, place) => ({ ...this.whole(number), weight: place + 1 }))),
    };
  }

  deactivate(): Verdict {
    return { done: () => this.route([]) };
  }

  rollbackTo(number: number): Verdict {
    const refusal = this.notRoutable(number);
    if (refusal) return refusal;
    const last = this.routings.findLast((routes) =>
      routes.some(({ version }) => version === number),
    );
    const route = last?.find(({ version }) => version === number);
    return route ? { done: () => this.route([{ ...route, weight: 1 }]) } : 'NEVER_ACTIVATED';
  }

  archiveVersion(number: number): Verdict {
    const version = this.versions.get(number);
    if (!version) return 'NOT_FOUND';
    if (version.isArchived) return 'ALREADY_ARCHIVED';
    if (number === this.latest) return 'VERSION_IS_LATEST';
    if (this.routes.some((route) => route.version === number)) return 'VERSION_IN_USE';
    return { done: () => (version.isArchived = true) };
  }

  unarchiveVersion(number: number): Verdict {
    const version = this.versions.get(number);
    if (!version) return 'NOT_FOUND';
    return version.isArchived ? { done: () => (version.isArchived = false) } : 'NOT_ARCHIVED';
  }

  deleteVersion(number: number): Verdict {
    const version = this.versions.get(number);
    if (!version) return 'NOT_FOUND';
    if (number === this.latest) return 'VERSION_IS_LATEST';
    const hasChildren = [...this.versions.values()].some(({ parent }) => parent === number);
    const isInUse = version.wasRouted || hasChildren || this.draft.parent === number;
    return isInUse ? 'VERSION_IN_USE' : { done: () => void this.versions.delete(number) };
  }

  restore(number: number): Verdict {
    const version = this.versions.get(number);
    if (!version) return 'NOT_FOUND';
    return {
      done: () => {
        this.moveDraft(version.content, true);
        this.draft.parent = number;
      },
    };
  }

  discard(): Verdict {
    return this.latest === 0 ? 'NOTHING_SAVED' : this.restore(this.latest);
  }

  seal(sealing: ModelSealing): Verdict {
    return {
      done: () => {
        if (this.sealing === sealing) return;
        this.sealing = sealing;
        for (const version of this.versions.values())
          version.isSealed ||=
            sealing === 'ON_SAVE' || (sealing === 'ON_ACTIVATION' && version.wasRouted);
      },
    };
  }

  archive(): Verdict {
    return this.isArchived ? 'ALREADY_ARCHIVED' : { done: () => (this.isArchived = true) };
  }

  unarchive(): Verdict {
    return this.isArchived ? { done: () => (this.isArchived = false) } : 'NOT_ARCHIVED';
  }

  /** Takes over a routing, as an activation of the server set it; none where it stands already. */
  route(routes: ModelRoute[]): void {
    if (isSame(routes, this.routes)) return;
    this.routings.push(routes);
    for (const { version } of routes) {
      const routed = this.versions.get(version);
      // the draft
      if (!routed) continue;
      routed.wasRouted = true;
      routed.isSealed ||= this.sealing === 'ON_ACTIVATION';
    }
  }

  protected whole(number: number): ModelRoute {
    return { version: number, content: this.versions.get(number)!.content, weight: 1 };
  }

  protected notRoutable(number: number): string | undefined {
    const version = this.versions.get(number);
    if (!version) return 'NOT_FOUND';
    return version.isArchived ? 'VERSION_ARCHIVED' : undefined;
  }

  protected moveDraft(content: number, isRestored = false): void {
    this.before = { content: this.draft.content, isRestored };
    this.draft.content = content;
    this.draft.revision++;
  }
}

/** Whether two routings send every run the same way. */
export function isSame(a: ModelRoute[], b: ModelRoute[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
