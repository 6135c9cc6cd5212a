import { type Transaction } from '../platform/database/transaction';
import { type Workflow } from './workflow';
import { LONGEST_KEY } from './workflow.rules';
import { type WorkflowStore } from './workflow.store';

/** Tells which workflows a workspace has, and which names are free. */
export class WorkflowDirectory {
  constructor(private readonly store: WorkflowStore) {}

  /** Those of `ids` that the workspace has. */
  byIds(workspaceId: string, ids: readonly string[]): Promise<Workflow[]> {
    return this.store.byIds(workspaceId, ids);
  }

  /** `key` if it is free in the workspace, else the first free one of `key-2`, `key-3` and so on. */
  async freeKey(workspaceId: string, key: string, transaction?: Transaction): Promise<string> {
    const taken = new Set(await this.store.keysLike(workspaceId, key, transaction));
    if (!taken.has(key)) return key;
    for (let number = 2; ; number++) {
      const suffix = `-${number}`;
      const next = key.slice(0, LONGEST_KEY - suffix.length).replace(/-+$/, '') + suffix;
      if (!taken.has(next)) return next;
    }
  }

  /** Whether a workflow of the workspace is called so. Names need not be unique. */
  hasName(workspaceId: string, name: string): Promise<boolean> {
    return this.store.hasName(workspaceId, name);
  }
}
