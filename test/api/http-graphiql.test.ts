import { createTestApp, type TestApp } from '../support/create-test-app';

describe('GraphiQL', () => {
  let app: TestApp;
  let page: Response;
  let html: string;
  beforeAll(async () => {
    app = await createTestApp();
    page = await fetch(`${app.url}/graphql`, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    });
    html = await page.text();
  });
  afterAll(() => app.close());

  test('is what a browser gets at /graphql', () => {
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('GraphiQL.createFetcher');
  });

  test('asks no other server for anything, and is kept from it', async () => {
    expect(html.match(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}/gi)).toBeNull();
    expect(page.headers.get('content-security-policy')).toMatch(
      /^default-src 'self'; script-src 'self' 'nonce-[^']+';/,
    );
    const css = await (await fetch(`${app.url}/graphql/assets/graphiql.css`)).text();
    expect((css.match(/url\([^)]*/g) ?? []).filter((url) => !url.startsWith('url(data:'))).toEqual(
      [],
    );
    expect(css).not.toContain('@import');
  });

  test('gets every file that it names, and those that the files name', async () => {
    const named = [...html.matchAll(/["'](\/graphql\/assets\/[^"']+)["']/g)].map(
      (match) => match[1]!,
    );
    expect(named.length).toBeGreaterThanOrEqual(5);
    for (const path of named) {
      const response = await fetch(app.url + path);
      expect([path, response.status]).toEqual([path, 200]);
      const again = await fetch(app.url + path, {
        headers: { 'if-none-match': response.headers.get('etag')! },
      });
      expect(again.status).toBe(304);
      for (const [, file] of (await response.text()).matchAll(/from '\.\/([\w.-]+\.js)'/g)) {
        expect((await fetch(new URL(file!, app.url + path))).status).toBe(200);
      }
    }
  });

  test('serves no other file of the packages', async () => {
    for (const path of [
      'package.json',
      '../../package.json',
      'graphql-ws/index.js',
      '..%2f..%2fpackage.json',
    ]) {
      expect((await fetch(`${app.url}/graphql/assets/${path}`)).status).toBe(404);
    }
  });
});
