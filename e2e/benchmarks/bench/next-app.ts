import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { benchDir, type Command, projectDir } from './launch';

const BUILD_MS = 600_000;
const peersDir = path.join(import.meta.dirname, '..', 'peers');
const appDir = (name: string) => path.join(benchDir, name);

/** Environment of a peer: nothing of Postern's settings, nothing reported home. */
export function peerEnvironment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', ...more };
}

/**
 * Copies a Next app out of the project, so that none of the project's tools sees its packages and its build; installs
 * what its lockfile names, and builds it for production. It does nothing where its sources have not changed.
 */
export async function buildNextApp(name: string, env: Record<string, string> = {}): Promise<void> {
  const [source, folder] = [path.join(peersDir, name), appDir(name)];
  const stamp = path.join(folder, '.built');
  const hash = hashOf(source);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  rmSync(folder, { recursive: true, force: true });
  cpSync(source, folder, { recursive: true });
  if (existsSync(path.join(folder, 'package-lock.json'))) {
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  }
  await run(process.execPath, [nextProgram(folder), 'build', '--webpack'], folder, env);
  writeFileSync(stamp, hash);
}

/** `next start` of that app. */
export function startNextApp(name: string, port: number, env: Record<string, string> = {}): Command {
  const folder = appDir(name);
  const args = [nextProgram(folder), 'start', '-H', '127.0.0.1', '-p', `${port}`, '--keepAliveTimeout', '75000'];
  return { program: process.execPath, args, env: peerEnvironment(env), cwd: folder };
}

/** A script in the folder of that app. */
export const runInApp = (name: string, script: string, env: Record<string, string>) =>
  run(process.execPath, [script], appDir(name), env);

/** The app's own Next, or else the project's. */
const nextProgram = (folder: string) => createRequire(path.join(folder, 'package.json')).resolve('next/dist/bin/next');

async function run(program: string, args: string[], cwd: string, env: Record<string, string> = {}): Promise<void> {
  await promisify(execFile)(program, args, { cwd, env: peerEnvironment(env), timeout: BUILD_MS, maxBuffer: 2 ** 26 });
}

function hashOf(folder: string): string {
  const hash = createHash('sha256').update(projectDir).update(process.version);
  hash.update(readFileSync(path.join(projectDir, 'node_modules', 'next', 'package.json')));
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  for (const file of files) hash.update(path.relative(folder, file)).update(readFileSync(file));
  return hash.digest('hex');
}
