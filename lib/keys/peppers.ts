import { randomBytes } from 'node:crypto';
import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { findPeppers, insertPepper, type PepperRow, rewrapPepper } from '../data/peppers';
import type { Pepper } from '../hashing/password-hasher';
import { LostSecretError } from './lost-secret-error';
import { WrongSecretError } from './wrong-secret-error';

type Stores = { db: Db; vault: Vault; now: Date };

/**
 * Every stored pepper, the current one first; the first is made where there is none.
 * @throws WrongSecretError when one is stored that AUTH_SECRET does not open; LostSecretError when the one made is not
 *   there afterwards
 */
export async function loadPeppers(stores: Stores): Promise<[Pepper, ...Pepper[]]> {
  const stored = await openPeppers(stores);
  if (isFilled(stored)) return stored;
  const wrapped = stores.vault.seal('pepper', randomBytes(32));
  await insertPepper(stores.db, { generation: 1, wrapped, createdAt: stores.now });
  const made = await openPeppers(stores);
  if (isFilled(made)) return made;
  throw new LostSecretError('pepper');
}

const isFilled = (peppers: Pepper[]): peppers is [Pepper, ...Pepper[]] => peppers.length > 0;

async function openPeppers(stores: Stores): Promise<Pepper[]> {
  return Promise.all((await findPeppers(stores.db)).map((row) => openPepper(stores, row)));
}

async function openPepper({ db, vault }: Stores, row: PepperRow): Promise<Pepper> {
  const opened = vault.open('pepper', row.wrapped);
  if (!opened) throw new WrongSecretError('pepper');
  if (!opened.isCurrent) await rewrapPepper(db, row.id, vault.seal('pepper', opened.plaintext));
  return { id: row.id, secret: opened.plaintext };
}
