/** As src/platform/database/data-source.ts sets them. */
export const PRAGMAS = [
  'journal_mode = WAL',
  'foreign_keys = ON',
  'synchronous = NORMAL',
  'busy_timeout = 5000',
  'cache_size = -65536',
  'mmap_size = 268435456',
];
