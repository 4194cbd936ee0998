import { access, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { Finding } from '../../../lib/admin/doctor/finding';
import { type FoundFile, judgeDisk, judgeLeftovers, judgeModes } from '../../../lib/admin/doctor/judge-files';
import type { EnvFile } from '../../../lib/config/load-config';

/** Settings of which others may not know the value. */
const SECRET_SETTINGS = [
  'APPS',
  'AUTH_SECRET',
  'DATABASE_URL',
  'METRICS_TOKEN',
  'MIGRATE_DATABASE_URL',
  'RESEND_API_KEY',
  'SMTP_URL',
];

const hasSecret = ({ settings }: EnvFile): boolean => SECRET_SETTINGS.some((name) => settings[name]);

/** Files that a process makes for a moment, and a folder that is moved once it is whole. */
const LEFTOVER = /^(\.write-test\.[0-9a-f]{12}|auth-secret\.[0-9a-f]{12}|pglite\.new)$/;
const LEFTOVER_AGE_MS = 60 * 60 * 1000;

/** The folder of the data and the `.env` files. Where there is no DATA_DIR, as with PostgreSQL, it is not looked for. */
export async function checkFiles(
  dataDir: string,
  { projectDir, envFiles }: { projectDir: string; envFiles: readonly EnvFile[] },
): Promise<Finding[]> {
  const wanted = [
    { name: dataDir, kind: 'data' as const },
    ...['auth-secret', 'pglite', 'operator'].map((name) => ({
      name: path.join(dataDir, name),
      kind: 'secret' as const,
    })),
    ...envFiles.filter(hasSecret).map(({ name }) => ({ name, kind: 'env' as const })),
  ];
  const files = await Promise.all(wanted.map((file) => find(file, projectDir)));
  const found = files.filter((file) => file !== null);
  // Windows has no modes.
  const ofModes = process.platform === 'win32' ? [] : judgeModes(found);
  return [...ofModes, ...(await checkDataDir(path.resolve(projectDir, dataDir)))];
}

async function find({ name, kind }: Pick<FoundFile, 'name' | 'kind'>, projectDir: string): Promise<FoundFile | null> {
  const found = await stat(path.resolve(projectDir, name)).catch(() => null);
  return found && { name, kind, mode: found.mode & 0o777, isFolder: found.isDirectory() };
}

async function checkDataDir(folder: string): Promise<Finding[]> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const { bavail, bsize } = await statfs(folder);
  return [judgeDisk({ folder, freeBytes: bavail * bsize }), judgeLeftovers(await findLeftovers(folder))];
}

async function findLeftovers(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => LEFTOVER.test(name));
  const files = names.map((name) => path.join(folder, name));
  const ages = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      ),
    ),
  );
  return files.filter((_, at) => (ages[at] ?? 0) > LEFTOVER_AGE_MS);
}
