import { bearer, registered, signedIn, uniqueEmail } from '../fixtures/accounts';
import { ApiDescription } from '../fixtures/api-description';
import { APPS, appTokens, basic, exchange, newPkce, postToken, SECRET, visitor } from '../fixtures/apps';
import { Client, observeAnswers } from '../fixtures/client';
import { offeredMethods } from '../fixtures/route-files';
import { expect, test } from '../fixtures/test';
import { PROFILE_SETTINGS } from '../fixtures/user-fields';

const SETTINGS = {
  ...PROFILE_SETTINGS,
  APPS,
  TERMS_VERSION: '2026-11',
  ROTATE_REFRESH_TOKENS: 'true',
  REGISTER_SIGNS_IN: 'true',
};

const APP_PATHS = ['/auth/oauth/token/', '/auth/userinfo/', '/authorize/', '/sign-out/'];

test.describe('the description of the API with further settings', { tag: '@any-database' }, () => {
  test('has what these settings add, and nothing of it without them', async ({ server, sharedServerWith }) => {
    const plain = (await ApiDescription.of(server.baseUrl))?.document.paths ?? {};
    expect(APP_PATHS.filter((path) => path in plain)).toEqual([]);
    expect(Object.keys(plain['/auth/me/'] ?? {})).toEqual(['get']);

    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const all = (await ApiDescription.of(client.baseUrl))?.document.paths ?? {};
    expect(APP_PATHS.filter((path) => !(path in all))).toEqual([]);
    expect(Object.keys(all['/auth/me/'] ?? {}).sort()).toEqual(['get', 'patch', 'post']);
    const described = Object.entries(all).map(([path, item]) => [
      path.replace(/(.)\/$/, '$1'),
      Object.keys(item).sort(),
    ]);
    expect(Object.fromEntries(described)).toEqual(await offeredMethods(client));
  });

  test('is right about what the server answers', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith(SETTINGS)).baseUrl);
    const description = await ApiDescription.of(client.baseUrl);
    const problems: string[] = [];
    const seen = new Set<string>();
    const stop = observeAnswers((asked, answer) => {
      seen.add(`${asked.method} ${asked.path.split('?')[0]} ${answer.status}`);
      problems.push(...(description?.problemsOf(asked, answer) ?? ['no description']));
    });

    const input = {
      email: uniqueEmail(),
      password: 'seven herons over the weir',
      name: 'Ann',
      terms_version: '2026-11',
    };
    const { refresh, access } = (await client.post('/auth/register/', input)).json<{
      refresh: string;
      access: string;
    }>();
    await client.post('/auth/register/', {});
    await client.post('/auth/token/', input);
    await client.post('/auth/token/refresh/', { refresh });
    await client.get('/auth/me/', bearer({ access }));
    await client.get('/auth/me/export/', bearer({ access }));
    await client.get('/auth/forward/?role=admin', bearer({ access }));
    await client.get('/auth/forward/', { ...bearer({ access }), Accept: 'text/html' });
    await client.get('/auth/forward/', { Accept: 'text/html' });
    const json = { ...bearer({ access }), 'Content-Type': 'application/json' };
    await client.request('PATCH', '/auth/me/', { headers: json, body: '{"seats":3,"plan":"team"}' });
    await client.request('PATCH', '/auth/me/', { headers: json, body: '{"seats":"many","plan":7}' });

    stop();
    expect(problems).toEqual([]);
    expect([...seen].filter((each) => each.includes('/auth/me/')).sort()).toEqual([
      'GET /auth/me/ 200',
      'GET /auth/me/export/ 200',
      'PATCH /auth/me/ 200',
      'PATCH /auth/me/ 400',
    ]);
  });

  test('is right about what apps are answered', async ({ sharedServerWith }) => {
    const client = new Client((await sharedServerWith({ APPS })).baseUrl);
    const description = await ApiDescription.of(client.baseUrl);
    const problems: string[] = [];
    const seen = new Set<string>();
    const stop = observeAnswers((asked, answer) => {
      seen.add(`${asked.method} ${asked.path.split('?')[0]} ${answer.status}`);
      problems.push(...(description?.problemsOf(asked, answer) ?? ['no description']));
    });

    const { access_token: access } = await appTokens(client, await visitor(client), { scope: 'openid email profile' });
    await client.get('/auth/userinfo/', bearer({ access }));
    await client.request('POST', '/auth/userinfo/', { headers: bearer({ access }) });
    await client.get('/auth/userinfo/');
    await client.get('/auth/userinfo/', { Authorization: 'Bearer' });
    await client.get('/auth/userinfo/', bearer(await signedIn(client, await registered(client))));
    await exchange(client, 'no-such-code', newPkce());
    await postToken(client, { grant_type: 'authorization_code' }, basic('grafana', `${SECRET}x`));
    await postToken(client, { client_id: 'web', grant_type: 'password' });
    await client.post('/auth/oauth/token/', {});
    await client.get('/auth/oauth/token/');
    await client.get('/authorize/?client_id=unknown');
    await client.get('/sign-out/');
    await client.get('/.well-known/openid-configuration');

    stop();
    expect(problems).toEqual([]);
    expect([...seen].filter((each) => each.includes('/auth/userinfo/') || each.includes('oauth')).sort()).toEqual([
      'GET /auth/oauth/token/ 405',
      'GET /auth/userinfo/ 200',
      'GET /auth/userinfo/ 400',
      'GET /auth/userinfo/ 401',
      'GET /auth/userinfo/ 403',
      'POST /auth/oauth/token/ 200',
      'POST /auth/oauth/token/ 400',
      'POST /auth/oauth/token/ 401',
      'POST /auth/userinfo/ 200',
    ]);
  });
});
