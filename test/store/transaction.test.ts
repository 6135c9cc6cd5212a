import { type Database } from '../../src/platform/database/database';
import { SerialQueue } from '../../src/platform/database/serial-queue';
import { type Transaction } from '../../src/platform/database/transaction';
import { describeEach } from '../support/describe-each';
import { databases, postgresOnly, type TestDatabase } from '../support/databases';

const NAMES = `SELECT name AS "name" FROM workspace ORDER BY name`;

/** Something to wait for that a test lets happen. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

function add(database: Database, transaction: Transaction, name: string): Promise<unknown[]> {
  return database.query(
    'INSERT INTO workspace (id, key, name, created_at) VALUES (?, ?, ?, ?)',
    [`ws_${name}`, name, name, '2026-01-31T09:00:00.000Z'],
    transaction,
  );
}

async function names(database: Database, transaction?: Transaction): Promise<string[]> {
  const rows = await database.query<{ name: string }>(NAMES, [], transaction);
  return rows.map(({ name }) => name);
}

describe.each(databases)('transactions on $name', (kind) => {
  let files: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    files = await kind.create();
    database = await files.open();
  });
  afterEach(async () => {
    database.observer = undefined;
    await database.close();
    await files.remove();
  });

  test('what a transaction wrote is seen inside at once, outside after the commit', async () => {
    await database.transaction(async (transaction) => {
      await add(database, transaction, 'one');
      expect(await names(database, transaction)).toEqual(['one']);
      expect(await names(database)).toEqual([]);
    });
    expect(await names(database)).toEqual(['one']);
  });

  test('a transaction that throws leaves nothing, and the next one is not harmed', async () => {
    const fault = new Error('no');
    const failing = database.transaction(async (transaction) => {
      await add(database, transaction, 'one');
      throw fault;
    });
    await expect(failing).rejects.toBe(fault);
    await database.transaction((transaction) => add(database, transaction, 'two'));
    expect(await names(database)).toEqual(['two']);
  });

  test('a statement that the database refuses rolls the whole transaction back', async () => {
    const failing = database.transaction(async (transaction) => {
      await add(database, transaction, 'one');
      await add(database, transaction, 'one');
    });
    await expect(failing).rejects.toMatchObject({ code: expect.any(String) as string });
    expect(await names(database)).toEqual([]);
  });

  test('callbacks after the commit run once it holds, and never after a rollback', async () => {
    const called: string[] = [];
    await database.transaction(async (transaction) => {
      transaction.afterCommit(() => called.push('committed'));
      await add(database, transaction, 'one');
      expect(called).toEqual([]);
    });
    const failing = database.transaction(async (transaction) => {
      transaction.afterCommit(() => called.push('rolled back'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(called).toEqual(['committed']);
  });

  test.each(['BEGIN', 'COMMIT'])(
    'an error in %s leaves nothing, and the next transaction commits',
    async (statement) => {
      let isArmed = true;
      database.observer = (sql) => {
        if (!isArmed || sql !== statement) return;
        isArmed = false;
        throw new Error(`no ${statement}`);
      };
      const failing = database.transaction((transaction) => add(database, transaction, 'one'));
      await expect(failing).rejects.toThrow(`no ${statement}`);
      expect(isArmed).toBe(false);
      await database.transaction((transaction) => add(database, transaction, 'two'));
      expect(await names(database)).toEqual(['two']);
    },
  );

  test('a rollback that fails hides no error and holds nothing of it in the next transactions', async () => {
    let rollbacks = 0;
    database.observer = (sql) => {
      if (sql === 'ROLLBACK' && ++rollbacks === 1) throw new Error('no ROLLBACK');
    };
    const failing = database.transaction(async (transaction) => {
      await add(database, transaction, 'one');
      throw new Error('the fault');
    });
    await expect(failing).rejects.toThrow('the fault');
    expect(rollbacks).toBe(1);
    for (const name of ['two', 'three'])
      await database.transaction((transaction) => add(database, transaction, name));
    expect(await names(database)).toEqual(['three', 'two']);
  });
});

describeEach(postgresOnly, 'transactions on PostgreSQL', (kind) => {
  let files: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    files = await kind.create();
    database = await files.open();
  });
  afterEach(async () => {
    await database.close();
    await files.remove();
  });

  test('one whose connection is cut leaves nothing, and the next one gets another connection', async () => {
    const failing = database.transaction(async (transaction) => {
      await add(database, transaction, 'one');
      const [own] = await database.query<{ pid: number }>(
        'SELECT pg_backend_pid() AS "pid"',
        [],
        transaction,
      );
      await database.query('SELECT pg_terminate_backend(?)', [own!.pid]);
      await add(database, transaction, 'two');
    });
    await expect(failing).rejects.toMatchObject({ message: expect.any(String) as string });
    await database.transaction((transaction) => add(database, transaction, 'three'));
    expect(await names(database)).toEqual(['three']);
  });

  test('more at once than there are connections wait for each other, none for ever', async () => {
    let most = 0;
    let open = 0;
    const works = Array.from({ length: 100 }, (_, number) =>
      database.transaction(async (transaction) => {
        most = Math.max(most, ++open);
        await add(database, transaction, `n${number}`);
        open--;
      }),
    );
    await Promise.all(works);
    expect(most).toBeGreaterThan(1);
    expect(await names(database)).toHaveLength(100);
  });
});

describe('With SQLite, an ORM that shares one connection let two requests’ transactions interleave: here', () => {
  const sqlite = databases.find(({ name }) => name === 'sqlite')!;
  let files: TestDatabase;
  let database: Database;
  beforeEach(async () => {
    files = await sqlite.create();
    database = await files.open();
  });
  afterEach(async () => {
    await database.close();
    await files.remove();
  });

  /** What two transactions do that are held apart. */
  const APART = ['first wrote', 'first fails', 'second began', 'rejected', 'fulfilled', 'second'];

  /** Two transactions of which the first fails while the second is at work. Answers what is left. */
  async function collide(): Promise<string[]> {
    const [firstWrote, secondBegun] = [gate(), gate()];
    const order: string[] = [];
    const first = database.transaction(async (transaction) => {
      await add(database, transaction, 'first');
      order.push('first wrote');
      firstWrote.open();
      // in a queue the second cannot begin before the first is over, so nobody waits for it
      await Promise.race([secondBegun.opened, new Promise((resolve) => setTimeout(resolve, 50))]);
      order.push('first fails');
      throw new Error('the first fails');
    });
    await firstWrote.opened;
    const second = database.transaction(async (transaction) => {
      order.push('second began');
      await add(database, transaction, 'second');
      secondBegun.open();
    });
    const ends = await Promise.allSettled([first, second]);
    return [...order, ...ends.map(({ status }) => status), ...(await names(database))];
  }

  test('all writes pass one queue', async () => {
    expect(await collide()).toEqual(APART);
  });

  test('and without the queue the same two collide, so the queue is what holds them apart', async () => {
    const queue = jest
      .spyOn(SerialQueue.prototype, 'run')
      .mockImplementation((task: () => Promise<unknown>) => task());
    try {
      // what is lost depends on the driver; that something is lost does not
      expect(await collide()).not.toEqual(APART);
    } finally {
      queue.mockRestore();
    }
  });

  test('a hundred transactions at once run one after another, each whole', async () => {
    let open = 0;
    const works = Array.from({ length: 100 }, (_, number) =>
      database.transaction(async (transaction) => {
        expect(++open).toBe(1);
        await add(database, transaction, `a${number}`);
        const failing = number % 3 === 0;
        if (!failing) await add(database, transaction, `b${number}`);
        open--;
        if (failing) throw new Error('every third fails');
      }),
    );
    await Promise.allSettled(works);
    const left = await names(database);
    expect(left).toHaveLength(2 * 66);
    expect(left.filter((name) => name === 'a0')).toEqual([]);
  });
});
