import { unlink, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { registered, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { type Settings, startServer, type TestServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from './fault-test';

const ANOTHER = { id: 'a', pid: 4321, host: 'another-host', place: 'another-boot 1', listens: false };

const lockOf = ({ DATA_DIR = '' }: Settings) => `${DATA_DIR}/pglite.lock`;
/** As a process of another machine does that took this one for dead. */
const takeOver = (settings: Settings) => writeFile(lockOf(settings), JSON.stringify(ANOTHER));

/** @returns the last of what it wrote */
async function ended(server: TestServer): Promise<string> {
  await expect.poll(() => isRunning(server.pid), { timeout: 30_000 }).toBe(false);
  return server.logs();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.describe('lost lock', { tag: ['@pglite', '@slow'] }, () => {
  for (const [what, lose, words] of [
    ['taken by another', takeOver, 'process 4321 on another-host has taken the lock of'],
    ['removed', (settings: Settings) => unlink(lockOf(settings)), 'the lock of'],
  ] as const) {
    test(`a server whose lock was ${what} ends by itself, and what it acknowledged is there`, async () => {
      const settings = { ...(await freshDatabase('pglite')), RATE_LIMITS: 'off' };
      const server = await startServer(settings);
      const client = new Client(server.baseUrl);
      const acknowledged: string[] = [(await registered(client)).email];
      let isLost = false;
      const registering = (async () => {
        for (;;) acknowledged.push((await registered(client)).email);
      })().catch(() => isLost);
      await lose(settings);
      isLost = true;
      expect(await ended(server)).toMatch(new RegExp(`\\nPostern stops: ${words} [^\\n]*\\n$`));
      // Of a machine that is too busy its thread kills it, which is no exit code at all.
      expect(await server.stop()).not.toBe(0);
      expect(await registering).toBe(true);
      const rows = await stored<{ email: string }>(settings, 'SELECT email FROM users');
      expect(acknowledged.filter((email) => !rows.some((row) => row.email === email))).toEqual([]);
    });
  }

  test('a server that was paused while its lock was taken acknowledges nothing when it wakes', async () => {
    const settings = await freshDatabase('pglite');
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const { password } = await registered(client);
    const email = uniqueEmail();
    process.kill(server.pid, 'SIGSTOP');
    const asked = client.post('/auth/register/', { email, password }).then(
      ({ status }) => status,
      () => 'cut',
    );
    await takeOver(settings);
    // Longer than a heartbeat: a lock is taken over only after several.
    await sleep(3000);
    process.kill(server.pid, 'SIGCONT');
    expect(await ended(server)).toContain('Postern stops: process 4321 on another-host has taken the lock of');
    expect(await asked).toBe('cut');
    // Of a machine that is too busy its thread kills it, which is no exit code at all.
    expect(await server.stop()).not.toBe(0);
    expect(await stored(settings, `SELECT email FROM users WHERE email = '${email}'`)).toEqual([]);
  });
});
