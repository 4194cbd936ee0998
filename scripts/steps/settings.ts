// Reads the settings before the slow steps and prints, as JSON, what the start has to know of them.
// A setting that cannot be used, or a database that another process has, ends it with one line.
import path from 'node:path';
import { ConfigError, readConfig } from '../../lib/config/config';
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
  /** Migrations are missing, or that could not be found out. */
  mustMigrate: boolean;
  /** What the `.env` files add to the environment. */
  fromFiles: Record<string, string>;
}>;

const projectDir = path.dirname(path.dirname(import.meta.dirname));

async function settingsForStart(): Promise<StartSettings> {
  const fromFiles = readEnvFiles(projectDir);
  const config = readConfig({ ...process.env, ...fromFiles });
  const location = config.database;
  if (location.kind === 'pglite') requireDataDir(location.dataDir);
  if (config.authSecrets.length === 0) readAuthSecret(config.dataDir);
  if (location.kind === 'pglite') (await lockPglite(pgliteFolder(location.dataDir), { tell: console.log })).release();
  return {
    host: config.host,
    port: config.port,
    appUrl: config.appUrl,
    hasMailbox: config.mail.kind === 'mailbox',
    mustMigrate: await hasPendingMigrations(location, prismaFolder(projectDir)).catch(() => true),
    fromFiles,
  };
}

try {
  console.log(JSON.stringify(await settingsForStart()));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const isOfSettings = [ConfigError, CutSecretError, DataDirError].some((kind) => error instanceof kind);
  console.error(isOfSettings ? `Postern cannot start: ${error.message}` : error.message);
  process.exitCode = 1;
}
