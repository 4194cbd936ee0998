import { bearer, browserSession, registered, signedIn } from '../fixtures/accounts';
import { type Answer, HTML } from '../fixtures/client';
import { expectJsonWithoutCookies, NO_CREDENTIALS, refusedAccess } from './answers';
import { expect, test } from './api-test';

const PATH = '/auth/forward/';
const FORBIDDEN = { detail: 'You do not have permission to perform this action.' };

const identityOf = ({ headers }: Answer) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('remote-')));

test.describe('forward authentication', () => {
  test('names the user of an access token or a session cookie in headers', async ({
    client,
    member,
    memberCookie,
    access,
  }) => {
    for (const credentials of [bearer({ access }), { Cookie: memberCookie }]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await client.request(method, PATH, { headers: credentials });
        expect([answer.status, answer.text]).toEqual([200, method === 'GET' ? '{}' : '']);
        expect(answer.headers).toMatchObject({ 'remote-user': member.id, 'remote-email': member.email });
        expect(answer.headers['cache-control']).toBe('no-store');
        expect(answer.setCookies).toEqual([]);
      }
    }
  });

  test('names no user in an error, and sets no cookie', async ({ client, memberCookie }) => {
    const answers = [
      await client.get(PATH),
      await client.get(PATH, { Authorization: 'Bearer x', Cookie: memberCookie }),
      await client.get(`${PATH}?role=admin`, { Cookie: memberCookie }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403]);
    for (const answer of answers) expect([identityOf(answer), answer.setCookies]).toEqual([{}, []]);
  });

  test('stops at once for a session that has ended, by cookie and by token', async ({ client }) => {
    const account = await registered(client);
    const owner = await signedIn(client, account);
    const Cookie = await browserSession(client, account);
    expect((await client.get(PATH, { Cookie })).status).toBe(200);
    expect((await client.form('/auth/logout/', {}, { Cookie })).status).toBe(303);
    expectJsonWithoutCookies(await client.get(PATH, { Cookie }), 401, NO_CREDENTIALS);

    expect((await client.get(PATH, bearer(owner))).status).toBe(200);
    expect((await client.post('/auth/token/blacklist/', { refresh: owner.refresh })).status).toBe(200);
    expectJsonWithoutCookies(await client.get(PATH, bearer(owner)), 401, refusedAccess('Token is blacklisted'));
  });

  test('is a 403 for a user without the role, also for an empty one, and a 401 for nobody', async ({
    client,
    memberCookie: Cookie,
  }) => {
    for (const query of ['?role=admin', '?role=', '?role=__proto__']) {
      expectJsonWithoutCookies(await client.get(PATH + query, { Cookie }), 403, FORBIDDEN);
      expectJsonWithoutCookies(await client.get(PATH + query), 401, NO_CREDENTIALS);
    }
  });

  test('tells a browser in plain words, whatever it claims of a proxy', async ({ client, memberCookie: Cookie }) => {
    const host = new URL(client.appUrl).host;
    const claims = { 'X-Forwarded-Proto': 'http', 'X-Forwarded-Host': host, 'X-Forwarded-Uri': '/app/' };
    const [signedOut, forbidden] = [
      await client.get(PATH, { Accept: HTML, ...claims }),
      await client.get(`${PATH}?role=admin`, { Accept: HTML, Cookie, ...claims }),
    ];
    expect([signedOut.status, signedOut.text]).toEqual([401, `${NO_CREDENTIALS.detail}\n`]);
    expect(signedOut.headers).toMatchObject({ 'www-authenticate': 'Bearer realm="api"', 'cache-control': 'no-store' });
    expect(signedOut.headers).not.toHaveProperty('location');
    expect([forbidden.status, forbidden.text]).toEqual([403, `${FORBIDDEN.detail}\n`]);
    expect(forbidden.headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  test('is there for GET and HEAD alone', async ({ client, access }) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await client.request(method, PATH, { headers: bearer({ access }) });
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });
});
