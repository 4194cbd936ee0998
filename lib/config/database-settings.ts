import { PostgresUrlError, parsePostgresUrl } from '../data/postgres/url';
import { ConfigError } from './config-error';
import type { RawSettings } from './settings';

export type DatabaseLocation =
  | {
      kind: 'postgresql';
      url: string;
      /** For migrations, past a pooler or as another role. */
      migrateUrl: string | null;
      /** How many each process may have open at once. */
      connections: number;
    }
  | { kind: 'pglite'; dataDir: string };

/** PostgreSQL with DATABASE_URL, else PGlite in DATA_DIR. @throws ConfigError */
export function parseDatabase({
  DATABASE_URL,
  MIGRATE_DATABASE_URL,
  DATABASE_POOL,
  DATA_DIR,
}: RawSettings): DatabaseLocation {
  if (DATABASE_URL === undefined) {
    if (MIGRATE_DATABASE_URL === undefined) return { kind: 'pglite', dataDir: DATA_DIR };
    throw new ConfigError(
      'MIGRATE_DATABASE_URL requires DATABASE_URL: it is another connection to the same database, for migrations.',
    );
  }
  const { schema } = requirePostgresUrl('DATABASE_URL', DATABASE_URL);
  if (MIGRATE_DATABASE_URL !== undefined) {
    const other = requirePostgresUrl('MIGRATE_DATABASE_URL', MIGRATE_DATABASE_URL).schema;
    if (other !== null && other !== schema) {
      throw new ConfigError(`MIGRATE_DATABASE_URL has ?schema=${other}: DATABASE_URL must have the same schema.`);
    }
  }
  const migrateUrl = MIGRATE_DATABASE_URL ?? null;
  return { kind: 'postgresql', url: DATABASE_URL, migrateUrl, connections: DATABASE_POOL };
}

function requirePostgresUrl(name: string, value: string) {
  try {
    return parsePostgresUrl(value);
  } catch (error) {
    if (error instanceof PostgresUrlError) throw new ConfigError(`${name} ${error.message}`);
    throw error;
  }
}

/** With PostgreSQL one for each core. */
export function parseWorkers({ WORKERS }: RawSettings, database: DatabaseLocation, cores: number): number {
  if (database.kind === 'pglite') {
    if (WORKERS === undefined || WORKERS === 1) return 1;
    throw new ConfigError('WORKERS must be 1 without DATABASE_URL: the embedded database has room for one process.');
  }
  if (WORKERS === undefined) return cores;
  if (WORKERS > cores) {
    throw new ConfigError(`WORKERS must be at most ${cores}, the number of cores that this process may use.`);
  }
  return WORKERS;
}

/** @throws ConfigError where AUTH_SECRET is missing, or one of the list is too short */
export function requireSecrets({ AUTH_SECRET }: RawSettings, database: DatabaseLocation): void {
  if (database.kind === 'postgresql' && AUTH_SECRET.length === 0) {
    throw new ConfigError(
      'AUTH_SECRET must be set when DATABASE_URL is set: for example to the output of openssl rand -base64 32.',
    );
  }
  if (AUTH_SECRET.some((secret) => Buffer.byteLength(secret) < 32)) {
    throw new ConfigError(
      'AUTH_SECRET must have at least 32 bytes: use for example the output of openssl rand -base64 32.',
    );
  }
}
