import { access, mkdir, rename, rm, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { lockPglite, pgliteFolder } from './pglite-lock';
import { failAfterPanic, PgliteClosedError } from './pglite-panic';

export type OpenPglite = Readonly<{
  /** @throws PgliteClosedError after a panic, until the database could be opened again */
  engine(): PGlite;
  close(): Promise<void>;
}>;

/** Milliseconds between two tries to open it again; each may keep the process busy for half a second. */
const REOPEN_MS = 2000;
/** What PostgreSQL wants at least: a WAL file of 16 MiB, and a little for its tables. */
const NEEDED_BYTES = 20 * 1024 * 1024;

/**
 * The embedded database in `dataDir`, made if there is none, for this process alone.
 * @throws FolderInUseError when another process has it, naming its pid.
 */
export async function openPglite(dataDir: string): Promise<OpenPglite> {
  const folder = pgliteFolder(dataDir);
  const lock = lockPglite(folder);
  try {
    if (!(await exists(folder))) await create(folder);
    const healing = await openHealing(folder);
    return {
      engine: healing.engine,
      close: async () => {
        await healing.close();
        lock.release();
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

/** After a panic it is opened anew, which recovers what was committed, as soon as there is room on the disk. */
async function openHealing(folder: string): Promise<OpenPglite> {
  const closing = new AbortController();
  let current: PGlite | null = null;
  let reopening: Promise<void> | null = null;

  async function open(): Promise<void> {
    const engine = await PGlite.create({ dataDir: folder });
    failAfterPanic(engine, () => {
      current = null;
      reopening = reopen();
    });
    current = engine;
  }

  async function reopen(): Promise<void> {
    while (current === null && !closing.signal.aborted) {
      await sleep(REOPEN_MS, undefined, { signal: closing.signal }).catch(() => undefined);
      if (!closing.signal.aborted && (await hasRoom(folder))) await open().catch(() => undefined);
    }
  }

  await open();
  return {
    engine: () => {
      if (current === null) throw new PgliteClosedError();
      return current;
    },
    close: async () => {
      closing.abort();
      await reopening;
      await current?.close();
    },
  };
}

async function hasRoom(folder: string): Promise<boolean> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize > NEEDED_BYTES;
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
