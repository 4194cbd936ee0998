import { accessSync, constants, lstatSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import nextEnv from '@next/env';
import { type Config, ConfigError, readConfig } from '../lib/config';
import type { DatabaseLocation } from '../lib/data/database';

/**
 * The settings of this process: the environment, then the `.env` files that Next reads.
 * @throws ConfigError
 */
export function loadConfig(projectDir: string): Config {
  const isDev = process.env.NODE_ENV === 'development';
  for (const name of envFiles(isDev)) requireReadable(path.join(projectDir, name), name);
  nextEnv.loadEnvConfig(projectDir, isDev, { info: () => {}, error: console.error });
  return readConfig(process.env);
}

export function locationOf({ database, dataDir }: Config): DatabaseLocation {
  return database.kind === 'pglite' ? { kind: 'pglite', dataDir } : database;
}

/** Those that Next reads, the first that sets a name counting. */
function envFiles(isDev: boolean): string[] {
  const mode = isDev ? 'development' : 'production';
  return [`.env.${mode}.local`, '.env.local', `.env.${mode}`, '.env'];
}

/**
 * Next goes on without a file that it cannot read: another installation would start, with an empty database.
 * @throws ConfigError
 */
function requireReadable(file: string, name: string): void {
  try {
    // Not what a link leads to: one that leads nowhere is no absence either.
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
    // A pipe gives what it has once.
    if (statSync(file).isFIFO()) accessSync(file, constants.R_OK);
    else readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : String(error);
    throw new ConfigError(`${name} is there and cannot be read (${code}). Make it a readable file, or remove it.`);
  }
}
