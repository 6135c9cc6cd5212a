/** How the argument `after` of every subscription is described. */
export const AFTER =
  'Only events after this: the cursor of the last event seen, an eventCursor, "0" for the beginning, or, of one workflow, a sequence as text. From now on if absent.';
