import { Client } from '../fixtures/client';
import { freshDatabase, type Settings, startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, sized, test } from './fault-test';
import { Ledger } from './ledger';
import { findBroken, storm } from './storm';
import { type Stage, signIn, witnessesOf } from './witnesses';

const PLAN = {
  pglite: { kills: sized(3, 110), writesEach: 60 },
  postgres: { kills: sized(3, 210), writesEach: 120 },
};

/** Each query finds what a transaction that was cut in half would leave behind. */
const HALVES = {
  'users without a credential': `SELECT 1 FROM users u LEFT JOIN credentials c ON c.user_id = u.id WHERE c.user_id IS NULL`,
  'users whose registration is not in the audit trail': `SELECT 1 FROM users u WHERE NOT EXISTS
    (SELECT 1 FROM audit_events e WHERE e.user_id = u.id AND e.event = 'user_created')`,
  'users without a mail': `SELECT 1 FROM users u WHERE NOT EXISTS (SELECT 1 FROM queued_mails m WHERE m.user_id = u.id)`,
  'links that outlived a change of the password': `SELECT 1 FROM reset_tokens t JOIN credentials c USING (user_id)
    WHERE t.used_at IS NULL AND t.created_at < c.changed_at`,
  'links that were used without a change of the password': `SELECT 1 FROM reset_tokens t JOIN credentials c USING (user_id)
    WHERE t.used_at > c.changed_at`,
  'sessions that outlived a reset': `SELECT 1 FROM sessions s JOIN reset_tokens t USING (user_id)
    WHERE s.ended_at IS NULL AND s.created_at < t.used_at`,
};

test('kill -9 in a storm of writes: what was acknowledged is there, nothing is there by half', async ({
  database,
  figure,
}) => {
  const { kills, writesEach } = PLAN[database];
  test.setTimeout(120_000 + kills * 20_000);
  const settings = { ...(await freshDatabase(database)), BCRYPT_COST: '10', RATE_LIMITS: 'off' };
  let server = await startServer({ ...settings, ROTATE_REFRESH_TOKENS: 'true' });
  const stage: Stage = { baseUrl: server.baseUrl, ledger: new Ledger(), keyholders: [] };
  const witnesses = await witnessesOf(stage);
  const startMilliseconds: number[] = [];
  for (let kill = 0; kill < kills; kill += 1) {
    const writes = Math.round(writesEach * (0.5 + Math.random()));
    await storm(witnesses, { ledger: stage.ledger, writes, crash: () => server.kill() });
    const killedAt = Date.now();
    // Mostly with rotation, since a refresh without it hardly writes.
    server = await server.restart({ ROTATE_REFRESH_TOKENS: kill % 5 === 3 ? 'false' : 'true' });
    startMilliseconds.push(Date.now() - killedAt);
    expect(await findBroken(witnesses)).toEqual([]);
  }
  expect(await whoCannotSignIn(stage)).toEqual([]);
  expect(await server.stop()).toBe(0);
  expect(await halvesIn(settings)).toEqual([]);
  figure(`${stage.ledger} over ${kills} kills, 0 lost, 0 half-written; ${inSeconds(startMilliseconds)}`);
});

/** Everybody of the whole storm, from the first crash to the last. */
async function whoCannotSignIn({ baseUrl, keyholders }: Stage): Promise<string[]> {
  const client = new Client(baseUrl);
  const left = keyholders.values();
  const failed: string[] = [];
  const lane = async () => {
    for (const keyholder of left) if (!(await signIn(client, keyholder))) failed.push(keyholder.email);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return failed;
}

async function halvesIn(settings: Settings): Promise<string[]> {
  const found: string[] = [];
  for (const [name, query] of Object.entries(HALVES)) {
    const { length } = await stored(settings, query);
    if (length > 0) found.push(`${length} ${name}`);
  }
  return found;
}

function inSeconds(milliseconds: number[]): string {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const seconds = (at: number) => ((sorted.at(at) ?? 0) / 1000).toFixed(1);
  return `ready again after ${seconds(Math.floor(sorted.length / 2))} s (median), ${seconds(-1)} s (most)`;
}
