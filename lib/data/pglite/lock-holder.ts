import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { hasCode } from '../create-file';

/** The holder of a lock, as its file names it. */
export type Holder = Readonly<{
  id: string;
  /** As its own namespace numbers it: for people, never to ask the kernel about. */
  pid: number;
  host: string;
  /** See {@link placeOf}. */
  place: string | null;
  /** Whether it listens on its socket. */
  listens: boolean;
}>;

/** A lock as it was at one moment. `beat` changes with each heartbeat; the holder is null when the file cannot be understood. */
export type LockSight = Readonly<{ holder: Holder | null; beat: number }>;

export const thisHolder = (id: string, file: string, listens: boolean): Holder => ({
  id,
  pid: process.pid,
  host: hostname(),
  place: placeOf(path.dirname(file)),
  listens,
});

/** @returns null when there is no lock */
export function lookAt(file: string): LockSight | null {
  let descriptor: number;
  try {
    // Opened each time: that is when NFS asks its server.
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
  try {
    return { holder: parseHolder(readFileSync(descriptor, 'utf8')), beat: fstatSync(descriptor).mtimeMs };
  } finally {
    closeSync(descriptor);
  }
}

export const inWords = ({ pid, host }: Holder): string => `process ${pid} on ${host}`;

/**
 * Processes of one place reach each other's sockets in `folder`: they have one kernel, and it sees one file system
 * there (two mounts of one NFS export may be two). Null where the kernel cannot be told from others.
 */
export function placeOf(folder: string): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${statSync(folder).dev}`;
  } catch {
    return null;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const { id, pid, host, place, listens } = JSON.parse(text);
    if (typeof id !== 'string' || !Number.isSafeInteger(pid) || typeof host !== 'string') return null;
    return { id, pid, host, place: typeof place === 'string' ? place : null, listens: listens === true };
  } catch {
    return null;
  }
}
