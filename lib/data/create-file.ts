import { closeSync, fsyncSync, linkSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a file that is there whole or not at all, through a power cut as well: a finished and flushed draft is linked.
 * @param draft a name in the same folder that no other process uses
 * @returns false when `file` is there already, which is left as it is
 */
export function createFile(file: string, draft: string, text: string): boolean {
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    linkSync(draft, file);
    flushFolder(path.dirname(file));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    removeIfThere(draft);
  }
}

export function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Not every system opens or flushes a folder; there the name of the file may be lost, and never its text. */
function flushFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // As said above.
  }
}
