/** How the argument `after` of every subscription is described. */
export const AFTER =
  'Only events after this: the cursor of the last event seen, an eventCursor, or, of one workflow, a sequence as text; "0" from the beginning. From now on if absent.';
