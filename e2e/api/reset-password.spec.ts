import {
  ANOTHER_PASSWORD,
  arrivedMail,
  browserSession,
  type Message,
  mailbox,
  registered,
  resetLink,
  resetToken,
  signedIn,
  tokenIn,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
  uniqueWord,
} from '../fixtures/accounts';
import { type Client, type HeaderFields, OTHER_ORIGIN } from '../fixtures/client';
import {
  BLANK,
  DEAD_RESET_TOKEN,
  EMAIL_TOO_LONG,
  expectJson,
  expectJsonWithoutCookies,
  INVALID_EMAIL,
  NO_CREDENTIALS,
  NO_SUCH_PAIR,
  NO_SUCH_USER,
  NOT_A_STRING,
  NULL,
  PASSWORD_LIKE_EMAIL,
  PASSWORD_LIKE_PRODUCT,
  PASSWORD_RESET,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_LONG,
  PASSWORD_TOO_SHORT,
  REQUIRED,
  RESET_MAILED,
  refusedAccess,
  refusedToken,
} from './answers';
import { expect, test } from './api-test';

const resetPath = (token: string) => `/auth/reset-password/${token}/`;
const reset = (client: Client, token: string, password = ANOTHER_PASSWORD) =>
  client.post(resetPath(token), { password });

test.describe('asking for a reset', () => {
  test('of an account is answered in those words', async ({ client }) => {
    const { email } = await registered(client);
    expectJsonWithoutCookies(await client.post('/auth/reset-password/', { email }), 200, RESET_MAILED);
  });

  test('by a form-encoded body is answered in the same words', async ({ client }) => {
    const { email } = await registered(client);
    expectJsonWithoutCookies(await client.formEncodedApiPost('/auth/reset-password/', { email }), 200, RESET_MAILED);
  });

  test('of an unknown email is a 404, and no mail is sent', async ({ client }) => {
    const email = uniqueEmail();
    expectJsonWithoutCookies(await client.post('/auth/reset-password/', { email }), 404, NO_SUCH_USER);
    expect(await mailbox(client, email)).toEqual([]);
  });

  for (const email of ['nobody', 'a@localhost', 'a@example.com,b@example.com', 'a@example.com\r\nBcc: b@example.com']) {
    test(`of the malformed email ${JSON.stringify(email)} is a 400`, async ({ client }) => {
      const answer = await client.post('/auth/reset-password/', { email });
      expectJsonWithoutCookies(answer, 400, { email: [INVALID_EMAIL] });
    });
  }

  test('of an over-long email is a 400', async ({ client }) => {
    const email = `${'a'.repeat(243)}@example.com`;
    expectJsonWithoutCookies(await client.post('/auth/reset-password/', { email }), 400, { email: [EMAIL_TOO_LONG] });
  });

  test('changes nothing on the account', async ({ client }) => {
    const owner = await signedIn(client);
    await resetToken(client, owner.email);
    const { access } = await signedIn(client, owner);
    for (const token of [access, owner.access]) {
      expect((await client.get('/auth/me/', { Authorization: `Bearer ${token}` })).status).toBe(200);
    }
    expect((await client.post('/auth/token/refresh/', { refresh: owner.refresh })).status).toBe(200);
  });

  test('in any spelling mails to the stored email', async ({ client }) => {
    const word = uniqueWord();
    const { email } = await registered(client, { email: `${word}@bücher.example` });
    const spelt = `  ${word.toUpperCase()}@BU\u0308CHER.example `;
    expectJson(await client.post('/auth/reset-password/', { email: spelt }), 200, RESET_MAILED);
    await resetLink(client, email);
    for (const { to } of await mailbox(client, email)) expect(to).toBe(`${word}@xn--bcher-kva.example`);
  });

  test('again at once is answered alike, and the earlier link stays good', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    for (let times = 0; times < 3; times += 1) {
      expectJson(await client.post('/auth/reset-password/', { email }), 200, RESET_MAILED);
    }
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
  });
});

test.describe('the mail', () => {
  test('holds one link of APP_URL, in its text and its HTML', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    const link = `${client.appUrl}/reset-password/${token}/`;
    const { subject, text, html, links } = await arrivedMail(client, email, (each) => each.links.includes(link));
    expect(subject).not.toBe('');
    expect(text).toContain(link);
    expect(html).toContain(link);
    expect(links.filter((each) => each.includes('/reset-password/'))).toEqual([link]);
  });

  test('holds a token of 256 bits, another each time', async ({ client }) => {
    const tokens = await Promise.all([0, 1].map(async () => resetToken(client, (await registered(client)).email)));
    for (const token of tokens) {
      expect(token).toMatch(/^[A-Za-z0-9_-]{43,}$/);
    }
    expect(tokens[0]).not.toBe(tokens[1]);
  });

  const headers: HeaderFields[] = [
    { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https', 'X-Forwarded-Port': '444' },
    { Forwarded: 'host=evil.example;proto=https', 'X-Original-Host': 'evil.example', 'X-Host': 'evil.example' },
    { Host: '127.0.0.1:9999', Origin: OTHER_ORIGIN, Referer: `${OTHER_ORIGIN}/` },
  ];
  for (const each of headers) {
    test(`takes its link from no ${Object.keys(each).join(', ')}`, async ({ client }) => {
      const { email } = await registered(client);
      expectJson(await client.post('/auth/reset-password/', { email }, each), 200, RESET_MAILED);
      const link = await resetLink(client, email);
      expect(link).toBe(`${client.appUrl}/reset-password/${tokenIn(link)}/`);
      expect(JSON.stringify(await mailbox(client, email))).not.toContain('evil.example');
    });
  }
});

test.describe('a reset link', () => {
  test('sets the new password and nothing else opens the account', async ({ client }) => {
    const { email, password } = await registered(client);
    const token = await resetToken(client, email);
    expectJsonWithoutCookies(await reset(client, token), 200, PASSWORD_RESET);
    expectJson(await client.post('/auth/token/', { email, password }), 401, NO_SUCH_PAIR);
    const answer = await client.post('/auth/token/', { email, password: ANOTHER_PASSWORD });
    expectJson(answer, 200, { access: expect.any(String), refresh: expect.any(String) });
  });

  test('is not used up by being opened', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    const page = `/reset-password/${token}/`;
    const prefetch = { 'Sec-Purpose': 'prefetch', Purpose: 'prefetch' };
    expect((await client.get(page)).status).toBe(200);
    expect((await client.get(page, prefetch)).status).toBe(200);
    expect((await client.request('HEAD', page)).status).toBe(200);
    for (const method of ['GET', 'HEAD', 'PUT']) await client.request(method, resetPath(token));
    await client.request('OPTIONS', resetPath(token));
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
  });

  test('works once', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
    const again = await reset(client, token, 'a third password of it');
    expectJsonWithoutCookies(again, 400, DEAD_RESET_TOKEN);
    expect(again.text).toBe((await reset(client, UNKNOWN_RESET_TOKEN)).text);
    const answer = await client.post('/auth/token/', { email, password: ANOTHER_PASSWORD });
    expect(answer.status).toBe(200);
  });

  test('voids every other link of the account by its success', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    await client.post('/auth/reset-password/', { email });
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
    for (const { links } of await mailbox(client, email)) {
      for (const link of links.filter((each) => each.includes('/reset-password/'))) {
        expectJson(await reset(client, tokenIn(link)), 400, DEAD_RESET_TOKEN);
      }
    }
  });

  test('of one account leaves those of other users alone', async ({ client, member, access }) => {
    const { email } = await registered(client);
    expectJson(await reset(client, await resetToken(client, email)), 200, PASSWORD_RESET);
    expect((await client.get('/auth/me/', { Authorization: `Bearer ${access}` })).status).toBe(200);
    expect((await client.post('/auth/token/refresh/', { refresh: member.refresh })).status).toBe(200);
  });

  test('ends every session of the account at once', async ({ client }) => {
    const owner = await signedIn(client);
    const second = await signedIn(client, owner);
    const Cookie = await browserSession(client, owner);
    expectJson(await reset(client, await resetToken(client, owner.email)), 200, PASSWORD_RESET);
    const blacklisted = refusedToken('Token is blacklisted');
    for (const { access, refresh } of [owner, second]) {
      expectJson(await client.post('/auth/token/refresh/', { refresh }), 401, blacklisted);
      expectJson(await client.post('/auth/token/verify/', { token: access }), 401, blacklisted);
      const me = await client.get('/auth/me/', { Authorization: `Bearer ${access}` });
      expectJson(me, 401, refusedAccess('Token is blacklisted'));
    }
    expectJson(await client.get('/auth/me/', { Cookie }), 401, NO_CREDENTIALS);
  });

  test('verifies the email too', async ({ client }) => {
    const { email, id } = await registered(client);
    expectJson(await reset(client, await resetToken(client, email)), 200, PASSWORD_RESET);
    const { access } = await signedIn(client, { email, password: ANOTHER_PASSWORD, id });
    const me = await client.get('/auth/me/', { Authorization: `Bearer ${access}` });
    expect(me.json()).toMatchObject({ id, email, email_verified: true });
  });

  test('is followed by a notice that holds neither the password nor the token', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    const before = new Set((await mailbox(client, email)).map(({ id }) => id));
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
    const isNotice = ({ id, links }: Message) =>
      !before.has(id) && !links.some((link) => link.includes('/verify-email/'));
    const notice = await arrivedMail(client, email, isNotice);
    expect(notice.to).toBe(email);
    expect(notice.subject).not.toBe('');
    expect(JSON.stringify(notice)).not.toContain(ANOTHER_PASSWORD);
    expect(JSON.stringify(notice)).not.toContain(token);
  });
});

test.describe('what is wrong is told in this order:', () => {
  const shapes: [string, unknown, string][] = [
    ['no password', undefined, REQUIRED],
    ['a null', null, NULL],
    ['an empty password', '', BLANK],
    ['a number', 7, NOT_A_STRING],
  ];
  for (const [name, password, error] of shapes) {
    test(`the shape before a dead token: ${name}`, async ({ client }) => {
      expectJsonWithoutCookies(await client.post(resetPath('dead'), { password }), 400, { password: [error] });
    });
  }

  for (const password of ['short', 'password', 'postern99', 'x'.repeat(257)]) {
    test(`a dead token before the policy: ${password.slice(0, 9)} (${password.length})`, async ({ client }) => {
      expectJsonWithoutCookies(await reset(client, UNKNOWN_RESET_TOKEN, password), 400, DEAD_RESET_TOKEN);
    });
  }

  test('and neither a wrong shape nor a weak password uses the token up', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    expectJson(await client.post(resetPath(token), {}), 400, { password: [REQUIRED] });
    expectJson(await client.json(resetPath(token), '{'), 400, expect.anything());
    for (const [weak, error] of [
      ['abc12x', PASSWORD_TOO_SHORT],
      ['password', PASSWORD_TOO_COMMON],
      [email, PASSWORD_LIKE_EMAIL],
      ['12postern34', PASSWORD_LIKE_PRODUCT],
      ['x1'.repeat(129), PASSWORD_TOO_LONG],
    ] as const) {
      expectJsonWithoutCookies(await reset(client, token, weak), 400, { password: [error] });
    }
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
  });
});

test.describe('a dead token is told in the same bytes, be it', () => {
  const dead: Record<string, string> = {
    unknown: UNKNOWN_RESET_TOKEN,
    short: 'x',
    long: 'x'.repeat(4_000),
    spaced: 'a%20b',
    'a NUL': '%00',
    'an unpaired surrogate': '%ED%A0%80',
    'of other letters': '%C3%A9%F0%9F%AA%BF',
    'an escaped slash': 'a%2Fb',
    'a percent sign': '%25ff',
    'a UUID': '00000000-0000-7000-8000-000000000000',
    undecodable: '%ff',
  };
  for (const [name, token] of Object.entries(dead)) {
    test(name, async ({ client }) => {
      const answer = await reset(client, token);
      expectJsonWithoutCookies(answer, 400, DEAD_RESET_TOKEN);
      expect(answer.text).toBe(JSON.stringify(DEAD_RESET_TOKEN));
    });
  }

  test('a live one in other letter case, cut, or padded, which stays live', async ({ client }) => {
    const { email } = await registered(client);
    const token = await resetToken(client, email);
    for (const near of [swappedCase(token), token.slice(0, -1), `${token}=`, `${token}A`, `%20${token}`]) {
      expectJson(await reset(client, near), 400, DEAD_RESET_TOKEN);
    }
    expectJson(await reset(client, token), 200, PASSWORD_RESET);
  });
});

function swappedCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
