/** One thing that is wrong with an input, and where. */
export interface DefinitionIssue {
  /** JSON Pointer (RFC 6901) from the input as it was given; `''` is all of it. */
  path: string;
  message: string;
}

/** How many issues an error's message spells out; `issues` has all that were collected. */
const LISTED = 3;

/** How many issues are collected before reading stops, so that a bad input cannot fill the memory. */
const MOST_ISSUES = 100;

/** The input is not a definition, layout or patch. Nothing of it was taken. */
export class DefinitionError extends Error {
  readonly issues: readonly DefinitionIssue[];

  constructor(issues: readonly DefinitionIssue[]) {
    const listed = issues
      .slice(0, LISTED)
      .map(({ path, message }) => `${path || 'The input'} ${message}`);
    const left = issues.length - listed.length;
    super(listed.join('; ') + (left > 0 ? `; and ${left} more` : ''));
    this.name = 'DefinitionError';
    this.issues = issues;
  }
}

/** Gathers issues, so that a reader can name every fault of an input at once. */
export class IssueList {
  private readonly issues: DefinitionIssue[] = [];

  /** @throws DefinitionError when more have come than anybody would read. */
  add(path: string, message: string): void {
    this.issues.push({ path, message });
    if (this.issues.length >= MOST_ISSUES) throw new DefinitionError(this.issues);
  }

  get isEmpty(): boolean {
    return this.issues.length === 0;
  }

  /** @throws DefinitionError if there is any issue. */
  throwIfAny(): void {
    if (!this.isEmpty) throw new DefinitionError(this.issues);
  }
}
