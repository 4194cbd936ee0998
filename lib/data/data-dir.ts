import { randomBytes } from 'node:crypto';
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { removeIfThere } from './create-file';
import { makeFolder } from './make-folder';
import { pgliteFolder } from './pglite/lock';

/** DATA_DIR cannot hold what an installation keeps. The message is one line that names it and says what to do. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';

  constructor(dataDir: string, cause: unknown) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/\s*\n\s*/g, ' ');
    super(
      `DATA_DIR (${dataDir}) cannot be used: ${reason}. Set it to a folder that the user of this process can create, read and write.`,
      { cause },
    );
  }
}

/**
 * Makes `dataDir` unless it is there, and tries whether this process may write in it.
 * @throws DataDirError
 */
export function requireDataDir(dataDir: string): void {
  const probe = path.join(dataDir, `.write-test.${randomBytes(6).toString('hex')}`);
  try {
    makeFolder(path.resolve(dataDir));
    writeFileSync(probe, '', { flag: 'wx', mode: 0o600 });
    removeIfThere(probe);
    requireFolder(pgliteFolder(dataDir));
  } catch (error) {
    throw new DataDirError(dataDir, error);
  }
}

/** Nothing is there yet, or a folder in which this process may do everything. */
function requireFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
  accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
}
