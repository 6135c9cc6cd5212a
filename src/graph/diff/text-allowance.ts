/**
 * What one allowance is worth: about a second. A text that changes in every one of a thousand lines
 * takes a fifth of it; a prompt that was edited by hand, a thousandth and less.
 */
const MAX_STEPS = 5_000_000;

/**
 * The work that comparisons of texts may take together. To find up to n edits takes n² steps. When it is
 * used up, further texts are compared as one change each, in linear time.
 */
export class TextAllowance {
  #steps = MAX_STEPS;

  /** How many edits may still be looked for; `most` at the most. */
  edits(most: number): number {
    return Math.min(most, Math.floor(Math.sqrt(Math.max(0, this.#steps))));
  }

  /** Takes off what a search for so many edits took. */
  spend(edits: number): void {
    this.#steps -= edits * edits;
  }
}
