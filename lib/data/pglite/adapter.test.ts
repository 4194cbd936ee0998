import { PGlite } from '@electric-sql/pglite';
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils';
import { expect, test } from 'playwright/test';
import { PgliteAdapterFactory } from './adapter';

let engine: PGlite;
let adapter: SqlDriverAdapter;

test.beforeEach(async () => {
  engine = await PGlite.create();
  adapter = await new PgliteAdapterFactory(() => engine).connect();
  await adapter.executeScript('CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE notes (id int PRIMARY KEY);');
});

test.afterEach(() => engine.close());

const sql = (text: string) => ({ sql: text, args: [], argTypes: [] });
const countNotes = async () => (await adapter.queryRaw(sql('SELECT count(*)::int FROM notes'))).rows[0]?.[0];

test('a query from outside waits for the end of a transaction, and sees none of its middle', async () => {
  const tx = await adapter.startTransaction();
  const seen = countNotes();
  await tx.executeRaw(sql('INSERT INTO notes VALUES (1)'));
  await tx.rollback();
  expect(await seen).toBe(0);
});

test('what a transaction committed is there', async () => {
  const tx = await adapter.startTransaction();
  await tx.executeRaw(sql('INSERT INTO notes VALUES (1)'));
  await tx.commit();
  expect(await countNotes()).toBe(1);
});

test('a COMMIT that fails is an error', async () => {
  await adapter.executeScript('CREATE TABLE child (parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED);');
  const tx = await adapter.startTransaction();
  await tx.executeRaw(sql('INSERT INTO child VALUES (7)'));
  await expect(tx.commit()).rejects.toThrow('foreign key');
  expect(await countNotes()).toBe(0);
});

test('a script that fails is an error', async () => {
  await expect(adapter.executeScript('SELECT nonsense')).rejects.toThrow();
});
