import { spawn } from 'node:child_process';
import { access, chmod, mkdir, rename, rm, statfs } from 'node:fs/promises';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { lockPglite, type PgliteLock, pgliteFolder } from './lock';
import { checkEachMessage, failAfterPanic, PgliteClosedError, releaseFiles } from './panic';

export type OpenPglite = Readonly<{
  /** @throws PgliteClosedError after a panic, until the database could be opened again */
  engine(): PGlite;
  close(): Promise<void>;
}>;

/** Milliseconds between two tries to open it again: at first, and at most where it fails in spite of its room. */
const REOPEN_MS = 2000;
const LONGEST_REOPEN_MS = 60_000;

/** What PostgreSQL wants at least: a WAL file of 16 MiB, and a little for its tables. */
const NEEDED_BYTES = 20 * 1024 * 1024;

/** What becomes of an open database by itself. */
export type PgliteState = 'panicked' | 'reopened';

/**
 * The embedded database in `dataDir`, made if there is none, for this process alone.
 * @throws FolderInUseError when another process has it, naming its host and pid.
 */
export async function openWithRecovery(
  dataDir: string,
  tell: (state: PgliteState) => void = () => {},
): Promise<OpenPglite> {
  const folder = pgliteFolder(dataDir);
  const lock = await lockPglite(folder);
  try {
    if (!(await exists(folder))) await create(folder, lock);
    await closeToOthers(folder);
    const healing = await openHealing(folder, lock, tell);
    return {
      engine: healing.engine,
      close: async () => {
        try {
          await healing.close();
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

/** After a panic it is opened anew, which recovers what was committed, as soon as that can be done. */
async function openHealing(folder: string, lock: PgliteLock, tell: (state: PgliteState) => void): Promise<OpenPglite> {
  const closing = new AbortController();
  let current: PGlite | null = null;
  let reopening: Promise<void> = Promise.resolve();

  async function open(): Promise<void> {
    lock.requireHeld();
    const engine = await PGlite.create({ dataDir: folder });
    checkEachMessage(engine, lock.requireHeld);
    failAfterPanic(engine, () => {
      current = null;
      tell('panicked');
      reopening = reopen(engine);
    });
    current = engine;
  }

  async function reopen(dead: PGlite): Promise<void> {
    await setImmediate(); // the panic is still on the stack
    releaseFiles(dead);
    let waitMs = REOPEN_MS;
    while (current === null && !closing.signal.aborted) {
      await sleep(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
      waitMs = Math.min(waitMs * 2, LONGEST_REOPEN_MS);
      if (closing.signal.aborted) return;
      if (!(await hasRoom(folder))) waitMs = REOPEN_MS;
      else if (await canRecover(folder, lock)) await open().catch(() => undefined);
    }
    if (current !== null) tell('reopened');
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
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize > NEEDED_BYTES;
  } catch {
    return false;
  }
}

/** It ends soon after the process that started it. Until then the lock's socket, which it inherits, is open. */
const RECOVERY = `
  process.stdin.on('end', () => process.exit(1)).resume();
  const { PGlite } = await import('@electric-sql/pglite');
  const engine = await PGlite.create({ dataDir: process.argv[1] });
  await engine.query('SELECT 1');
  await engine.close();
  process.exit(0);
`;

/** Recovers it in a process of its own: a try that fails costs 170 MiB, which PGlite never gives back. */
function canRecover(folder: string, lock: PgliteLock): Promise<boolean> {
  const args = ['--input-type=module', '--eval', RECOVERY, folder];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: process.cwd(),
      stdio: ['pipe', 'ignore', 'ignore', lock.descriptor ?? 'ignore'],
    });
    child.on('close', (code) => resolve(code === 0));
    child.on('error', () => resolve(false));
  });
}

/** Made elsewhere and moved: a first start that is interrupted leaves no half of a database. */
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
