import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type Finding, ok, problem } from '../../../lib/admin/doctor/finding';
import { type AccessFacts, judgeAccess, tablesOfSchema } from '../../../lib/admin/doctor/judge-database';
import type { Config } from '../../../lib/config/config';
import type { PostgresLocation } from '../../../lib/data/database';
import { prismaFolder } from '../../../lib/data/migrations/files';
import { hasPendingMigrations } from '../../../lib/data/migrations/pending';
import { pgliteFolder } from '../../../lib/data/pglite/lock';
import { findAccess } from '../../../lib/data/postgres/postgres';
import { parsePostgresUrl } from '../../../lib/data/postgres/url';
import { readAuthSecret } from '../../../lib/keys/auth-secret';
import { failureMessage } from '../failure-message';

/** What can be seen from outside of the tables: how the database is reached, and whether migrations are pending. */
export type DatabaseChecked = {
  findings: Finding[];
  /** The database can be asked for more. */
  isUsable: boolean;
  /** The connections of the server itself count, not those of a pooler. */
  isDirect: boolean;
};

export async function checkDatabase(config: Config, projectDir: string): Promise<DatabaseChecked> {
  const location = config.database;
  try {
    if (location.kind === 'pglite' && isSecretLost(config)) return { ...UNKNOWN, findings: [SECRET_LOST] };
    const access = location.kind === 'postgresql' ? await findAccessFacts(location) : null;
    const isBehind = await hasPendingMigrations(location, prismaFolder(projectDir));
    const findings = [
      ...(access ? judgeAccess(access) : [ok('database', 'The embedded database is used.', 'PGlite')]),
      isBehind ? BEHIND : ok('database', 'No migrations are pending.'),
    ];
    return { findings, isUsable: !isBehind, isDirect: access?.isPooled === false };
  } catch (error) {
    return { ...UNKNOWN, findings: [unreachable(failureMessage(error))] };
  }
}

const UNKNOWN = { isUsable: false, isDirect: false } as const;

/** A command would make another secret, which opens nothing. @throws CutSecretError, DataDirError */
const isSecretLost = ({ authSecrets, dataDir }: Config): boolean =>
  authSecrets.length === 0 && existsSync(pgliteFolder(dataDir)) && readAuthSecret(dataDir) === null;

const SECRET_LOST = problem('database', {
  message: 'The embedded database is there, but not the secret that its keys are encrypted with.',
  found: 'neither AUTH_SECRET nor auth-secret in DATA_DIR',
  expected: 'the secret that this database was first started with',
  remedy: 'Restore auth-secret from a backup, or set AUTH_SECRET to what it was.',
});

export const tablesOfProject = async (projectDir: string): Promise<string[]> =>
  tablesOfSchema(await readFile(prismaFolder(projectDir).schemaFile, 'utf8'));

async function findAccessFacts({ url }: PostgresLocation): Promise<AccessFacts> {
  const { isPooled, isEncrypted, isLocal } = await findAccess(url);
  const isVerified = parsePostgresUrl(url).tls.every((each) => each === 'verifiedChain' || each === 'verifiedHost');
  return { isPooled, isEncrypted, isLocal, isVerified, sslmode: new URL(url).searchParams.get('sslmode') };
}

const BEHIND = problem('database', {
  message: 'The database does not exist yet, or needs migrations.',
  found: 'pending migrations',
  expected: 'none',
  remedy: 'Start the server with npm start, which applies them.',
});

/** @param message one line that says what to do */
export const unreachable = (message: string): Finding =>
  problem('database', {
    message: 'The database could not be asked.',
    found: message,
    expected: 'a database that answers',
    remedy: 'Do what the message says, and run this again.',
  });
