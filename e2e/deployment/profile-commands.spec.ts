import { claimsOf } from '../api/jwt';
import { bearer, PASSWORD, type Tokens, uniqueEmail } from '../fixtures/accounts';
import type { Client } from '../fixtures/client';
import { done, type Ended, refused } from '../fixtures/commands';
import { expect, type Installation, test } from '../fixtures/installation';
import { PROFILE_OF_ANN, PROFILE_SETTINGS } from '../fixtures/user-fields';

const json = <Shape>({ code, stdout, stderr }: Ended): Shape => {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
};

async function newUser(client: Client) {
  const account = { email: uniqueEmail(), password: PASSWORD };
  const { id } = (await client.post('/auth/register/', { ...account, name: 'Ann' })).json<{ id: string }>();
  return { ...account, id, ...(await client.post('/auth/token/', account)).json<Tokens>() };
}

const me = async ({ client }: Installation, user: Tokens) => (await client.get('/auth/me/', bearer(user))).json();

const refreshedClaims = async ({ client }: Installation, { refresh }: Tokens) =>
  claimsOf((await client.post('/auth/token/refresh/', { refresh })).json<Tokens>().access);

test.describe('operators’ commands for profiles', { tag: ['@any-database', '@slow'] }, () => {
  test('set fields and roles, which me tells at once and tokens from their next refresh', async ({ installed }) => {
    const installation = await installed(PROFILE_SETTINGS);
    const { users, audit, client } = installation;
    const user = await newUser(client);
    const { id, email } = user;

    expect(json(await users('set', email, 'tier=gold', 'seats=3', 'name=Ann', '--json'))).toEqual({
      id,
      email,
      changed: true,
      fields: ['seats', 'tier'],
    });
    expect(json(await users('roles', id, 'editor,admin,editor', '--json'))).toEqual({
      id,
      email,
      changed: true,
      roles: ['admin', 'editor'],
    });
    expect(await me(installation, user)).toMatchObject({ tier: 'gold', seats: 3, roles: ['admin', 'editor'] });
    expect(claimsOf(user.access)).toMatchObject({ tier: 'basic', roles: [] });
    expect(await refreshedClaims(installation, user)).toMatchObject({ tier: 'gold', roles: ['admin', 'editor'] });

    const profile = { ...PROFILE_OF_ANN, tier: 'gold', seats: 3, roles: ['admin', 'editor'] };
    expect(json(await users('show', id, '--json'))).toMatchObject({ user: { id, email, ...profile } });
    expect(json(await users('list', '--search', email, '--json'))).toMatchObject({
      users: [{ id, email, ...profile }],
    });
    expect(await users('show', id)).toEqual(done(/^roles +admin, editor$/m));
    expect(await users('show', id)).toEqual(done(/^tier +gold$/m));

    const { events } = json<{ events: object[] }>(await audit('--user', id, '--json'));
    expect(events.slice(0, 2)).toMatchObject([
      { event: 'authz_change', detail: null, actor: 'operator' },
      { event: 'user_updated', detail: 'profile-changed seats,tier', actor: 'operator' },
    ]);

    // Once more is no error, and nothing happens.
    expect(await users('set', email, 'tier=gold')).toEqual(done('has these values already'));
    expect(await users('roles', email, 'admin,editor')).toEqual(done('already has the roles admin, editor'));
    expect(json<{ events: object[] }>(await audit('--user', id, '--json')).events).toHaveLength(events.length);

    expect(await users('set', email, 'seats=', 'born=')).toEqual(done(/^Set seats of /));
    expect(await users('roles', email, '')).toEqual(done('now has no roles'));
    expect(await me(installation, user)).toMatchObject({ seats: null, roles: [] });

    // What is wrong is one line, and nothing is changed.
    for (const [args, words] of [
      [
        ['set', email, 'tier=silver', 'seats=12'],
        /seats: Ensure this value is less than or equal to 9\. tier: "silver" is not a valid choice/,
      ],
      [['set', email, 'name='], 'name: This field may not be blank.'],
      [['set', email, 'tier=basic', 'shoe=42'], 'shoe: This is no field of USER_FIELDS: it has name, plan'],
      [['set', email, 'tier'], /"tier" is not name=value/],
      [['roles', email, 'admin,owner'], /"owner" is not named by ROLES: it has admin, editor/],
    ] as const) {
      expect(await users(...args)).toEqual(refused(2, words));
    }
    expect(await users('set', email)).toEqual(refused(2, 'Missing required argument'));
    expect(await users('roles', uniqueEmail(), 'admin')).toEqual(refused(3, 'No user'));
    expect(await me(installation, user)).toMatchObject({ tier: 'gold', roles: [] });
  });

  test('say where the settings define nothing', async ({ installation: { users } }) => {
    const user = uniqueEmail();
    expect(await users('set', user, 'name=Ann')).toEqual(refused(2, 'USER_FIELDS: it is not set'));
    expect(await users('roles', user, 'admin')).toEqual(refused(2, 'not named by ROLES: it is not set'));
  });
});
