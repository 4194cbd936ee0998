import { randomBytes } from 'node:crypto';
import type { Db } from '../data/database';
import { findPeppers, insertPepper, type PepperRow, rewrapPepper } from '../data/peppers';
import type { Pepper } from '../passwords/hasher';
import type { Vault } from '../tokens/vault';
import { WrongSecretError } from './wrong-secret-error';

type Stores = { db: Db; vault: Vault; now: Date };

/**
 * Every stored pepper, the current one first; the first is made where there is none.
 * @throws WrongSecretError when one is stored that AUTH_SECRET does not open.
 */
export async function loadPeppers(stores: Stores): Promise<[Pepper, ...Pepper[]]> {
  const [newest, ...others] = await Promise.all((await findPeppers(stores.db)).map((row) => openPepper(stores, row)));
  if (newest) return [newest, ...others];
  const wrapped = stores.vault.seal('pepper', randomBytes(32));
  await insertPepper(stores.db, { generation: 1, wrapped, createdAt: stores.now });
  return loadPeppers(stores);
}

async function openPepper({ db, vault }: Stores, row: PepperRow): Promise<Pepper> {
  const opened = vault.open('pepper', row.wrapped);
  if (!opened) throw new WrongSecretError('pepper');
  if (!opened.isCurrent) await rewrapPepper(db, row.id, vault.seal('pepper', opened.plaintext));
  return { id: row.id, secret: opened.plaintext };
}
