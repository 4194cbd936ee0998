import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Command } from './launch';
import { peerEnvironment } from './next-app';

const folder = path.join(import.meta.dirname, '..', 'peers', 'simplejwt');
const PYTHON = '/usr/bin/python3';
const MODULES = 'django, rest_framework, rest_framework_simplejwt, gunicorn, psycopg2, bcrypt';
const PACKAGES = [
  'python3-django',
  'python3-djangorestframework',
  'python3-djangorestframework-simplejwt',
  'python3-gunicorn',
  'python3-psycopg2',
  'python3-bcrypt',
];
const INSTALL_MS = 600_000;
const runFile = promisify(execFile);

/** Debian's packages, which are installed with apt-get where they are missing. @throws Error where that fails */
export async function installSimplejwt(): Promise<void> {
  if (await isInstalled()) return;
  await runFile('apt-get', ['update'], { timeout: INSTALL_MS });
  await runFile('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { timeout: INSTALL_MS });
  if (!(await isInstalled())) throw new Error(`Install Debian's packages ${PACKAGES.join(', ')}.`);
}

const isInstalled = (): Promise<boolean> =>
  runFile(PYTHON, ['-c', `import ${MODULES}`]).then(
    () => true,
    () => false,
  );

const environmentOf = (databaseUrl: string, more: Record<string, string> = {}) =>
  peerEnvironment({
    DATABASE_URL: databaseUrl,
    DJANGO_SETTINGS_MODULE: 'settings',
    PYTHONPATH: folder,
    PYTHONDONTWRITEBYTECODE: '1',
    ...more,
  });

/** Its tables. */
export async function migrateSimplejwt(databaseUrl: string): Promise<void> {
  await runFile(PYTHON, ['-m', 'django', 'migrate'], { cwd: folder, env: environmentOf(databaseUrl) });
}

/** Two workers with threads, because those without close every connection after one response. */
export function startSimplejwt(databaseUrl: string, port: number, rotates: boolean): Command {
  const gunicorn = ['-m', 'gunicorn', '--workers=2', '--worker-class=gthread', '--threads=4', '--keep-alive=75'];
  return {
    program: PYTHON,
    args: [...gunicorn, `--bind=127.0.0.1:${port}`, 'wsgi:application'],
    env: environmentOf(databaseUrl, { ROTATES: `${rotates}` }),
    cwd: folder,
  };
}
