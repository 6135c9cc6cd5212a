import { createTestApp, type TestApp } from '../support/create-test-app';
import { databases } from '../support/databases';
import { type Answer, Seed, type SeededWorkflow } from '../support/seed';

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

describe.each(databases)('connections on $name', (kind) => {
  let app: TestApp;
  let seed: Seed;
  let workflow: SeededWorkflow;
  /** Each list: how to ask for it, how to read it from the answer, and what orders it as a test sees it. */
  let lists: Record<string, { ask: (args: string, fields: string) => string; field: string }>;

  beforeAll(async () => {
    app = await createTestApp({ kind });
    seed = new Seed(app.client);
    // five of everything
    workflow = await seed.workflowWith(['1', '2', '3', '4', '5'], { sealing: 'NEVER' });
    await workflow.activate(1, 2, 3, 4, 5);
    for (let count = 1; count < 5; count++) await seed.workflow();
    for (let count = 1; count < 5; count++) await app.token('admin');
    const ofWorkflow = (list: string) => (args: string, fields: string) =>
      `{ workflow(id: "${workflow.id}") { list: ${list}(${args}) ${fields} } }`;
    lists = {
      versions: { ask: ofWorkflow('versions'), field: 'number' },
      activations: { ask: ofWorkflow('activations'), field: 'sequence' },
      events: {
        ask: (args, fields) => ofWorkflow('events')(`${args}, types: [VERSION_ACTIVATED]`, fields),
        field: 'sequence',
      },
      workflows: { ask: (args, fields) => `{ list: workflows(${args}) ${fields} }`, field: 'id' },
      apiTokens: { ask: (args, fields) => `{ list: apiTokens(${args}) ${fields} }`, field: 'id' },
      revisions: {
        ask: (args, fields) =>
          `{ workflow(id: "${workflow.id}") { draft { list: revisions(${args}) ${fields} } } }`,
        field: 'number',
      },
    };
  });
  afterAll(() => app.close());

  const names = ['versions', 'activations', 'events', 'workflows', 'apiTokens', 'revisions'];
  const page = async (name: string, args: string): Promise<Answer> => {
    const { ask, field } = lists[name]!;
    const answer = await seed.query(
      ask(args, `{ ${PAGE_INFO} edges { cursor node { ${field} } } }`),
    );
    const parent = (answer.workflow?.draft ?? answer.workflow ?? answer) as unknown as {
      list: Answer;
    };
    return parent.list;
  };
  const errorOf = (name: string, args: string) =>
    seed.errorCode(lists[name]!.ask(args, '{ edges { cursor } }'));
  const nodesOf = (answer: Answer) => answer.edges.map(({ node }) => node);

  describe.each(names)('%s', (name) => {
    test('are walked forwards by first and after, each once', async () => {
      const whole = nodesOf(await page(name, 'first: 100'));
      expect(whole.length).toBeGreaterThanOrEqual(5);
      const walked: Answer[] = [];
      let after = '';
      for (let more = true; more;) {
        const answer = await page(name, `first: 2${after}`);
        walked.push(...nodesOf(answer));
        after = `, after: "${answer.pageInfo.endCursor}"`;
        more = (answer.pageInfo as unknown as { hasNextPage: boolean }).hasNextPage;
      }
      expect(walked).toEqual(whole);
    });

    test('are walked backwards by last and before, in the order of the list', async () => {
      const whole = nodesOf(await page(name, 'first: 100'));
      const end = await page(name, 'last: 2');
      expect(nodesOf(end)).toEqual(whole.slice(-2));
      const before = await page(name, `last: 2, before: "${end.pageInfo.startCursor}"`);
      expect(nodesOf(before)).toEqual(whole.slice(-4, -2));
      expect(before.pageInfo).toEqual({
        hasNextPage: true,
        hasPreviousPage: true,
        startCursor: before.edges[0]!.cursor,
        endCursor: before.edges[1]!.cursor,
      });
    });

    test('say that a whole page has no neighbours, and count them all', async () => {
      const { pageInfo, edges } = await page(name, 'first: 100');
      expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
      const answer = await seed.query(lists[name]!.ask('first: 1', '{ totalCount }'));
      expect(JSON.stringify(answer)).toContain(`"totalCount":${edges.length}`);
    });

    test.each([
      ['first above 100', 'first: 101'],
      ['last above 100', 'last: 101'],
      ['first below 0', 'first: -1'],
      ['first and last', 'first: 1, last: 1'],
      ['before with first', 'first: 1, before: "x"'],
      ['after with last', 'last: 1, after: "x"'],
    ])('refuse %s', async (_, args) => {
      expect(await errorOf(name, args)).toBe('INVALID_INPUT');
    });

    test('give an empty page for first: 0', async () => {
      expect((await page(name, 'first: 0')).edges).toEqual([]);
    });

    test('refuse what is no cursor', async () => {
      const forged = [['x'], ['x', 'y'], [1.5], [1e300], [{}], [], 7, [null]].map((keys) =>
        Buffer.from(JSON.stringify(keys)).toString('base64url'),
      );
      for (const cursor of ['', 'junk', ...forged])
        expect(`${cursor} ${await errorOf(name, `first: 1, after: "${cursor}"`)}`).toBe(
          `${cursor} CURSOR_INVALID`,
        );
    });

    test('refuse the cursors of other lists', async () => {
      for (const other of names.filter((candidate) => candidate !== name)) {
        const { endCursor } = (await page(other, 'first: 1')).pageInfo;
        expect(`${other} ${await errorOf(name, `first: 1, after: "${endCursor}"`)}`).toBe(
          `${other} CURSOR_INVALID`,
        );
      }
    });
  });

  test('have 20 to a page by default', async () => {
    const busy = await seed.workflow();
    for (let count = 0; count < 21; count++) await busy.mutate('saveLayout', { layout: {} });
    const { events } = await busy.read('events { totalCount edges { cursor } }');
    expect([events.totalCount, events.edges.length]).toEqual([22, 20]);
  });

  test('of versions go oldest first if asked', async () => {
    const { versions } = await workflow.read(
      'versions(first: 2, orderBy: NUMBER_ASC) { edges { node { number } } }',
    );
    expect(versions.edges).toEqual([{ node: { number: 1 } }, { node: { number: 2 } }]);
  });

  test('of workflows are ordered by change, creation or name', async () => {
    const own = new Seed(await app.createWorkspace(`order-${kind.name}`));
    const made: SeededWorkflow[] = [];
    for (const name of ['b', 'a', 'c']) {
      made.push(await own.workflow({ name, key: name }));
      app.clock.advance(1000);
    }
    await made[1]!.edit({ nodes: [], edges: [] });
    const order = async (orderBy: string) => {
      const { workflows } = await own.query(
        `{ workflows(orderBy: ${orderBy}) { edges { node { key } } } }`,
      );
      return workflows.edges.map(({ node }) => node.key).join('');
    };
    expect(await order('UPDATED_AT_DESC')).toBe('acb');
    expect(await order('CREATED_AT_DESC')).toBe('cab');
    expect(await order('NAME_ASC')).toBe('abc');
  });

  test('of workflows are searched by name and key in any case, signs taken as they are', async () => {
    const own = new Seed(await app.createWorkspace(`search-${kind.name}`));
    await own.workflow({ name: 'Price up 100%', key: 'first' });
    await own.workflow({ name: 'Other', key: 'second-1000' });
    const search = async (text: string) => {
      const document =
        'query($search: String) { workflows(filter: { search: $search }) { edges { node { key } } } }';
      const { workflows } = await own.query(document, { search: text });
      return workflows.edges.map(({ node }) => node.key);
    };
    expect(await search('pRice')).toEqual(['first']);
    expect(await search('100%')).toEqual(['first']);
    expect(await search('SECOND')).toEqual(['second-1000']);
    expect(await search('o_her')).toEqual([]);
  });

  test('of workflows are searched in any case of any alphabet, however a letter is put together', async () => {
    const own = new Seed(await app.createWorkspace(`alphabets-${kind.name}`));
    const names = {
      german: 'Übersicht GRÖSSE',
      greek: 'ΟΔΟΣ Α',
      russian: 'Счёт',
      composed: 'Cafe\u0301',
      wide: 'ＡＢＣ １００％',
    };
    const made: Record<string, SeededWorkflow> = {};
    for (const [key, name] of Object.entries(names)) made[key] = await own.workflow({ name, key });
    const search = async (text: string): Promise<string> => {
      const document =
        'query($search: String) { workflows(filter: { search: $search }) { totalCount edges { node { key } } } }';
      const { workflows } = await own.query(document, { search: text });
      expect(workflows.totalCount).toBe(workflows.edges.length);
      return workflows.edges.map(({ node }) => node.key).join();
    };
    for (const text of ['über', 'ÜBER', 'größe'.replace('ß', 'ss'), 'U\u0308bersicht'])
      expect([text, await search(text)]).toEqual([text, 'german']);
    for (const text of ['οδος', 'ΟΔΟΣ', 'οδοσ', 'ς α']) expect(await search(text)).toBe('greek');
    for (const text of ['счёт', 'СЧЁТ']) expect(await search(text)).toBe('russian');
    for (const text of ['CAFÉ', 'cafe\u0301']) expect(await search(text)).toBe('composed');
    for (const text of ['abc', 'ａｂｃ', '100%']) expect(await search(text)).toBe('wide');
    expect(await search('％％')).toBe('');
    await made['german']!.mutate('updateWorkflow', { name: 'ÄNDERUNG' });
    expect(await search('über')).toBe('');
    expect(await search('änderung')).toBe('german');
  });
});
