import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import { type MigratedPglite, migratedPglite } from '../data/pglite/migrated-pglite';
import { KeyRing } from '../tokens/key-ring';
import { loadSigningKeys } from './signing-keys';

let database: MigratedPglite;

test.beforeEach(async () => {
  database = await migratedPglite();
});

test.afterEach(() => database.close());

const vault = new Vault(['a-secret-of-at-least-32-bytes-here']);
const at = (instant: string) => new Date(instant);
const load = (now: string) => loadSigningKeys({ db: database.db, vault, algorithm: 'ES256', now: at(now) });

/** When the keys sign that are there at an instant, and which of them signs then. */
async function scheduleAt(now: string) {
  const keys = await load(now);
  const signer = new KeyRing('ES256', keys).signer(at(now));
  return { signFrom: keys.map(({ signsFrom }) => signsFrom.toISOString().slice(0, 10)), signs: keys.indexOf(signer) };
}

test('the next key is there 90 days before it signs', async () => {
  expect(await scheduleAt('2026-01-01T00:00:00Z')).toEqual({ signFrom: ['2026-01-01', '2026-04-01'], signs: 0 });
  expect(await scheduleAt('2026-03-31T23:59:59Z')).toEqual({ signFrom: ['2026-01-01', '2026-04-01'], signs: 0 });
  expect(await scheduleAt('2026-04-02T00:00:00Z')).toEqual({
    signFrom: ['2026-01-01', '2026-04-01', '2026-07-01'],
    signs: 1,
  });
});

test('a clock that was five years ahead keeps no later key from being made', async () => {
  await load('2026-01-01T00:00:00Z');
  await load('2031-01-01T00:00:00Z');
  expect(await scheduleAt('2026-01-02T00:00:00Z')).toEqual({
    signFrom: ['2026-01-01', '2026-04-01', '2031-04-01'],
    signs: 0,
  });
  expect(await scheduleAt('2026-04-02T00:00:00Z')).toEqual({
    signFrom: ['2026-01-01', '2026-04-01', '2026-07-01', '2031-04-01'],
    signs: 1,
  });
});

test('a first start with the clock ahead has a key that signs once it is right', async () => {
  await load('2031-01-01T00:00:00Z');
  expect(await scheduleAt('2026-01-01T00:00:00Z')).toEqual({
    signFrom: ['2026-01-01', '2026-04-01', '2031-01-01', '2031-04-01'],
    signs: 0,
  });
});

test('a key of a clock that was ahead is published meanwhile, signs when its time has come, and has a successor', async () => {
  await load('2026-01-01T00:00:00Z');
  await load('2031-01-01T00:00:00Z');
  const keys = await load('2026-01-02T00:00:00Z');
  const { keys: published } = new KeyRing('ES256', keys).published(at('2026-01-02T00:00:00Z'), 3600);
  expect(published.map(({ kid }) => kid)).toEqual(keys.map(({ kid }) => kid));
  await load('2031-03-01T00:00:00Z');
  expect(await scheduleAt('2031-04-02T00:00:00Z')).toEqual({
    signFrom: ['2026-01-01', '2026-04-01', '2031-04-01', '2031-07-01'],
    signs: 2,
  });
});
