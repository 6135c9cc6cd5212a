import { spawn } from 'node:child_process';
import { type UnzippedFolder } from './bundle-fixtures';

/** What came of a process. */
export interface ProcessEnd {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `node run.mjs` in a folder, with nothing in its environment but what is given. */
export async function runInFolder(
  folder: UnzippedFolder,
  args: string[] = [],
  environment: Record<string, string> = {},
  stdin = '',
): Promise<ProcessEnd> {
  const child = spawn(process.execPath, ['run.mjs', ...args], {
    cwd: folder.path,
    env: environment,
    stdio: 'pipe',
    timeout: 25_000,
  });
  const end: ProcessEnd = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (end.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (end.stderr += data.toString()));
  child.stdin.end(stdin);
  end.code = await new Promise((resolve) => child.on('close', resolve));
  return end;
}
