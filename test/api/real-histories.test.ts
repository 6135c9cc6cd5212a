import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { print } from 'graphql';
import { type HistoryFile } from '../../src/bundle/history';
import { readHistory } from '../../src/bundle/history-files';
import { canonicalDefinition } from '../../src/graph/canonical-form';
import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import {
  ActivateVersionDocument,
  ActivationChangedDocument,
  type ActivationChangedSubscription,
  CreateWorkflowDocument,
  RollbackDocument,
  SaveDraftDocument,
  SaveVersionDocument,
  WorkflowHistoryDocument,
} from '../support/generated/documents';

const DIRECTORY = join(__dirname, '../../examples/histories');
const HISTORIES = readdirSync(DIRECTORY, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

test('there are at least twelve histories of real workflows', () => {
  expect(HISTORIES.length).toBeGreaterThanOrEqual(12);
});

describe.each(databases)('real histories on $name', (kind) => {
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(async () => {
    await app.close();
    await app.database.remove();
  });

  test.each(HISTORIES)(
    '%s: every file is a draft save and a version, released and heard of',
    async (key) => {
      const files = await readHistory(join(DIRECTORY, key));
      const { id, revision } = await createWorkflow(key);
      const socket = await app.connect();
      socket.subscribe(print(ActivationChangedDocument), { workflowId: id, after: '0' });

      const story = await saveAll(id, revision, files);
      const { workflow } = await app.client.request(WorkflowHistoryDocument, { key, first: 100 });

      const versions = workflow!.versions.edges.map(({ node }) => node);
      expect(versions.map((version) => version.number)).toEqual(
        story.saved.map((_, place) => place + 1).reverse(),
      );
      expect(new Set(versions.map((version) => version.digest)).size).toBe(
        new Set(story.contents).size,
      );
      expect(canonicalOf(workflow!.draft.definition)).toBe(story.contents.at(-1));
      expect(workflow!.hasUnsavedChanges).toBe(false);
      expect(workflow!.activeVersion?.number).toBe(story.live);

      const heard: (number | undefined)[] = [];
      while (heard.length < story.released.length) {
        const { data } = await socket.nextPayload<{ data: ActivationChangedSubscription }>();
        heard.push(data.activationChanged.activation.version?.number);
      }
      expect(heard).toEqual(story.released);
      await socket.close();
    },
  );

  async function createWorkflow(key: string): Promise<{ id: string; revision: number }> {
    const { createWorkflow } = await app.client.request(CreateWorkflowDocument, {
      input: { name: key, key },
    });
    expect(createWorkflow.userErrors).toEqual([]);
    return { id: createWorkflow.workflow!.id, revision: createWorkflow.workflow!.draft.revision };
  }

  /** Saves every file; activates every version, and rolls back after every third. */
  async function saveAll(workflowId: string, firstRevision: number, files: readonly HistoryFile[]) {
    const saved: number[] = [];
    const contents: string[] = [];
    const released: number[] = [];
    let expectedRevision = firstRevision;
    for (const { definition, layout, subject } of files) {
      const draft = await app.client.request(SaveDraftDocument, {
        input: { workflowId, expectedRevision, definition, layout },
      });
      expect(draft.saveDraft.userErrors).toEqual([]);
      expectedRevision = draft.saveDraft.draft!.revision;
      const { saveVersion } = await app.client.request(SaveVersionDocument, {
        input: { workflowId, expectedRevision, name: subject.slice(0, 100) },
      });
      expect(saveVersion.userErrors).toEqual([]);
      if (!saveVersion.created) continue;
      const number = saveVersion.version!.number;
      saved.push(number);
      contents.push(canonicalDefinition(definition));
      await activate(workflowId, number);
      released.push(number);
      if (number % 3 === 0) released.push(await rollback(workflowId));
    }
    return { saved, contents, released, live: released.at(-1) };
  }

  async function activate(workflowId: string, version: number): Promise<void> {
    const { activateVersion } = await app.client.request(ActivateVersionDocument, {
      input: { workflowId, version },
    });
    expect(activateVersion).toMatchObject({ changed: true, userErrors: [] });
  }

  async function rollback(workflowId: string): Promise<number> {
    const { rollback } = await app.client.request(RollbackDocument, { input: { workflowId } });
    expect(rollback).toMatchObject({ changed: true, userErrors: [] });
    return rollback.activation!.version!.number;
  }
});

function canonicalOf(definition: unknown): string {
  return canonicalDefinition(definition as Parameters<typeof canonicalDefinition>[0]);
}
