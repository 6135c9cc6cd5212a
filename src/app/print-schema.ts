import 'reflect-metadata';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { createSchema } from './create-schema';

const FILE = join(process.cwd(), 'schema.graphql');

/** Writes the schema to schema.graphql; with `--check` it only tells whether the file is up to date. */
async function main(): Promise<void> {
  const text = `${printSchema(lexicographicSortSchema(await createSchema()))}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(FILE, text);
    return;
  }
  if (readCommitted() === text) return;
  process.stderr.write(
    'schema.graphql is not what the code says; run "npm run schema" and commit it.\n',
  );
  process.exitCode = 1;
}

function readCommitted(): string | undefined {
  try {
    return readFileSync(FILE, 'utf8');
  } catch {
    return undefined;
  }
}

void main();
