import { readConfig } from '../../lib/config/config';
import { ConfigError } from '../../lib/config/config-error';
import { readEnvFiles } from '../../lib/config/load-config';
import { DataDirError, requireDataDir } from '../../lib/data/data-dir';
import { prismaFolder } from '../../lib/data/migrations/files';
import { hasPendingMigrations } from '../../lib/data/migrations/pending';
import { lockPglite, pgliteFolder } from '../../lib/data/pglite/lock';
import { CutSecretError, readAuthSecret } from '../../lib/keys/auth-secret';

export type StartSettings = Readonly<{
  host: string;
  port: number;
  appUrl: string;
  hasMailbox: boolean;
  hasEmbeddedDatabase: boolean;
  /** Processes that share the port. */
  workers: number;
  logLevel: string;
  /** Migrations are missing, or that could not be found out. */
  mustMigrate: boolean;
  /** What the `.env` files add to the environment. */
  fromFiles: Record<string, string>;
}>;

const projectDir = process.cwd();

/**
 * Reads the settings and tries what they name, so that a start fails before its slow steps.
 * @param onWait called with a line about what it waits for
 * @throws Error with one line that says what to do: a setting that cannot be used, a database that another process has
 */
export async function settingsForStart(onWait: (line: string) => void): Promise<StartSettings> {
  try {
    return await read(onWait);
  } catch (error) {
    const isOfSettings = [ConfigError, CutSecretError, DataDirError].some((kind) => error instanceof kind);
    throw isOfSettings && error instanceof Error ? new Error(`Postern cannot start: ${error.message}`) : error;
  }
}

async function read(onWait: (line: string) => void): Promise<StartSettings> {
  const fromFiles = readEnvFiles(projectDir);
  const config = readConfig({ ...process.env, ...fromFiles });
  const location = config.database;
  if (location.kind === 'pglite') requireDataDir(location.dataDir);
  if (config.authSecrets.length === 0) readAuthSecret(config.dataDir);
  if (location.kind === 'pglite') (await lockPglite(pgliteFolder(location.dataDir), { onWait })).release();
  return {
    host: config.host,
    port: config.port,
    appUrl: config.appUrl,
    hasMailbox: config.mail.kind === 'mailbox',
    hasEmbeddedDatabase: location.kind === 'pglite',
    workers: config.workers,
    logLevel: config.logLevel,
    mustMigrate: await hasPendingMigrations(location, prismaFolder(projectDir)).catch(() => true),
    fromFiles,
  };
}
