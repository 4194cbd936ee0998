import {
  BLANK,
  EMAIL_TAKEN,
  INVALID_EMAIL,
  NO_SUCH_USER,
  PASSWORD_LIKE_EMAIL,
  PASSWORD_LIKE_PRODUCT,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_SHORT,
} from '../api/answers';
import { ANOTHER_PASSWORD, PASSWORD, resetToken, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import {
  button,
  COMMON_PASSWORD,
  emailField,
  errorAnswer,
  expectAccepted,
  expectRefused,
  hydratedForm,
  passwordField,
  postsOf,
  problem,
  SHORT_PASSWORD,
  send,
  WRONG_PAIR,
  WRONG_PASSWORD,
} from './forms';
import { expect, hydrated, test } from './page-test';

/** What a server says that is busy. */
const UNAVAILABLE_NOW = errorAnswer(503, {
  code: 'unavailable',
  body: { detail: 'Service temporarily unavailable, try again later.' },
  waitSeconds: 1,
});

test.describe('forms with JavaScript', { tag: '@any-database' }, () => {
  test.describe('before anything is sent', () => {
    test('the sign-in form says which fields are blank', async ({ page }) => {
      const posts = postsOf(page);
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', {});
      await expectRefused(emailField(page), [BLANK]);
      await expectRefused(passwordField(page), [BLANK]);
      await expect(emailField(page)).toBeFocused();
      expect(posts).toEqual([]);
    });

    test('the form to register says all that is wrong with both fields', async ({ page }) => {
      const posts = postsOf(page);
      await page.goto('/register/');
      await hydrated(page);
      await send(page, 'Create account', { email: 'someone-at-example', password: 'postern' });
      await expectRefused(emailField(page), [INVALID_EMAIL]);
      await expectRefused(passwordField(page), [PASSWORD_TOO_SHORT, PASSWORD_LIKE_PRODUCT]);
      await expect(emailField(page)).toBeFocused();
      expect(posts).toEqual([]);
    });

    test('the form for a forgotten password says that an email is malformed', async ({ page }) => {
      const posts = postsOf(page);
      await page.goto('/forgot-password/');
      await hydratedForm(page);
      await send(page, 'Send link', { email: 'someone-at-example' });
      await expectRefused(emailField(page), [INVALID_EMAIL]);
      await expect(emailField(page)).toBeFocused();
      expect(posts).toEqual([]);
    });

    test("the form for a new password knows that the owner's email is none", async ({
      page,
      registered,
      posternUrl,
    }) => {
      const { email } = await registered();
      const token = await resetToken(new Client(posternUrl), email);
      const posts = postsOf(page);
      await page.goto(`/reset-password/${token}/`);
      await hydrated(page);
      await send(page, 'Change password', { password: email });
      await expectRefused(passwordField(page), [PASSWORD_LIKE_EMAIL]);
      await expect(passwordField(page)).toBeFocused();
      expect(posts).toEqual([]);
    });

    test('what is wrong no longer is said no longer', async ({ page }) => {
      await page.goto('/register/');
      await hydrated(page);
      await send(page, 'Create account', { email: 'someone-at-example', password: PASSWORD });
      await expectRefused(emailField(page), [INVALID_EMAIL]);
      await emailField(page).fill(uniqueEmail());
      await expectAccepted(emailField(page));
    });
  });

  test.describe("the server's own sentences", () => {
    test('a taken email is told beside the email', async ({ page, registered }) => {
      const { email } = await registered();
      await page.goto('/register/');
      await hydrated(page);
      await send(page, 'Create account', { email, password: ANOTHER_PASSWORD });
      await expectRefused(emailField(page), EMAIL_TAKEN.email);
      await expect(emailField(page)).toBeFocused();
      await expect(passwordField(page)).toHaveValue(ANOTHER_PASSWORD);
    });

    test('a common password is told beside the password', async ({ page }) => {
      await page.goto('/register/');
      await hydrated(page);
      await send(page, 'Create account', { email: uniqueEmail(), password: COMMON_PASSWORD });
      await expectRefused(passwordField(page), [PASSWORD_TOO_COMMON]);
      await expectAccepted(emailField(page));
      await expect(passwordField(page)).toBeFocused();
    });

    test('a wrong pair is told of both halves, and the password is next to be typed', async ({ page, registered }) => {
      const { email } = await registered();
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await expectRefused(emailField(page), [WRONG_PAIR]);
      await expectRefused(passwordField(page), [WRONG_PAIR]);
      await expect(passwordField(page)).toBeFocused();
      await expect(emailField(page)).toHaveValue(email);
    });

    test('an unknown email is told beside the email', async ({ page }) => {
      await page.goto('/forgot-password/');
      await hydratedForm(page);
      await send(page, 'Send link', { email: uniqueEmail() });
      await expectRefused(emailField(page), [NO_SUCH_USER.detail]);
      await expect(emailField(page)).toBeFocused();
    });

    test('a common new password is told beside the password, and the link stays good', async ({
      page,
      registered,
      posternUrl,
    }) => {
      const { email } = await registered();
      await page.goto(`/reset-password/${await resetToken(new Client(posternUrl), email)}/`);
      await hydrated(page);
      await send(page, 'Change password', { password: COMMON_PASSWORD });
      await expectRefused(passwordField(page), [PASSWORD_TOO_COMMON]);
      await send(page, 'Change password', { password: ANOTHER_PASSWORD });
      await expect(page).toHaveURL('/login/');
    });

    test('a link that was used in the meantime is told above the form, which offers a new one', async ({
      page,
      registered,
      posternUrl,
    }) => {
      const { email } = await registered();
      const client = new Client(posternUrl);
      const token = await resetToken(client, email);
      await page.goto(`/reset-password/${token}/`);
      await hydrated(page);
      await client.post(`/auth/reset-password/${token}/`, { password: ANOTHER_PASSWORD });
      await send(page, 'Change password', { password: WRONG_PASSWORD });
      await expect(problem(page)).toContainText('This link is invalid or has expired');
      await expect(problem(page)).toBeFocused();
      await problem(page).getByRole('link', { name: 'Request a new link' }).click();
      await expect(page).toHaveURL('/forgot-password/');
    });

    test('a form that was refused can be sent again', async ({ page, registered }) => {
      const { email, password } = await registered();
      await page.goto('/login/');
      await hydrated(page);
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await send(page, 'Sign in', { password });
      await expect(page).toHaveURL('/account/');
    });
  });

  test('a form that was put off is sent once more by itself, and says so meanwhile', async ({ page, registered }) => {
    const { email, password } = await registered();
    const answers = [UNAVAILABLE_NOW, UNAVAILABLE_NOW, UNAVAILABLE_NOW];
    const posts = postsOf(page);
    await page.route('**/auth/token/', async (route) => {
      const answer = answers.pop();
      await (answer ? route.fulfill(answer) : route.fallback());
    });
    await page.goto('/login/');
    await hydrated(page);
    await send(page, 'Sign in', { email, password });
    await expect(problem(page).or(page.getByRole('status'))).toContainText(['The server is busy', 'Signing in…']);
    await expect(problem(page)).toContainText('Temporarily unavailable');
    expect(posts).toHaveLength(2);
    await expect(passwordField(page)).toHaveValue(password);
    await button(page, 'Sign in').click();
    await expect(page).toHaveURL('/account/');
    expect(posts).toHaveLength(4);
  });

  test('no address on the way ever holds a password', async ({ page, registered }) => {
    const { email, password } = await registered();
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    await page.goto('/register/');
    await hydrated(page);
    await send(page, 'Create account', { email: 'someone-at-example', password: SHORT_PASSWORD });
    await send(page, 'Create account', { email, password: ANOTHER_PASSWORD });
    await expectRefused(emailField(page), EMAIL_TAKEN.email);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await hydrated(page);
    await send(page, 'Sign in', { email, password });
    await expect(page).toHaveURL('/account/');

    const said = addresses.map((address) => decodeURIComponent(address.replaceAll('+', ' '))).join('\n');
    expect(said).toContain('/auth/token/');
    for (const secret of [SHORT_PASSWORD, ANOTHER_PASSWORD, password]) expect(said).not.toContain(secret);
  });

  test('the form for a forgotten password says where the mail went', async ({ page, registered, mailbox }) => {
    const { email } = await registered();
    await page.goto('/forgot-password/');
    await hydratedForm(page);
    await send(page, 'Send link', { email });
    const notice = page.getByRole('status').filter({ hasText: 'Check your mail' });
    await expect(notice).toContainText(email);
    await expect(notice).toBeFocused();
    await expect(button(page, 'Resend link')).toBeVisible();
    expect(await mailbox(email).link('/reset-password/')).toContain('/reset-password/');
  });
});
