import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** PGlite has no lock of its own, and a second process in its folder corrupts it. */
export type PgliteLock = Readonly<{ release(): void }>;

export const pgliteFolder = (dataDir: string): string => path.join(dataDir, 'pglite');

/** A live process, be it this one, has the folder. The message names its pid. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

type Holder = Readonly<{
  id: string;
  pid: number;
  /** Boot and clock tick of the process's start; null where there is no /proc. Recognises a reused pid. */
  startedAt: string | null;
}>;

/**
 * Takes the lock beside `folder` for this process, or takes over that of a process that died.
 * @throws FolderInUseError naming the pid of the process that holds it, be it this one.
 */
export function lockPglite(folder: string): PgliteLock {
  const file = `${folder}.lock`;
  const self: Holder = { id: randomUUID(), pid: process.pid, startedAt: startOf(process.pid) };
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  if (!create(file, self)) takeOver(file, self, folder);
  return { release: () => release(file, self) };
}

/** Linking a finished file is atomic: nobody can read a lock without its holder. */
function create(file: string, holder: Holder): boolean {
  const draft = `${file}.${holder.id}`;
  try {
    writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    removeIfThere(draft);
  }
}

/**
 * Of two processes that find the same dead holder, the slower must not remove the lock of the
 * quicker; so a stale lock is only ever removed by whoever holds the guard, for these few lines.
 */
function takeOver(file: string, self: Holder, folder: string): void {
  refuseWhileAlive(file, folder);
  const guard = `${file}.takeover`;
  if (!create(guard, self) && !(removeStale(guard, self, folder) && create(guard, self))) {
    throw inUse(folder, readHolder(guard));
  }
  try {
    refuseWhileAlive(file, folder);
    removeIfThere(file);
    if (!create(file, self)) throw inUse(folder, readHolder(file));
  } finally {
    removeIfThere(guard);
  }
}

/**
 * A guard whose holder died within those few lines. Renaming takes it away for one process alone; should it have been
 * the guard of a quicker one by then, that one is told apart by its holder, and gets it back.
 * @returns whether the stale one is gone
 */
function removeStale(guard: string, self: Holder, folder: string): boolean {
  refuseWhileAlive(guard, folder);
  const taken = `${guard}.${self.id}`;
  try {
    renameSync(guard, taken);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return true;
    throw error;
  }
  const holder = readHolder(taken);
  if (holder === null || !isAlive(holder)) {
    unlinkSync(taken);
    return true;
  }
  renameSync(taken, guard);
  return false;
}

function refuseWhileAlive(file: string, folder: string): void {
  const holder = readHolder(file);
  if (holder !== null && isAlive(holder)) throw inUse(folder, holder);
}

function inUse(folder: string, holder: Holder | null): FolderInUseError {
  const who = holder === null ? 'another process' : `process ${holder.pid}`;
  return new FolderInUseError(
    `The database in ${folder} is in use by ${who}. Stop it first, or set DATA_DIR to another folder.`,
  );
}

function release(file: string, self: Holder): void {
  if (readHolder(file)?.id === self.id) removeIfThere(file);
}

/** Null when the lock is gone, or was left empty by a power cut. */
function readHolder(file: string): Holder | null {
  try {
    const { id, pid, startedAt } = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isSafeInteger(pid) ? { id, pid, startedAt } : null;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}

function isAlive({ pid, startedAt }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, under another user.
    if (hasCode(error, 'ESRCH')) return false;
  }
  const start = startOf(pid);
  return startedAt === null || start === null || start === startedAt;
}

function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The command's name, in brackets, may hold anything; what follows is fields 3, 4, … of proc(5).
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const [state, startTicks] = [fields[0], fields[19]];
    return state === 'Z' ? 'ended' : `${boot} ${startTicks}`;
  } catch {
    return null;
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
