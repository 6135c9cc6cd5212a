import DataLoader from 'dataloader';
import { type Page } from '../platform/graphql/page';
import { type Workflow, type WorkflowOrder } from './workflow';
import { type WorkflowSelection, type WorkflowStore } from './workflow.store';

/** Reads workflows of one workspace for one request. */
export class WorkflowLoader {
  readonly #byId: DataLoader<string, Workflow | undefined>;

  constructor(
    private readonly store: WorkflowStore,
    private readonly workspaceId: string,
  ) {
    this.#byId = new DataLoader(async (ids) => {
      const found = new Map(
        (await store.byIds(workspaceId, ids)).map((workflow) => [workflow.id, workflow]),
      );
      return ids.map((id) => found.get(id));
    });
  }

  byId(id: string): Promise<Workflow | undefined> {
    return this.#byId.load(id);
  }

  byKey(key: string): Promise<Workflow | undefined> {
    return this.store.byKey(this.workspaceId, key);
  }

  page(
    selection: Omit<WorkflowSelection, 'workspaceId'>,
    order: WorkflowOrder,
    page: Page,
  ): Promise<Workflow[]> {
    return this.store.page({ ...selection, workspaceId: this.workspaceId }, order, page);
  }

  count(selection: Omit<WorkflowSelection, 'workspaceId'>): Promise<number> {
    return this.store.count({ ...selection, workspaceId: this.workspaceId });
  }
}
