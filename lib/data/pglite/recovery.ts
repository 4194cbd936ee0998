import { spawn } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import type { PgliteLock } from './lock';
import { checkEachMessage, failAfterPanic, PgliteClosedError, releaseFiles } from './panic';

export type OpenPglite = Readonly<{
  /** @throws PgliteClosedError after a panic, until the database could be opened again */
  engine(): PGlite;
  close(): Promise<void>;
}>;

/** What happens to an open database by itself. */
export type PgliteState = 'panicked' | 'reopened';

/** Milliseconds between two attempts to open it again: at first, and at most where it fails although there is room. */
const REOPEN_MS = 2000;
const LONGEST_REOPEN_MS = 60_000;

/** What PostgreSQL needs at least: a WAL file of 16 MiB, and a little for its tables. */
const NEEDED_BYTES = 20 * 1024 * 1024;

/**
 * PostgreSQL's default is 128 MB, all of which the engine writes to at its start: a second of it and 115 MB of this
 * process. What does not fit is read again from the system's file cache.
 */
const BUFFERS = 'shared_buffers=16MB';

/** Files of the write-ahead log that a checkpoint keeps for use again, of 16 MiB each; by default up to 64. */
const KEPT_LOG = ['min_wal_size=32MB', 'max_wal_size=64MB'];

const START_PARAMS = [...PGlite.defaultStartParams, ...[BUFFERS, ...KEPT_LOG].flatMap((each) => ['-c', each])];

/** The program of an attempt to recover. Named by a path, as the bundler does not see what `spawn` starts. */
const RECOVER = path.join(process.cwd(), 'lib', 'data', 'pglite', 'recover.mjs');

/** Opens the database in `folder`. After a panic it is opened again, which recovers what was committed, as soon as possible. */
export async function openWithRecovery(
  folder: string,
  lock: PgliteLock,
  onStateChange: (state: PgliteState) => void,
): Promise<OpenPglite> {
  const closing = new AbortController();
  let current: PGlite | null = null;
  let reopening: Promise<void> = Promise.resolve();

  async function open(): Promise<void> {
    lock.requireHeld();
    const engine = await PGlite.create({ dataDir: folder, startParams: START_PARAMS });
    checkEachMessage(engine, lock.requireHeld);
    failAfterPanic(engine, () => {
      current = null;
      onStateChange('panicked');
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
    if (current !== null) onStateChange('reopened');
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

/** Recovers it in a process of its own: an attempt that fails costs 170 MiB, which PGlite never gives back. */
function canRecover(folder: string, lock: PgliteLock): Promise<boolean> {
  return new Promise((resolve) => {
    // The lock's socket, which the process inherits, stays open until it ends.
    const child = spawn(process.execPath, [RECOVER, folder], {
      stdio: ['pipe', 'ignore', 'ignore', lock.descriptor ?? 'ignore'],
    });
    child.on('close', (code) => resolve(code === 0));
    child.on('error', () => resolve(false));
  });
}
