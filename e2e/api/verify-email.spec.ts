import {
  ANOTHER_PASSWORD,
  arrivedMail,
  askedForEmail,
  bearer,
  browserSession,
  linkTo,
  mailbox,
  redeemLink,
  registered,
  resetToken,
  signedIn,
  tokenIn,
  tokenTo,
  UNKNOWN_RESET_TOKEN,
  uniqueEmail,
  uniqueWord,
} from '../fixtures/accounts';
import { type Client, findCookie, OTHER_ORIGIN } from '../fixtures/client';
import {
  DEAD_LINK,
  EMAIL_VERIFIED,
  expectJson,
  expectJsonWithoutCookies,
  expectSeeOther,
  INVALID_EMAIL,
  PASSWORD_RESET,
  VERIFICATION_MAILED,
} from './answers';
import { expect, test } from './api-test';

const verify = (client: Client, token: string) => redeemLink(client, 'verify-email', token);
const ask = (client: Client, email: string) => client.post('/auth/verify-email/', { email });

async function isVerified(client: Client, owner: { access: string }): Promise<boolean> {
  return (await client.get('/auth/me/', bearer(owner))).json<{ email_verified: boolean }>().email_verified;
}

test.describe('a new user', () => {
  test('is mailed one link of APP_URL to verify the email, in text and HTML', async ({ client }) => {
    const { email } = await registered(client);
    const link = await linkTo(client, email, 'verify-email');
    expect(link).toBe(`${client.appUrl}/verify-email/${tokenIn(link)}/`);
    expect(tokenIn(link)).toMatch(/^[A-Za-z0-9_-]{43,}$/);
    const [{ text, html, links } = { text: '', html: '', links: [] }, ...others] = await mailbox(client, email);
    expect(others).toEqual([]);
    expect(text).toContain(link);
    expect(html).toContain(link);
    expect(links).toEqual([link]);
  });

  test('is mailed it whatever Host or proxy headers say', async ({ client }) => {
    const headers = {
      'X-Forwarded-Host': 'evil.example',
      Forwarded: 'host=evil.example',
      Origin: OTHER_ORIGIN,
    };
    const email = uniqueEmail();
    expect((await client.post('/auth/register/', { email, password: ANOTHER_PASSWORD }, headers)).status).toBe(201);
    expect(await linkTo(client, email, 'verify-email')).toMatch(`${client.appUrl}/verify-email/`);
    expect(JSON.stringify(await mailbox(client, email))).not.toContain('evil.example');
  });

  test('is not verified yet', async ({ client }) => {
    expect(await isVerified(client, await signedIn(client))).toBe(false);
  });
});

test.describe('a link to verify', () => {
  test('verifies the email, and hands no API client a token or a cookie', async ({ client }) => {
    const owner = await signedIn(client);
    const answer = await verify(client, await tokenTo(client, owner.email, 'verify-email'));
    expectJsonWithoutCookies(answer, 200, EMAIL_VERIFIED);
    expect(await isVerified(client, owner)).toBe(true);
  });

  test('is not used up by being opened', async ({ client }) => {
    const owner = await signedIn(client);
    const token = await tokenTo(client, owner.email, 'verify-email');
    for (const path of [`/verify-email/${token}/`, `/auth/verify-email/${token}/`]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        await client.request(method, path, { headers: { 'Sec-Purpose': 'prefetch' } });
      }
    }
    expect(await isVerified(client, owner)).toBe(false);
    expectJson(await verify(client, token), 200, EMAIL_VERIFIED);
  });

  test('works once', async ({ client }) => {
    const { email } = await registered(client);
    const token = await tokenTo(client, email, 'verify-email');
    expectJson(await verify(client, token), 200, EMAIL_VERIFIED);
    expectJsonWithoutCookies(await verify(client, token), 400, DEAD_LINK);
  });

  test('is for nothing else', async ({ client }) => {
    const { email, password } = await registered(client);
    const token = await tokenTo(client, email, 'verify-email');
    expectJson(await client.post(`/auth/change-email/${token}/`, {}), 400, DEAD_LINK);
    for (const part of ['reset-password', 'undo-email-change']) {
      expectJson(await client.post(`/auth/${part}/${token}/`, { password: ANOTHER_PASSWORD }), 400, DEAD_LINK);
    }
    expect((await client.post('/auth/token/', { email, password })).status).toBe(200);
    expectJson(await verify(client, token), 200, EMAIL_VERIFIED);
  });

  test('in other letter case, cut, padded or made up is dead in the same bytes', async ({ client }) => {
    const { email } = await registered(client);
    const token = await tokenTo(client, email, 'verify-email');
    const spoilt = token.slice(0, -2) + (token.endsWith('AA') ? 'BB' : 'AA');
    for (const near of [token.slice(0, -1), `${token}A`, `${token}=`, spoilt, UNKNOWN_RESET_TOKEN, 'x', '%00']) {
      const answer = await verify(client, near);
      expectJsonWithoutCookies(answer, 400, DEAD_LINK);
      expect(answer.text).toBe(JSON.stringify(DEAD_LINK));
    }
    expectJson(await verify(client, token), 200, EMAIL_VERIFIED);
  });

  test('is dead once a reset by link has verified', async ({ client }) => {
    const { email } = await registered(client);
    const token = await tokenTo(client, email, 'verify-email');
    const path = `/auth/reset-password/${await resetToken(client, email)}/`;
    expectJson(await client.post(path, { password: ANOTHER_PASSWORD }), 200, PASSWORD_RESET);
    expectJson(await verify(client, token), 400, DEAD_LINK);
  });

  test('leads a form home to the account it belongs to', async ({ client }) => {
    const owner = await registered(client);
    const Cookie = await browserSession(client, owner);
    const token = await tokenTo(client, owner.email, 'verify-email');
    const answer = await client.form(`/auth/verify-email/${token}/`, {}, { Cookie });
    expectSeeOther(answer, '/account/');
    expect(findCookie(answer, client.sessionCookie)).toBeNull();
  });

  test('that is dead leads a form back to its page', async ({ client }) => {
    const answer = await client.form(`/auth/verify-email/${UNKNOWN_RESET_TOKEN}/`, {});
    expectSeeOther(answer, `/verify-email/${UNKNOWN_RESET_TOKEN}/`);
  });
});

test.describe('asking for the link again', () => {
  test('is answered in the same words to every client', async ({ client }) => {
    const verified = await registered(client);
    await verify(client, await tokenTo(client, verified.email, 'verify-email'));
    const waiting = await registered(client);
    const answers = await Promise.all(
      [uniqueEmail(), verified.email, waiting.email].map((email) => ask(client, email)),
    );
    for (const answer of answers) expectJsonWithoutCookies(answer, 200, VERIFICATION_MAILED);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  test('mails nothing to an unknown email, a verified one, or within the minute', async ({ client }) => {
    const unknown = uniqueEmail();
    await ask(client, unknown);
    expect(await mailbox(client, unknown)).toEqual([]);
    const { email } = await registered(client);
    await ask(client, email);
    expect(await mailbox(client, email)).toHaveLength(1);
    await verify(client, await tokenTo(client, email, 'verify-email'));
    await ask(client, email);
    expect(await mailbox(client, email)).toHaveLength(1);
  });

  test('leaves the earlier link good', async ({ client }) => {
    const { email } = await registered(client);
    const token = await tokenTo(client, email, 'verify-email');
    await ask(client, email);
    expectJson(await verify(client, token), 200, EMAIL_VERIFIED);
  });

  test('of a malformed email is a 400', async ({ client }) => {
    for (const email of ['nobody', 'a@example.com,b@example.com', 'a@example.com\r\nBcc: b@example.com']) {
      expectJsonWithoutCookies(await ask(client, email), 400, { email: [INVALID_EMAIL] });
    }
  });

  test('in any spelling is for the stored email', async ({ client }) => {
    const word = uniqueWord();
    const { email } = await registered(client, { email: `${word}@bücher.example` });
    expectJson(await ask(client, `  ${word.toUpperCase()}@BU\u0308CHER.example `), 200, VERIFICATION_MAILED);
    await arrivedMail(client, email, ({ to }) => to === `${word}@xn--bcher-kva.example`);
  });

  test('by a form leads back to /verify-email/, known or not', async ({ client }) => {
    const { email } = await registered(client);
    for (const each of [email, uniqueEmail()]) {
      const answer = await client.form('/auth/verify-email/', { email: each });
      expectSeeOther(answer, '/verify-email/');
      expect(answer.setCookies.join()).not.toContain(each);
    }
  });
});

test('a pending change of the email is no proof of the present one', async ({ client }) => {
  const owner = await signedIn(client);
  await askedForEmail(client, owner, uniqueEmail());
  expect(await isVerified(client, owner)).toBe(false);
});
