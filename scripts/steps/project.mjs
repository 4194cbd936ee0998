// The project's folder and the files in it, for what runs before there are packages.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectDir = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** @param {string} relative */
export const inProject = (relative) => path.join(projectDir, relative);

/**
 * @param {string} relative
 * @returns {string | null} its text; null if it cannot be read
 */
export function readProjectFile(relative) {
  try {
    return readFileSync(inProject(relative), 'utf8');
  } catch {
    return null;
  }
}

/**
 * @param {string} relative its folder is created if need be
 * @param {string} text
 */
export function writeProjectFile(relative, text) {
  mkdirSync(path.dirname(inProject(relative)), { recursive: true });
  writeFileSync(inProject(relative), text);
}

/**
 * @param {string} folder
 * @returns {string[]} the files in it and below, sorted; none if there is no such folder
 */
export function listFiles(folder) {
  if (!existsSync(inProject(folder))) return [];
  const entries = readdirSync(inProject(folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(projectDir, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * A hash of the files' names and texts, and of where the project is: a build remembers that.
 * @param {string[]} files
 */
export function hashFiles(files) {
  const hash = createHash('sha256').update(projectDir);
  for (const file of files) hash.update(`\0${file}\0`).update(readProjectFile(file) ?? '');
  return hash.digest('hex');
}
