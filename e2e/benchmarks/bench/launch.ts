import { mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../fixtures/free-port';
import { end, spawnKept } from '../../fixtures/processes';
import { Connection } from './connection';
import { encode } from './requests';

export const projectDir = path.resolve(import.meta.dirname, '..', '..', '..');

/** Installed packages, builds, databases and logs of the benchmark. Git ignores it, and so do the tools of the project. */
export const benchDir = path.join(projectDir, '.bench');

export type Command = { program: string; args: readonly string[]; env: NodeJS.ProcessEnv; cwd: string };

/** What can be started. The first 200 of its page ends the start. */
export type Launchable = {
  name: string;
  page: string;
  command(port: number, options: { rotates: boolean }): Command;
};

export type Running = {
  port: number;
  pid: number;
  /** Milliseconds from its start to the first page. */
  startMs: number;
  stop(): Promise<void>;
};

const START_MS = 120_000;
const STOP_MS = 15_000;
const LOOK_MS = 5;

/**
 * Starts a server and waits for the first 200 of its page. Its output goes to a file in `.bench/logs`.
 * @throws Error with that output where it does not start
 */
export async function launch({ name, page, command }: Launchable, options: { rotates: boolean }): Promise<Running> {
  const port = await freePort();
  const { program, args, env, cwd } = command(port, options);
  const logFile = path.join(benchDir, 'logs', `${name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'w');
  const startedAt = performance.now();
  const child = spawnKept(program, [...args], { cwd, env, stdio: ['ignore', log, log] });
  const stop = async () => {
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await end(child, 'SIGTERM');
    clearTimeout(late);
  };
  while (!(await isOk(port, page))) {
    if (child.exitCode !== null || performance.now() - startedAt > START_MS) {
      await stop();
      throw new Error(`${name} did not start:\n${readFileSync(logFile, 'utf8')}`);
    }
    await sleep(LOOK_MS);
  }
  return { port, pid: child.pid ?? 0, startMs: performance.now() - startedAt, stop };
}

async function isOk(port: number, page: string): Promise<boolean> {
  const connection = new Connection(port);
  const request = encode(
    { method: 'GET', path: page, headers: { Accept: 'text/html' }, status: 200, contains: '' },
    port,
  );
  try {
    return (await connection.exchange(request)).status === 200;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}
