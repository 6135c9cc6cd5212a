import { Newest } from '../../../src/platform/newest';

describe('Newest', () => {
  test('a reader that waits gets each item, a slow one only the newest', async () => {
    const newest = new Newest<string>(() => undefined);
    const waiting = newest.next();
    newest.set('a');
    expect(await waiting).toEqual({ value: 'a', done: false });
    for (const item of ['b', 'c', 'd']) newest.set(item);
    expect(await newest.next()).toEqual({ value: 'd', done: false });
  });

  test('ends once, whether a reader waits or not', async () => {
    let ends = 0;
    const newest = new Newest<string>(() => void ends++);
    const waiting = newest.next();
    await newest.return();
    newest.end();
    newest.set('late');
    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await newest.next()).toEqual({ value: undefined, done: true });
    expect(ends).toBe(1);
  });

  test('an item that waits at the end is still given', async () => {
    const newest = new Newest<string>(() => undefined);
    newest.set('a');
    newest.end();
    const items: string[] = [];
    for await (const item of newest) items.push(item);
    expect(items).toEqual(['a']);
  });
});
