import { access, chmod, mkdir, rename, rm } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { lockPglite, type PgliteLock, pgliteFolder } from './lock';
import { type OpenPglite, openWithRecovery, type PgliteState } from './recovery';

/**
 * The embedded database in `dataDir`, created if there is none, for this process alone.
 * @param onStateChange called when PostgreSQL inside PGlite panics, and when the database is open again
 * @throws FolderInUseError when another process has it, naming its host and pid.
 */
export async function openPglite(
  dataDir: string,
  onStateChange: (state: PgliteState) => void = () => {},
): Promise<OpenPglite> {
  const folder = pgliteFolder(dataDir);
  const lock = await lockPglite(folder);
  try {
    if (!(await exists(folder))) await create(folder, lock);
    await closeToOthers(folder);
    const pglite = await openWithRecovery(folder, lock, onStateChange);
    return {
      engine: pglite.engine,
      close: async () => {
        try {
          await pglite.close();
        } finally {
          lock.release();
        }
      },
    };
  } catch (error) {
    lock.release();
    throw new PgliteUnusableError(folder, error);
  }
}

/** What PGlite throws when it cannot start is often no Error at all, and says little. */
class PgliteUnusableError extends Error {
  override readonly name = 'PgliteUnusableError';
  constructor(folder: string, cause: unknown) {
    const words = cause instanceof Error ? `: ${cause.message}` : '';
    super(`The database in ${folder} cannot be opened${words}. Is its disk full, or the folder damaged?`, { cause });
  }
}

/** Created elsewhere and moved: a first start that is interrupted leaves no half of a database. */
async function create(folder: string, lock: PgliteLock): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await (await PGlite.create({ dataDir: draft })).close();
  lock.requireHeld();
  await rename(draft, folder);
}

/** Also one that was copied here, or restored with other modes. Not every file system has them. */
async function closeToOthers(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => undefined);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
