import { registered, signedIn } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import { freshDatabase } from '../fixtures/databases';
import { startServer } from '../fixtures/server';
import { stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

test.describe('sign-in limit', { tag: ['@postgres', '@slow'] }, () => {
  test('of an account a hundred sessions are live at most: those used least recently end, of many sign-ins at once too', async () => {
    const settings = await freshDatabase('postgres');
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const owner = await registered(client);
    const other = await signedIn(client);
    const rows = <Row extends object>(statement: string) => stored<Row>(settings, statement);
    // The first is used last; one has ended and one has expired, though both were used later.
    await rows(`INSERT INTO sessions (id, user_id, created_at, last_used_at, expires_at, absolute_expires_at, ended_at)
    SELECT gen_random_uuid(), '${owner.id}', now() - interval '9 days', now() - minute * interval '1 minute',
      CASE minute WHEN 1 THEN now() ELSE now() + interval '9 days' END, now() + interval '9 days',
      CASE minute WHEN 2 THEN now() END
    FROM generate_series(1, 98) AS minute`);
    const begin = async () => {
      for (;;) {
        const { status } = await new Client(server.baseUrl).post('/auth/token/', owner);
        if (status !== 503) return status; // a full line of hashes
      }
    };
    expect(await Promise.all(Array.from({ length: 4 }, begin))).toEqual(Array(4).fill(200));
    const ended = `SELECT (extract(epoch FROM now() - last_used_at) / 60)::int AS minutes FROM sessions
    WHERE user_id = '${owner.id}' AND ended_at IS NOT NULL ORDER BY last_used_at`;
    expect(await rows(ended)).toEqual([{ minutes: 2 }]);

    expect(await Promise.all(Array.from({ length: 8 }, begin))).toEqual(Array(8).fill(200));
    expect(await rows(ended)).toEqual([
      ...[98, 97, 96, 95, 94, 93, 92, 91].map((minutes) => ({ minutes })),
      { minutes: 2 },
    ]);
    const live = 'SELECT user_id, count(*)::int FROM sessions WHERE ended_at IS NULL AND expires_at > now() GROUP BY 1';
    expect(new Set(await rows(live))).toEqual(
      new Set([
        { user_id: owner.id, count: 100 },
        { user_id: other.id, count: 1 },
      ]),
    );
    const told = `SELECT s.ended_at IS NOT NULL AS ended FROM audit_events e JOIN sessions s ON s.id = e.session_id
    WHERE e.event = 'authn_token_revoked' AND e.detail = 'too-many-sessions' AND e.user_id = '${owner.id}'`;
    expect(await rows(told)).toEqual(Array(8).fill({ ended: true }));
    await server.stop();
  });
});
