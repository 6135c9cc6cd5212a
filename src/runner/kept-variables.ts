import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type Definition, type JsonObject } from '../graph/definition';
import { variableKey } from '../run/persistent-variable';
import { UsageError } from './arguments';

/** JSON texts of values, by `variableKey`, by workflow. */
type State = Record<string, Record<string, string>>;

/** Variables could not be kept. */
export class KeepError extends Error {}

/** Variables that outlive runs, in a file; of no effect without one. */
export class KeptVariables {
  private readonly state: State;

  /** @throws UsageError where the file is not one that this wrote. */
  constructor(private readonly file: string | undefined) {
    this.state = file === undefined ? {} : readState(file);
  }

  /** What earlier runs of a workflow left. */
  of(workflowId: string): ReadonlyMap<string, string> {
    return keptIn(this.state, workflowId);
  }

  /**
   * Keeps those of the variables that persist, at once: what follows in the run may fail.
   * @throws KeepError where the file cannot be written.
   */
  keep(workflowId: string, definition: Definition, values: JsonObject): void {
    if (this.file === undefined) return;
    // read anew: other runs may have kept others of the variables since
    const state = readState(this.file);
    const kept = keptIn(state, workflowId);
    for (const { name, type, lifetime } of definition.variables ?? [])
      if (lifetime === 'persist' && Object.hasOwn(values, name))
        kept.set(variableKey(name, type), JSON.stringify(values[name]));
    state[workflowId] = Object.fromEntries(kept);
    writeState(this.file, state);
  }
}

function keptIn(state: State, workflowId: string): Map<string, string> {
  return new Map(Object.entries(Object.hasOwn(state, workflowId) ? state[workflowId]! : {}));
}

/** Replaces the file as a whole, so that a process that ends in between leaves the old one. */
function writeState(file: string, state: State): void {
  const next = `${file}.${process.pid}.new`;
  try {
    writeFileSync(next, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(next, file);
  } catch (error) {
    throw new KeepError(`Variables cannot be kept: ${(error as Error).message}`);
  }
}

function readState(file: string): State {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new UsageError(
      `The variables that were kept cannot be read: ${(error as Error).message}`,
    );
  }
  const state = parsed(text);
  const isState =
    isRecord(state) &&
    Object.values(state).every(
      (kept) => isRecord(kept) && Object.values(kept).every((value) => isJsonText(value)),
    );
  if (!isState) throw new UsageError(`${file} is not a file that --keep wrote.`);
  return state as State;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJsonText(value: unknown): boolean {
  return typeof value === 'string' && parsed(value) !== undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
