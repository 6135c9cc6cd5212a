/** Largest canonical text of a definition, in bytes of UTF-8: 5 MB. */
export const MAX_DEFINITION_BYTES = 5 * 1024 * 1024;

/** Largest layout, in characters of its JSON: 2 MB. */
export const MAX_LAYOUT_CHARACTERS = 2 * 1024 * 1024;

export const MAX_NODES = 5_000;
export const MAX_EDGES = 20_000;
export const MAX_VARIABLES = 1_000;
export const MAX_PATCH_OPERATIONS = 10_000;

/** Longest id, node type, handle or variable name, in UTF-16 code units. */
export const MAX_ID_LENGTH = 200;

/** Longest name of a node, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 1_000;

/** Deepest nesting of a free value such as a config; the canonical form has room for it and its place. */
export const MAX_VALUE_NESTING = 100;

/** Most tries of a step. */
export const MAX_ATTEMPTS = 1_000;

/** Longest time-out and pause, in milliseconds: what Node's timers can hold, about 24 days. */
export const MAX_MILLISECONDS = 2 ** 31 - 1;
