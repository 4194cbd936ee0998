import { access, mkdir, rename, rm } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { lockPglite, pgliteFolder } from './pglite-lock';

export type OpenPglite = Readonly<{ engine: PGlite; close(): Promise<void> }>;

/**
 * The embedded database in `dataDir`, made if there is none, for this process alone.
 * @throws FolderInUseError when another process has it, naming its pid.
 */
export async function openPglite(dataDir: string): Promise<OpenPglite> {
  const folder = pgliteFolder(dataDir);
  const lock = lockPglite(folder);
  try {
    if (!(await exists(folder))) await create(folder);
    const engine = await PGlite.create({ dataDir: folder });
    return {
      engine,
      close: async () => {
        await engine.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Made elsewhere and moved: a first start that is interrupted leaves no half of a database. */
async function create(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await (await PGlite.create({ dataDir: draft })).close();
  await rename(draft, folder);
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
