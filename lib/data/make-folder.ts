import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { hasCode } from './create-file';

/**
 * A folder and those above it, of this user alone where they are made here. `mkdir` with `recursive` would try for ever
 * where a system has such a folder and lets none be made in it (`/proc/x`).
 */
export function makeFolder(folder: string): void {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory()) return;
  if (found) throw new Error(`${folder} is not a folder`);
  makeFolder(path.dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have been quicker.
    if (!hasCode(error, 'EEXIST') || !statSync(folder).isDirectory()) throw error;
  }
}
