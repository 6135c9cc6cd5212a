import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { Seed } from '../support/seed';

/** What happened in the first workspace: who did what to which workflow, in order. */
async function story({ services, first }: TestApp): Promise<string[]> {
  const workspaceId = first.workspace.id;
  const log = await services.events.between({ workspaceId }, 0, Number.MAX_SAFE_INTEGER, 10_000);
  const keys = new Map<string, unknown>();
  return log.map(({ type, workflowId, actor, facts }) => {
    if (facts.workflowKey) keys.set(workflowId, facts.workflowKey);
    const { number, revision, digest, channelKey } = facts;
    return JSON.stringify([
      type,
      keys.get(workflowId),
      actor.id,
      number,
      revision,
      digest,
      channelKey,
    ]);
  });
}

describe('the sample workspace', () => {
  let whole: string[];
  /** Statements that the start with the sample takes, beyond those of any start. */
  let statements = 0;

  beforeAll(async () => {
    const app = await createTestApp({
      sampleData: true,
      statementObserver: () => void statements++,
    });
    whole = await story(app);
    await app.close();
  });

  test('is loaded whole into an empty database', () => {
    expect(whole.length).toBeGreaterThan(50);
    expect(whole.filter((event) => event.includes('WORKFLOW_CREATED')).length).toBeGreaterThan(2);
  });

  test('is completed by the next start, wherever the loading was ended', async () => {
    for (const share of [0.02, 0.35, 0.77, 0.98]) {
      const database = await databases[0]!.create();
      let left = Math.floor(statements * share);
      const statementObserver = (): void => {
        if (left-- <= 0) throw new Error('ended');
      };
      const cut = { database, sampleData: true, statementObserver };
      await expect(createTestApp(cut)).rejects.toThrow('ended');
      const app = await createTestApp({ database, sampleData: true });
      expect([share, await story(app)]).toEqual([share, whole]);
      await app.close();
      const again = await createTestApp({ database, sampleData: true });
      expect(await story(again)).toEqual(whole);
      await again.close();
      await database.remove();
    }
  });

  test('is not completed, and not loaded again, where somebody has worked since', async () => {
    const database = await databases[0]!.create();
    let left = Math.floor(statements / 2);
    const statementObserver = (): void => {
      if (left-- <= 0) throw new Error('ended');
    };
    const cut = { database, sampleData: true, statementObserver };
    await expect(createTestApp(cut)).rejects.toThrow('ended');
    const app = await createTestApp({ database });
    await new Seed(app.client).workflow();
    const partial = await story(app);
    expect(partial.length).toBeLessThan(whole.length);
    await app.close();
    const again = await createTestApp({ database, sampleData: true });
    expect(await story(again)).toEqual(partial);
    await again.close();
    await database.remove();
  });
});
