import nextEnv from '@next/env';
import { type Config, readConfig } from '../lib/config';
import type { DatabaseLocation } from '../lib/data/database';

/**
 * The settings of this process: the environment, then the `.env` files that Next reads.
 * @throws ConfigError
 */
export function loadConfig(projectDir: string): Config {
  const isDev = process.env.NODE_ENV === 'development';
  nextEnv.loadEnvConfig(projectDir, isDev, { info: () => {}, error: console.error });
  return readConfig(process.env);
}

export function locationOf({ database, dataDir }: Config): DatabaseLocation {
  return database.kind === 'pglite' ? { kind: 'pglite', dataDir } : database;
}
