import { randomBytes } from 'node:crypto';
import { linkSync, readdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createFile, hasCode, removeIfThere } from '../create-file';
import { makeFolder } from '../make-folder';
import { startHeartbeat } from './lock-heartbeat';
import { type Holder, inWords, type LockSight, lookAt, placeOf, thisHolder } from './lock-holder';
import { knockOn, listenOn } from './lock-socket';

/**
 * PGlite has no lock of its own, and a second process in its folder corrupts it. So its one process has a lock file
 * beside it, and shows that it lives in ways that no container hides from another: it listens on a socket there, and
 * renews the time of that file. The kernel closes the socket at the death of the process: in the same place (see
 * `placeOf`) a socket that refuses is proof, and the lock is taken over at once. Anywhere else, such as on another
 * machine that shares the folder, only a heartbeat that stays away for long is.
 *
 * A process that stands still (SIGSTOP) keeps its socket, and so its lock. A machine that is suspended does not keep
 * it from other machines: when it wakes, its next message to the database is held up by {@link PgliteLock.requireHeld},
 * and a thread looks within a heartbeat. Not covered: the rest of a message that was half done, and for one heartbeat
 * a wake that neither of its clocks shows.
 */
export type PgliteLock = Readonly<{
  /** Call before each message to the database. Ends the process when the lock is another's, or gone. */
  requireHeld(): void;
  /** Of the socket, for a child to inherit: as long as that lives, the lock is held. Null where there are no sockets. */
  descriptor: number | null;
  release(): void;
}>;

export const pgliteFolder = (dataDir: string): string => path.join(dataDir, 'pglite');

/** A live process, be it this one, has the folder. The message names its host and its pid there. */
export class FolderInUseError extends Error {
  override readonly name = 'FolderInUseError';
}

type Patience = Readonly<{
  /** Milliseconds between two heartbeats. All processes of a folder must agree on it. */
  beatMs?: number;
  /** Called with a line that says what is waited for. */
  onWait?: (line: string) => void;
}>;

const BEAT_MS = 2000;
/** Heartbeats that must stay away before a holder that cannot be asked is taken for dead, and how often is looked for each. */
const MISSED_BEATS = 7;
const LOOKS_A_BEAT = 4;

type Contender = Readonly<{ file: string; folder: string; self: Holder; beatMs: number; onWait(line: string): void }>;

/**
 * Takes the lock beside `folder` for this process, or takes over that of a process that died.
 * @throws FolderInUseError naming the process that holds it, be it this one.
 */
export async function lockPglite(folder: string, patience: Patience = {}): Promise<PgliteLock> {
  const { beatMs = BEAT_MS, onWait = (line) => process.stderr.write(`${line}\n`) } = patience;
  const file = path.resolve(`${folder}.lock`);
  const id = randomBytes(6).toString('hex');
  makeFolder(path.dirname(file));
  // Before the lock: a process that finds the lock can ask whether its holder lives.
  const socket = await listenOn(socketOf(file, id));
  const self = thisHolder(id, file, socket !== null);
  try {
    await acquire({ file, folder, self, beatMs, onWait });
    await removeDeadSockets(file, self);
  } catch (error) {
    socket?.close();
    throw error;
  }
  const heartbeat = startHeartbeat({ file, id, folder, beatMs });
  return {
    requireHeld: heartbeat.requireHeld,
    descriptor: socket?.descriptor ?? null,
    release: () => {
      heartbeat.stop();
      removeOwn(file, self);
      socket?.close();
    },
  };
}

const socketOf = (file: string, id: string): string => `${file}.${id}.sock`;

const create = (file: string, self: Holder): boolean => createFile(file, `${file}.${self.id}`, JSON.stringify(self));

async function acquire(contender: Contender): Promise<void> {
  const { file, self } = contender;
  while (!create(file, self)) {
    const dead = await requireDead(file, contender);
    if (dead) await removeDead(dead, contender);
  }
}

/**
 * Of two processes that find the same dead holder, the slower must not remove the lock of the quicker; so a stale
 * lock is only ever removed by the one that holds the guard, for these few lines, and only as it was judged.
 */
async function removeDead(dead: LockSight, contender: Contender): Promise<void> {
  const { file, folder, self } = contender;
  const guard = `${file}.takeover`;
  if (!create(guard, self)) {
    const deadGuard = await requireDead(guard, contender);
    if (deadGuard) removeDeadGuard(guard, deadGuard, self);
    if (!create(guard, self)) throw inUse(folder, lookAt(guard));
  }
  try {
    if (!isSame(lookAt(file), dead)) return;
    removeIfThere(file);
  } finally {
    removeOwn(guard, self);
  }
}

/**
 * The guard of one that died within those few lines. Renaming takes it away for one process alone; should it have been
 * the guard of a quicker one by then, that one is told apart by its holder, and gets it back.
 */
function removeDeadGuard(guard: string, dead: LockSight, self: Holder): void {
  const taken = `${guard}.${self.id}`;
  try {
    renameSync(guard, taken);
    if (lookAt(taken)?.holder?.id !== dead.holder?.id) linkSync(taken, guard);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    removeIfThere(taken);
  }
}

/** Those of processes that died before they had the lock, or with it. The lock's own one is this process's. */
async function removeDeadSockets(file: string, self: Holder): Promise<void> {
  const folder = path.dirname(file);
  const prefix = `${path.basename(file)}.`;
  const names = readdirSync(folder).filter((name) => name.startsWith(prefix) && name.endsWith('.sock'));
  for (const name of names) {
    const socket = path.join(folder, name);
    if (socket !== socketOf(file, self.id) && (await knockOn(socket)) === 'refused') removeIfThere(socket);
  }
}

/**
 * What a lock was when its holder was found dead; null when it is gone.
 * @throws FolderInUseError
 */
async function requireDead(file: string, contender: Contender): Promise<LockSight | null> {
  const sight = lookAt(file);
  const state = sight && (await stateOf(sight.holder, contender.file));
  if (state === 'alive') throw inUse(contender.folder, sight);
  if (!sight || state === 'dead') return sight;
  // It may just have been released.
  return isSame(lookAt(file), sight) ? watch(file, sight, contender) : requireDead(file, contender);
}

async function stateOf(holder: Holder | null, file: string): Promise<'alive' | 'dead' | 'unknown'> {
  if (!holder?.listens) return 'unknown';
  const knock = await knockOn(socketOf(file, holder.id));
  if (knock === 'answered') return 'alive';
  const isNear = holder.place !== null && holder.place === placeOf(path.dirname(file));
  return knock === 'refused' && isNear ? 'dead' : 'unknown';
}

/** Counted in looks, not in time: of a suspended machine time goes on. */
async function watch(file: string, first: LockSight, contender: Contender): Promise<LockSight | null> {
  const { folder, beatMs, onWait } = contender;
  const seconds = Math.ceil((MISSED_BEATS * beatMs) / 1000);
  onWait(`Checking for ${seconds} s whether ${describe(first)} still uses the database in ${folder}.`);
  for (let look = 0; look < MISSED_BEATS * LOOKS_A_BEAT; look += 1) {
    await sleep(beatMs / LOOKS_A_BEAT);
    const sight = lookAt(file);
    if (isSame(sight, first)) continue;
    if (sight && sight.holder?.id === first.holder?.id) throw inUse(folder, sight);
    return requireDead(file, contender);
  }
  return first;
}

const isSame = (sight: LockSight | null, other: LockSight): boolean =>
  sight !== null && sight.holder?.id === other.holder?.id && sight.beat === other.beat;

const describe = (sight: LockSight | null): string => (sight?.holder ? inWords(sight.holder) : 'another process');

function inUse(folder: string, sight: LockSight | null): FolderInUseError {
  return new FolderInUseError(
    `The database in ${folder} is in use by ${describe(sight)}. Stop it first, or set DATA_DIR to another folder.`,
  );
}

function removeOwn(file: string, self: Holder): void {
  if (lookAt(file)?.holder?.id === self.id) removeIfThere(file);
}
