import type { JWK } from 'jose';
import type { Vault } from '../crypto/vault';
import type { Db } from '../data/database';
import { findSigningKeys, insertSigningKey, rewrapSigningKey, type SigningKeyRow } from '../data/signing-keys';
import { addSeconds, days } from '../time';
import { generateSigningKeyPair, importSigningKey, type JwtAlgorithm, type SigningKey } from '../tokens/key-ring';
import { LostSecretError } from './lost-secret-error';
import { WrongSecretError } from './wrong-secret-error';

/** How long a key signs. The next one stands in the JWKS for all that time before. */
const SIGNING_SECONDS = days(90);

type Stores = { db: Db; vault: Vault; algorithm: JwtAlgorithm; now: Date };

/** The present key and the next, each made in a round of its own, and a last look. */
const ROUNDS = 3;

/**
 * Every stored key; the present one and the next are made where they are missing. Instances that
 * start at once agree: a generation can be inserted once.
 * @throws WrongSecretError when a key is stored that AUTH_SECRET does not open; LostSecretError when those that were
 *   made are not there afterwards
 */
export async function loadSigningKeys(stores: Stores): Promise<SigningKey[]> {
  for (let round = 1; round <= ROUNDS; round += 1) {
    const rows = await findSigningKeys(stores.db);
    const keys = await Promise.all(rows.map((row) => openKey(stores, row)));
    const missing = nextGeneration(stores, rows);
    if (!missing) return keys;
    if (round < ROUNDS) await makeKey(stores, missing);
  }
  throw new LostSecretError('signing key');
}

/** Seconds that the clocks of instances may differ. */
const TOLERANCE_SECONDS = days(1);

/**
 * The generation to make, or null while there is a key that will sign later. One that is to sign later than the next one
 * would was made while a clock was ahead: it does not count, and signs when its time has come.
 */
function nextGeneration({ algorithm, now }: Stores, rows: SigningKeyRow[]) {
  const own = rows.filter((row) => row.algorithm === algorithm);
  const latest = addSeconds(now, SIGNING_SECONDS + TOLERANCE_SECONDS);
  const newest = own.findLast(({ signsFrom }) => signsFrom <= latest);
  if (newest && newest.signsFrom > now) return null;
  const generation = Math.max(0, ...own.map((row) => row.generation)) + 1;
  return { generation, signsFrom: newest ? addSeconds(now, SIGNING_SECONDS) : now };
}

async function makeKey({ db, vault, algorithm, now }: Stores, at: { generation: number; signsFrom: Date }) {
  const { kid, publicJwk, privatePkcs8 } = await generateSigningKeyPair(algorithm);
  const wrappedPrivateKey = vault.seal('signing-key', privatePkcs8);
  await insertSigningKey(db, {
    id: kid,
    algorithm,
    ...at,
    publicJwk: { ...publicJwk },
    wrappedPrivateKey,
    createdAt: now,
  });
}

async function openKey({ db, vault }: Stores, row: SigningKeyRow): Promise<SigningKey> {
  const opened = vault.open('signing-key', row.wrappedPrivateKey);
  if (!opened) throw new WrongSecretError('signing keys');
  if (!opened.isCurrent) await rewrapSigningKey(db, row.id, vault.seal('signing-key', opened.plaintext));
  return importSigningKey({
    kid: row.id,
    algorithm: row.algorithm as JwtAlgorithm, // written by makeKey alone
    publicJwk: row.publicJwk as JWK, // likewise
    privatePkcs8: opened.plaintext.toString('utf8'),
    signsFrom: row.signsFrom,
  });
}
