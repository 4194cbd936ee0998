import { expect, test } from 'playwright/test';
import { BatchedLookup } from './batched-lookup';

/** A look-up whose statements end when the test says so. */
function controlled() {
  const statements: { keys: string[]; end(): void; fail(error: Error): void }[] = [];
  const lookup = new BatchedLookup<string>(
    (keys) =>
      new Promise((resolve, reject) => {
        const rows = new Map(keys.filter((key) => key !== 'missing').map((key) => [key, `row of ${key}`]));
        statements.push({ keys, end: () => resolve(rows), fail: reject });
      }),
  );
  return { statements, lookup };
}

test.describe('batched look-up', () => {
  test('starts two at once, and sends what was asked meanwhile as one statement', async () => {
    const { statements, lookup } = controlled();
    const found = Promise.all(['a', 'b', 'c', 'missing', 'c', 'd'].map((key) => lookup.find(key)));
    expect(statements.map(({ keys }) => keys)).toEqual([['a'], ['b']]);
    statements[1]?.end();
    await expect.poll(() => statements.length).toBe(3);
    expect(statements[2]?.keys).toEqual(['c', 'missing', 'd']);
    statements[0]?.end();
    statements[2]?.end();
    expect(await found).toEqual(['row of a', 'row of b', 'row of c', null, 'row of c', 'row of d']);
  });

  test('asks again for a key that is already being looked up', async () => {
    const { statements, lookup } = controlled();
    const first = lookup.find('a');
    const second = lookup.find('a');
    for (const statement of statements) statement.end();
    await Promise.all([first, second]);
    expect(statements.map(({ keys }) => keys)).toEqual([['a'], ['a']]);
  });

  test('that fails rejects every key of its batch, and goes on with the next', async () => {
    const { statements, lookup } = controlled();
    const results = Promise.allSettled(['a', 'b', 'c', 'd'].map((key) => lookup.find(key)));
    statements[0]?.fail(new Error('away'));
    await expect.poll(() => statements.length).toBe(3);
    statements[2]?.fail(new Error('away'));
    statements[1]?.end();
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected', 'rejected']);
    const next = lookup.find('e');
    statements[3]?.end();
    expect(await next).toBe('row of e');
  });

  test('sends at most 200 keys in one statement', async () => {
    const { statements, lookup } = controlled();
    const found = Promise.all(Array.from({ length: 252 }, (_, at) => lookup.find(`key ${at}`)));
    for (const statement of statements.slice(0, 2)) statement.end();
    await expect.poll(() => statements.length).toBe(4);
    expect(statements.map(({ keys }) => keys.length)).toEqual([1, 1, 200, 50]);
    for (const statement of statements.slice(2)) statement.end();
    expect(await found).toHaveLength(252);
  });
});
