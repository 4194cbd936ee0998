import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createFile, hasCode } from '../data/create-file';
import { DataDirError } from '../data/data-dir';
import { makeFolder } from '../data/make-folder';

const FILE = 'auth-secret';
const LEAST_BYTES = 32;

/** The file of the secret was emptied or cut. With what is left of it, an attacker could guess the key. */
export class CutSecretError extends Error {
  override readonly name = 'CutSecretError';
}

/**
 * AUTH_SECRET of an installation that was given none: made once, readable by its owner alone.
 * @throws CutSecretError, DataDirError
 */
export function readOrMakeAuthSecret(dataDir: string): string {
  const made = readAuthSecret(dataDir);
  if (made !== null) return made;
  makeFolder(path.resolve(dataDir));
  const file = path.join(dataDir, FILE);
  createFile(file, `${file}.${randomBytes(6).toString('hex')}`, `${randomBytes(32).toString('base64')}\n`);
  return readOrMakeAuthSecret(dataDir);
}

/**
 * Null before the first start.
 * @throws CutSecretError, DataDirError
 */
export function readAuthSecret(dataDir: string): string | null {
  const file = path.join(dataDir, FILE);
  const secret = readIfThere(file, dataDir)?.trim() ?? null;
  if (secret === null || Buffer.byteLength(secret) >= LEAST_BYTES) return secret;
  throw new CutSecretError(
    `${file} has ${Buffer.byteLength(secret)} bytes and must have at least ${LEAST_BYTES}: it was emptied or truncated. ` +
      'Restore it from a backup; or, only if this installation has no accounts worth keeping, ' +
      `delete it together with ${path.join(dataDir, 'pglite')}.`,
  );
}

function readIfThere(file: string, dataDir: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw new DataDirError(dataDir, error);
  }
}
