import { merge, mergeConfigs, graph, node, reasonsOf } from './merge-examples';

describe('members', () => {
  test('different members both go in, also deep in objects', () => {
    const base = { url: '/a', options: { retries: 1, headers: { accept: 'x' } } };
    const ours = { url: '/b', options: { retries: 1, headers: { accept: 'y' } } };
    const theirs = { url: '/a', options: { retries: 2, headers: { accept: 'x', via: 'z' } } };
    expect(mergeConfigs(base, ours, theirs)).toEqual({
      config: { url: '/b', options: { retries: 2, headers: { accept: 'y', via: 'z' } } },
      conflicts: [],
    });
  });

  test('the same member changed differently is a conflict at the member, and keeps the base', () => {
    const merged = merge(
      graph([node('a/b', { url: '/a', '~': 1 })]),
      graph([node('a/b', { url: '/b', '~': 2 })]),
      graph([node('a/b', { url: '/c', '~': 3 })]),
    );
    expect(merged.conflicts).toEqual([
      {
        path: '/nodes/a~1b/config/url',
        base: '/a',
        ours: '/b',
        theirs: '/c',
        reason: 'both changed it',
      },
      { path: '/nodes/a~1b/config/~0', base: 1, ours: 2, theirs: 3, reason: 'both changed it' },
    ]);
    expect(merged.definition.nodes[0]?.config).toEqual({ url: '/a', '~': 1 });
  });

  test('a member that one side removed and the other changed is a conflict; what both removed is gone', () => {
    const base = { a: 1, b: 1, c: 1 };
    const merged = mergeConfigs(base, { b: 2 }, { a: 2, b: 1 });
    expect(merged).toEqual({ config: { a: 1, b: 2 }, conflicts: ['/nodes/a/config/a'] });
  });

  test('objects that both added are joined, unless they disagree somewhere', () => {
    const joined = mergeConfigs({}, { o: { x: 1, p: { y: 1 } } }, { o: { x: 1, p: { z: 1 } } });
    expect(joined).toEqual({ config: { o: { x: 1, p: { y: 1, z: 1 } } }, conflicts: [] });
    const clash = mergeConfigs({}, { o: { x: 1, y: 1 } }, { o: { x: 2, z: 1 } });
    expect(clash).toEqual({ config: {}, conflicts: ['/nodes/a/config/o'] });
  });

  test('a value that became another type on one side is taken whole or a conflict', () => {
    const base = { v: { a: 1 } };
    expect(mergeConfigs(base, { v: 'text' }, base).config).toEqual({ v: 'text' });
    expect(mergeConfigs(base, { v: 'text' }, { v: { a: 2 } }).conflicts).toEqual([
      '/nodes/a/config/v',
    ]);
  });

  test('names that every object has are members like others', () => {
    const merged = mergeConfigs({}, { constructor: 1 }, { toString: 2 });
    expect(Object.entries(merged.config!)).toEqual([
      ['constructor', 1],
      ['toString', 2],
    ]);
  });
});

describe('texts', () => {
  const prompt = 'You are helpful.\n\nBe brief.\n\nSay please.';

  test('texts of several lines are merged by line', () => {
    const ours = prompt.replace('helpful', 'kind');
    const theirs = prompt.replace('please.', 'please.\nSay thanks.');
    expect(mergeConfigs({ prompt }, { prompt: ours }, { prompt: theirs })).toEqual({
      config: { prompt: 'You are kind.\n\nBe brief.\n\nSay please.\nSay thanks.' },
      conflicts: [],
    });
  });

  test('both at the same line, or at lines side by side, is a conflict of the text as a whole', () => {
    for (const theirs of [
      prompt.replace('brief', 'precise'),
      prompt.replace('Be brief.\n\n', 'Be brief.\nAnd calm.\n'),
    ]) {
      const merged = merge(
        graph([node('a', { prompt })]),
        graph([node('a', { prompt: prompt.replace('brief', 'quick') })]),
        graph([node('a', { prompt: theirs })]),
      );
      expect(reasonsOf(merged)).toEqual({
        '/nodes/a/config/prompt': 'both changed the same lines',
      });
    }
  });

  test('a text of one line is one side’s or the other’s', () => {
    expect(mergeConfigs({ t: 'a b c' }, { t: 'x b c' }, { t: 'a b y' }).conflicts).toEqual([
      '/nodes/a/config/t',
    ]);
  });

  test('a line that one side moved is where it put it, with what the other side changed', () => {
    const text = (...lines: string[]) => ({ t: lines.join('\n') });
    const merged = mergeConfigs(
      text('1', '2', '3', '4', '5', '6', '7'),
      text('0', '1', '3', '4', '5', '2', '6', '7'),
      text('1', '2', '3', '4', '5', '6', '8'),
    );
    expect(merged).toEqual({
      config: text('0', '1', '3', '4', '5', '2', '6', '8'),
      conflicts: [],
    });
  });

  test('line ends stay as they are', () => {
    const merged = mergeConfigs(
      { t: 'a\r\nb\r\nc\r\nd\r\n' },
      { t: 'A\r\nb\r\nc\r\nd\r\n' },
      { t: 'a\r\nb\r\nc\r\nd\r\ne' },
    );
    expect(merged.config).toEqual({ t: 'A\r\nb\r\nc\r\nd\r\ne' });
  });

  test('a text too long to be searched is a conflict within a second', () => {
    const lines = '\n'.repeat(500_000);
    const started = performance.now();
    const merged = mergeConfigs({ t: lines }, { t: `a${lines}b` }, { t: `c\n${lines}d` });
    expect(merged.conflicts).toEqual(['/nodes/a/config/t']);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('arrays', () => {
  const tool = (id: string, level = 1) => ({ id, level });

  test('items with ids are merged one by one, and what both added goes in, whoever is ours', () => {
    const base = [tool('a'), tool('b'), tool('c')];
    const ours = [tool('a', 2), tool('b'), tool('c'), tool('o')];
    const theirs = [tool('a'), tool('c', 3), tool('n')];
    const expected = [tool('a', 2), tool('c', 3), tool('n'), tool('o')];
    for (const [one, other] of [
      [ours, theirs],
      [theirs, ours],
    ]) {
      expect(mergeConfigs({ tools: base }, { tools: one! }, { tools: other! })).toEqual({
        config: { tools: expected },
        conflicts: [],
      });
    }
  });

  test('an item is named by its key in the path of a conflict', () => {
    const base = [
      { name: 'x/y', value: 1 },
      { name: 'z', value: 1 },
    ];
    const ours = [
      { name: 'x/y', value: 2 },
      { name: 'z', value: 1 },
    ];
    const theirs = [{ name: 'x/y', value: 3 }];
    expect(mergeConfigs({ list: base }, { list: ours }, { list: theirs })).toEqual({
      config: { list: [{ name: 'x/y', value: 1 }] },
      conflicts: ['/nodes/a/config/list/x~1y/value'],
    });
  });

  test('one side’s order is kept with what the other added; two orders are a conflict', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => tool(id));
    const list = [a!, b!, c!];
    expect(
      mergeConfigs({ list }, { list: [c!, a!, b!] }, { list: [a!, d!, b!, c!] }).config,
    ).toEqual({
      list: [c, a, d, b],
    });
    expect(
      mergeConfigs({ list }, { list: [c!, a!, b!] }, { list: [b!, a!, c!] }).conflicts,
    ).toEqual(['/nodes/a/config/list']);
  });

  test('an item that both added at different places is a conflict of the array, not there twice', () => {
    const [a, b, n] = ['a', 'b', 'n'].map((id) => tool(id));
    const merged = mergeConfigs({ list: [a!, b!] }, { list: [n!, a!, b!] }, { list: [a!, b!, n!] });
    expect(merged.conflicts).toEqual(['/nodes/a/config/list']);
  });

  test('items without keys are merged as a sequence, at different places of it', () => {
    const merged = mergeConfigs(
      { list: [1, 2, 3, 4, { x: 1 }] },
      { list: [0, 1, 2, 3, 4, { x: 1 }] },
      { list: [1, 2, 3, 5, { x: 1 }] },
    );
    expect(merged).toEqual({ config: { list: [0, 1, 2, 3, 5, { x: 1 }] }, conflicts: [] });
  });

  test('two insertions at the same place of a sequence are a conflict of the array', () => {
    expect(mergeConfigs({ list: [1] }, { list: [1, 2] }, { list: [1, 3] }).conflicts).toEqual([
      '/nodes/a/config/list',
    ]);
  });

  test('an item that both moved elsewhere is not there twice', () => {
    const merged = mergeConfigs(
      { list: [1, 2, 3, 4, 5] },
      { list: [2, 1, 3, 4, 5] },
      { list: [2, 3, 4, 5, 1] },
    );
    expect(merged.conflicts).toEqual(['/nodes/a/config/list']);
  });
});

test('the example of docs/merge.md comes out as it says', () => {
  const [search, mail] = [{ id: 'search' }, { id: 'mail' }];
  const base = { prompt: 'Greet.\n\nSmile.', tools: [search], model: 'small' };
  const ours = { prompt: 'Be kind.\nGreet.\n\nSmile.', tools: [search], model: 'large' };
  const theirs = { prompt: 'Greet.\n\nSmile.\nSay bye.', tools: [search, mail], model: 'fast' };
  const prompt = 'Be kind.\nGreet.\n\nSmile.\nSay bye.';
  expect(mergeConfigs(base, ours, theirs)).toEqual({
    config: { prompt, tools: [search, mail], model: 'small' },
    conflicts: ['/nodes/a/config/model'],
  });
});
