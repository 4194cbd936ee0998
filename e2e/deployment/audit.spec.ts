import { JWT } from '../api/jwt';
import {
  type Account,
  ANOTHER_PASSWORD,
  askedForEmail,
  bearer,
  browserSession,
  PASSWORD,
  registered,
  resetToken,
  signedIn,
  type Tokens,
  tokenTo,
  uniqueEmail,
} from '../fixtures/accounts';
import { type Answer, Client, type HeaderFields } from '../fixtures/client';
import { command, done } from '../fixtures/commands';
import { type DatabaseKind, freshDatabase } from '../fixtures/databases';
import { type Settings, startServer } from '../fixtures/server';
import { dumped, stored } from '../fixtures/stored';
import { expect, test } from '../fixtures/test';

type Event = {
  id: string;
  event: string;
  detail: string | null;
  user_id: string | null;
  session_id: string | null;
  actor: string;
  request_id: string;
  address: string | null;
  user_agent_label: string | null;
};

const WRONG = 'not the password at all';
const THIRD_PASSWORD = 'a third password of it';
const FOURTH_PASSWORD = 'the fourth and last of them';
const FIREFOX = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' };

/** What happens, by OWASP's names, in the order of the life below. */
const LIFE = [
  'user_created',
  'authn_token_created verify-link',
  'user_updated email-verified',
  'authn_login_fail',
  'authn_login_success',
  'authn_login_success',
  'authn_login_success',
  'authn_token_revoked session-ended',
  'authn_token_revoked sessions-ended',
  'authn_login_success',
  'authn_token_revoked sign-out',
  'authn_login_fail password-again',
  'authn_password_change',
  'authn_login_success',
  'authn_token_created change-link',
  'user_updated email-changed',
  'user_updated email-change-undone',
  'authn_password_change by-link',
  'authn_token_created reset-link',
  'authn_password_change by-link',
  'authn_login_success',
  'sensitive_read export',
];

type Life = {
  person: Account & { access: string; newEmail: string };
  bystander: Account;
  address: string;
  /** Nothing of these may lie about anywhere. */
  secrets: string[];
  deleted: () => Promise<Answer>;
};

/** A user makes every change of an account, from one address in one browser; another user only signs in. */
async function live(baseUrl: string): Promise<Life> {
  const client = new Client(baseUrl);
  const secrets: string[] = [PASSWORD, ANOTHER_PASSWORD, THIRD_PASSWORD, FOURTH_PASSWORD, WRONG];
  const keep = <Session extends Tokens>(session: Session): Session => {
    secrets.push(session.access, session.refresh);
    return session;
  };
  const post = async (path: string, value: unknown, headers: HeaderFields = {}) =>
    client.post(path, value, { ...FIREFOX, ...headers });
  const signIn = async (email: string, password: string) =>
    keep((await post('/auth/token/', { email, password })).json<Tokens>());
  const email = uniqueEmail();
  const made = await post('/auth/register/', { email, password: PASSWORD }, { 'X-Request-Id': 'the-registration' });
  const { id } = made.json<{ id: string }>();
  const account = { id, email, password: PASSWORD };

  const toVerify = await tokenTo(client, email, 'verify-email');
  await post(`/auth/verify-email/${toVerify}/`, { password: PASSWORD });
  await post('/auth/token/', { email, password: WRONG }, { 'X-Request-Id': 'the-wrong-guess' });
  const owner = await signIn(email, PASSWORD);
  const other = await signIn(email, PASSWORD);
  await signIn(email, PASSWORD);
  const listed = await client.get('/auth/sessions/', bearer(owner));
  const sessions = listed.json<{ id: string; address: string; current: boolean }[]>();
  const { sid } = JSON.parse(Buffer.from(other.access.split('.')[1] ?? '', 'base64url').toString()) as { sid: string };
  await post(`/auth/sessions/${sid}/end/`, {}, bearer(owner));
  await post('/auth/sessions/end-others/', {}, bearer(owner));
  const { refresh } = await signIn(email, PASSWORD);
  await post('/auth/token/blacklist/', { refresh });
  await post('/auth/change-password/', { current_password: WRONG, password: ANOTHER_PASSWORD }, bearer(owner));
  const change = { current_password: PASSWORD, password: ANOTHER_PASSWORD };
  keep((await post('/auth/change-password/', change, bearer(owner))).json<Tokens>());
  await post('/auth/token/refresh/', { refresh: owner.refresh });

  const again = await signIn(email, ANOTHER_PASSWORD);
  const newEmail = uniqueEmail();
  const toChange = await askedForEmail(client, { email, password: ANOTHER_PASSWORD, ...again }, newEmail);
  await post(`/auth/change-email/${toChange}/`, {}, bearer(again));
  const toUndo = await tokenTo(client, email, 'undo-email-change');
  await post(`/auth/undo-email-change/${toUndo}/`, { password: THIRD_PASSWORD });
  const toReset = await resetToken(client, email);
  await post(`/auth/reset-password/${toReset}/`, { password: FOURTH_PASSWORD });
  const last = await signIn(email, FOURTH_PASSWORD);
  await client.get('/auth/me/export/', { ...FIREFOX, ...bearer(last) });
  secrets.push(toVerify, toChange, toUndo, toReset);

  const onlooker = new Client(baseUrl);
  const bystander = keep(await signedIn(onlooker));
  secrets.push((await browserSession(onlooker, bystander)).split('=')[1] ?? '');
  return {
    person: { ...account, newEmail, access: last.access },
    bystander,
    address: sessions[0]?.address ?? '',
    secrets,
    deleted: () => post('/auth/me/delete/', { password: FOURTH_PASSWORD }, bearer(last)),
  };
}

async function startedOn(database: DatabaseKind): Promise<{ settings: Settings; server: Started }> {
  const settings = { ...(await freshDatabase(database)), LOG_LEVEL: 'info' };
  return { settings, server: await startServer(settings) };
}

type Started = Awaited<ReturnType<typeof startServer>>;

const events = (settings: Settings) => stored<Event>(settings, 'SELECT * FROM audit_events ORDER BY at, id');
const named = ({ event, detail }: Event) => [event, ...(detail ? [detail] : [])].join(' ');

test.describe('audit trail', { tag: '@slow' }, () => {
  test('the trail has the events of an account in order, with actor and origin', async ({ database }) => {
    const { settings, server } = await startedOn(database);
    const { person, address } = await live(server.baseUrl);
    await server.stop();
    const trail = (await events(settings)).filter(({ user_id }) => user_id === person.id);
    expect(trail.map(named)).toEqual(LIFE);
    for (const each of trail) {
      expect(each.request_id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
      expect(each).toMatchObject({ actor: 'client', address });
    }
    const of = (id: string) => trail.filter(({ request_id }) => request_id === id).map(named);
    expect(of('the-registration')).toEqual(['user_created', 'authn_token_created verify-link']);
    expect(of('the-wrong-guess')).toEqual(['authn_login_fail']);
    for (const { session_id } of trail.filter(({ event }) => event === 'authn_login_success')) {
      expect(session_id).not.toBeNull();
    }
    const agents = trail.map((each) => each.user_agent_label);
    expect(agents).toContain('Firefox on Linux');
    expect(JSON.stringify(trail)).not.toContain('Mozilla');
  });

  test('a refresh token of the past is in the trail, and ends its session', { tag: '@any-database' }, async ({
    database,
  }) => {
    const settings = { ...(await freshDatabase(database)), ROTATE_REFRESH_TOKENS: 'true' };
    const server = await startServer(settings);
    const client = new Client(server.baseUrl);
    const { id, refresh } = await signedIn(client);
    let newest = refresh;
    for (let turn = 0; turn < 2; turn += 1) {
      newest = (await client.post('/auth/token/refresh/', { refresh: newest })).json<Tokens>().refresh;
    }
    expect((await client.post('/auth/token/refresh/', { refresh })).status).toBe(401);
    expect((await client.post('/auth/token/refresh/', { refresh: newest })).status).toBe(401);
    await server.stop();
    const trail = (await events(settings)).filter(({ user_id }) => user_id === id);
    expect(trail.map(named).at(-1)).toBe('authn_token_reuse');
  });

  test('an account that begins to wait is in the trail, whichever form was guessed at', {
    tag: '@any-database',
  }, async ({ database }) => {
    const { settings, server } = await startedOn(database);
    const client = new Client(server.baseUrl);
    const [one, other] = [await registered(client), await signedIn(client)];
    for (let tries = 0; tries < 11; tries += 1) {
      await client.post('/auth/token/', { email: one.email, password: WRONG });
      await client.post('/auth/me/delete/', { password: WRONG }, bearer(other));
    }
    await server.stop();
    const trail = await events(settings);
    for (const { id } of [one, other]) {
      const failures = trail.filter(({ user_id, event }) => user_id === id && /_(fail|lock)$/.test(event));
      expect(failures.map(({ event }) => event)).toEqual([...Array(9).fill('authn_login_fail'), 'authn_login_lock']);
    }
  });

  test('the database itself lets no event be changed, nor deleted before its time', async ({ database }) => {
    const { settings, server } = await startedOn(database);
    await registered(new Client(server.baseUrl));
    await server.stop();
    const before = await events(settings);
    expect(before.length).toBeGreaterThan(0);
    for (const change of [
      "event = 'user_deleted'",
      "detail = 'by-link'",
      "at = at - interval '1 day'",
      "request_id = 'another-request'",
      "actor = 'operator'",
      "address = '203.0.113.9'",
      "user_agent_label = 'Firefox on Linux'",
      "session_id = '01890a5d-ac96-774b-bcce-b302099a8057'",
      "id = '01890a5d-ac96-774b-bcce-b302099a8057'",
      'user_id = NULL',
      "user_id = '01890a5d-ac96-774b-bcce-b302099a8057', request_id = ''",
      "address = NULL, user_agent_label = NULL, session_id = NULL, request_id = ''",
    ]) {
      const update = stored(settings, `UPDATE audit_events SET ${change} WHERE event = 'user_created'`);
      await expect(update, change).rejects.toThrow(/an audit event (does not change|only loses its user)/);
    }
    await expect(stored(settings, 'DELETE FROM audit_events')).rejects.toThrow('an audit event is kept for 30 days');
    await expect(stored(settings, 'TRUNCATE audit_events')).rejects.toThrow('audit events are not emptied');
    expect(await events(settings)).toEqual(before);
    await stored(
      settings,
      `INSERT INTO audit_events (id, at, event, actor, request_id)
     VALUES ('01890a5d-ac96-774b-bcce-b302099a8057', now() - interval '31 days', 'authn_login_fail', 'client', 'long-ago')`,
    );
    await stored(settings, "DELETE FROM audit_events WHERE request_id = 'long-ago'");
    expect(await events(settings)).toEqual(before);
  });

  test('of a deleted account nothing is left that identifies its owner', async ({ database }) => {
    const { settings, server } = await startedOn(database);
    const { person, bystander, address, secrets, deleted } = await live(server.baseUrl);
    const answer = await deleted();
    expect([answer.status, answer.json()]).toEqual([200, { detail: 'Account deleted.' }]);
    await server.stop();
    const trail = await events(settings);
    const last = trail.find(({ event }) => event === 'user_deleted');
    expect(last).toMatchObject({ user_id: expect.stringMatching(/./), actor: 'client', user_agent_label: null });
    const remains = trail.filter(({ user_id }) => user_id === last?.user_id);
    expect(remains.map(named)).toEqual([...LIFE, 'user_deleted']);
    expect(trail.filter(({ user_id }) => user_id === person.id)).toEqual([]);
    expect(trail.filter((each) => each.address === address || each.user_agent_label === 'Firefox on Linux')).toEqual(
      [],
    );
    expect(trail.filter(({ user_id }) => user_id === bystander.id).length).toBeGreaterThan(0);
    const dump = await dumped(settings);
    expect(dump).toContain(bystander.email);
    for (const trace of [person.id, person.email, person.newEmail, address, 'Firefox', ...secrets]) {
      expect(dump).not.toContain(trace);
      expect(dump).not.toContain(Buffer.from(trace).toString('hex'));
    }
  });

  for (const by of ['its owner', 'an operator'] as const) {
    test(`an account with a long trail is deleted by ${by}, and no statement changes more than a thousand events`, async ({
      database,
    }) => {
      const { settings, server } = await startedOn(database);
      const owner = await registered(new Client(server.baseUrl));
      await server.stop();
      await stored(
        settings,
        `INSERT INTO audit_events (id, at, event, user_id, session_id, actor, request_id, address, user_agent_label)
         SELECT gen_random_uuid(), now(), 'authn_login_success', '${owner.id}', gen_random_uuid(), 'client', 'the-request',
           '203.0.113.9', 'Firefox on Linux'
         FROM generate_series(1, 4500)`,
      );
      await stored(
        settings,
        `CREATE FUNCTION refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF (SELECT count(*) FROM changed) > 1000 THEN RAISE EXCEPTION 'a statement changes too many events'; END IF;
           RETURN NULL;
         END $$`,
      );
      await stored(
        settings,
        `CREATE TRIGGER refuse_many AFTER UPDATE ON audit_events REFERENCING NEW TABLE AS changed
         FOR EACH STATEMENT EXECUTE FUNCTION refuse_many()`,
      );
      if (by === 'its owner') {
        const restarted = await server.restart();
        const client = new Client(restarted.baseUrl);
        const { access } = await signedIn(client, owner);
        const answer = await client.post('/auth/me/delete/', { password: owner.password }, bearer({ access }));
        expect([answer.status, answer.json()]).toEqual([200, { detail: 'Account deleted.' }]);
        await restarted.stop();
      } else {
        expect(await command('users', ['delete', owner.email, '--yes'], settings)).toEqual(done('^Deleted'));
      }
      const dump = await dumped(settings);
      for (const trace of [owner.id, owner.email, '203.0.113.9', 'Firefox', 'the-request']) {
        expect(dump).not.toContain(trace);
      }
      const trail = await events(settings);
      const last = trail.find(({ event }) => event === 'user_deleted');
      expect(trail.filter(({ user_id }) => user_id === last?.user_id).length).toBeGreaterThan(4500);
    });
  }

  test('the log tells the same in JSON lines, without a password, a token, a link or an email', {
    tag: '@any-database',
  }, async ({ database }) => {
    const { server } = await startedOn(database);
    const { person, bystander, secrets, deleted } = await live(server.baseUrl);
    await deleted();
    await server.stop();
    const logs = server.logs();
    const lines = logs
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const told = lines.filter(({ actor }) => actor !== undefined);
    const ofPerson = told.filter(({ userId }) => userId === person.id);
    expect(ofPerson.map(({ event, detail }) => [event, ...(detail ? [detail] : [])].join(' '))).toEqual(LIFE);
    expect(told.map(({ event }) => event)).toContain('user_deleted');
    for (const line of told) {
      expect(line).toMatchObject({ time: expect.stringMatching(/Z$/), level: expect.stringMatching(/^(info|warn)$/) });
      expect(line.requestId).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
    }
    expect(ofPerson.find(({ requestId }) => requestId === 'the-registration')).toMatchObject({ event: 'user_created' });
    for (const secret of [...secrets, person.email, person.newEmail, bystander.email, '@example.com']) {
      expect(logs).not.toContain(secret);
    }
    expect(logs).not.toMatch(JWT);
  });
});
