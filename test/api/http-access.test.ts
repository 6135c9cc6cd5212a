import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';

describe.each(databases)('access on $name', (kind) => {
  let app: TestApp;
  beforeAll(async () => (app = await createTestApp({ kind })));
  afterAll(() => app.close());

  test('the viewer is the token, in its workspace, with its scopes and the cursor of now', async () => {
    const { viewer } = await app.client.request<{ viewer: object }>(
      '{ viewer { actor { kind name } workspace { key eventCursor } scopes eventCursor } }',
    );
    expect(viewer).toEqual({
      actor: { kind: 'TOKEN', name: 'First admin' },
      workspace: { key: 'default', eventCursor: expect.any(String) as string },
      scopes: ['ADMIN', 'ACT_AS'],
      eventCursor: expect.any(String) as string,
    });
  });
});
