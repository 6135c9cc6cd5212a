import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/** Keeps one line of text in a file that its owner alone can read; what was there is replaced. */
export async function keepPrivately(directory: string, name: string, text: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const file = join(directory, name);
  // written aside and renamed: neither half a text nor one that others could read is ever there
  const aside = await open(`${file}.new`, 'w', 0o600);
  try {
    await aside.chmod(0o600);
    await aside.writeFile(`${text}\n`);
    await aside.sync();
  } finally {
    await aside.close();
  }
  await rename(`${file}.new`, file);
}

/** What {@link keepPrivately} has kept; undefined where there is no such file, or nothing in it. */
export async function readPrivately(directory: string, name: string): Promise<string | undefined> {
  try {
    return (await readFile(join(directory, name), 'utf8')).trim() || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
