import { expect, test } from 'playwright/test';
import { Vault } from '../crypto/vault';
import { type MigratedPglite, migratedPglite } from '../data/pglite/migrated-pglite';
import { loadPeppers } from './peppers';
import { loadSigningKeys } from './signing-keys';

const stores = { vault: new Vault(['a-secret-of-at-least-32-bytes-here']), now: new Date('2026-11-27T10:00:00Z') };

let database: MigratedPglite;
let db: MigratedPglite['db'];

test.beforeEach(async () => {
  database = await migratedPglite();
  db = database.db;
});

test.afterEach(() => database.close());

/** A foreign trigger, before each row that is stored. */
const changing = (table: string, how: string) =>
  database.engine.exec(`
    CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${how} END $$;
    CREATE TRIGGER change BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION change()`);

test('signing keys that are stored otherwise than they were made are an error, and not made without end', async () => {
  await changing('signing_keys', "NEW.signs_from = '2020-01-01'; RETURN NEW;");
  await expect(loadSigningKeys({ db, algorithm: 'ES256', ...stores })).rejects.toThrow(
    /^the database did not return the signing key as it was stored/,
  );
  expect(await db.signingKey.count()).toBe(2);
});

test('a pepper that is not kept is an error, and not made without end', async () => {
  await changing('peppers', 'RETURN NULL;');
  await expect(loadPeppers({ db, ...stores })).rejects.toThrow(
    /^the database did not return the pepper as it was stored/,
  );
});
