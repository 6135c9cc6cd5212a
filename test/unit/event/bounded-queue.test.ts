import fc from 'fast-check';
import { BoundedQueue } from '../../../src/event/bounded-queue';

const queueOf = (capacity: number) => {
  const calls = { overflow: 0, returned: 0 };
  const queue = new BoundedQueue<string>(
    capacity,
    () => `overflow ${++calls.overflow}`,
    () => void calls.returned++,
  );
  return { queue, calls };
};

describe('BoundedQueue', () => {
  test('hands items on in the order in which they were pushed, waiting or not', async () => {
    const { queue } = queueOf(3);
    queue.push('a');
    queue.push('b');
    expect(queue.size).toBe(2);
    expect(await queue.next()).toEqual({ value: 'a', done: false });
    expect(await queue.next()).toEqual({ value: 'b', done: false });
    const waiting = queue.next();
    queue.push('c');
    expect(await waiting).toEqual({ value: 'c', done: false });
    expect(queue.size).toBe(0);
  });

  test('holds no more than its capacity: one more drops all and ends it with the last word', async () => {
    const { queue, calls } = queueOf(2);
    for (const item of ['a', 'b', 'c', 'd']) queue.push(item);
    expect(queue).toMatchObject({ size: 0, ended: true });
    expect(calls).toEqual({ overflow: 0, returned: 1 });
    expect(await queue.next()).toEqual({ value: 'overflow 1', done: false });
    expect(await queue.next()).toEqual({ value: undefined, done: true });
    expect(calls).toEqual({ overflow: 1, returned: 1 });
  });

  test('asks for the last word only when the reader comes for it, and tells how far it came', async () => {
    const queue = new BoundedQueue<string>(
      2,
      (last) => `after ${last}`,
      () => undefined,
    );
    const first = queue.next();
    queue.push('a');
    await first;
    queue.push('b');
    await queue.next();
    for (const item of ['c', 'd', 'e']) queue.push(item);
    expect(await queue.next()).toEqual({ value: 'after b', done: false });
  });

  test('takes nothing after its end, and still gives what waits', async () => {
    const { queue, calls } = queueOf(5);
    queue.push('a');
    queue.end();
    queue.end();
    queue.push('b');
    expect(await queue.next()).toEqual({ value: 'a', done: false });
    expect(await queue.next()).toEqual({ value: undefined, done: true });
    expect(calls.returned).toBe(1);
  });

  test('return drops what waits and ends a reader that waits, once', async () => {
    const { queue, calls } = queueOf(5);
    const waiting = queue.next();
    expect(await queue.return()).toEqual({ value: undefined, done: true });
    expect(await waiting).toEqual({ value: undefined, done: true });
    await queue.return();
    expect(calls).toEqual({ overflow: 0, returned: 1 });

    const overflowed = queueOf(1);
    for (const item of ['a', 'b']) overflowed.queue.push(item);
    await overflowed.queue.return();
    expect(await overflowed.queue.next()).toEqual({ value: undefined, done: true });
    expect(overflowed.calls).toEqual({ overflow: 0, returned: 1 });
  });

  test('whatever is pushed and read when, the reader gets a prefix and at most one last word', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 60 }),
        async (capacity, steps) => {
          const { queue } = queueOf(capacity);
          let pushed = 0;
          let most = 0;
          const read: string[] = [];
          for (const isPush of steps) {
            if (isPush) queue.push(String(pushed++));
            else if (queue.size > 0) read.push((await queue.next()).value as string);
            most = Math.max(most, queue.size);
          }
          queue.end();
          for await (const item of queue) read.push(item);
          const overflowed = read.at(-1)?.startsWith('overflow') ?? false;
          const items = overflowed ? read.slice(0, -1) : read;
          expect(items).toEqual(Array.from({ length: items.length }, (_, index) => String(index)));
          if (!overflowed) expect(items).toHaveLength(pushed);
          expect(most).toBeLessThanOrEqual(capacity);
        },
      ),
    );
  });
});
