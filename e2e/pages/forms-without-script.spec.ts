import {
  BLANK,
  EMAIL_TAKEN,
  INVALID_EMAIL,
  NO_SUCH_USER,
  PASSWORD_LIKE_PRODUCT,
  PASSWORD_TOO_COMMON,
  PASSWORD_TOO_SHORT,
} from '../api/answers';
import { ANOTHER_PASSWORD, PASSWORD, resetLink, uniqueEmail } from '../fixtures/accounts';
import { Client } from '../fixtures/client';
import {
  button,
  COMMON_PASSWORD,
  DEAD_LINK_TITLE,
  emailField,
  expectAccepted,
  expectForgotten,
  expectRefused,
  passwordField,
  problem,
  SHORT_PASSWORD,
  send,
  WRONG_PAIR,
  WRONG_PASSWORD,
} from './forms';
import { expect, test as pageTest } from './page-test';

const test = pageTest.extend<{ mailedLink: (email: string) => Promise<string> }>({
  /** Asks for a reset link over the API and waits for its mail. */
  mailedLink: async ({ posternUrl }, use) => {
    const client = new Client(posternUrl);
    await use(async (email) => {
      await client.post('/auth/reset-password/', { email });
      return resetLink(client, email);
    });
  },
});

test.describe('forms without JavaScript', { tag: '@any-database' }, () => {
  test.use({ javaScriptEnabled: false });

  test.describe('the sign-in form', () => {
    test('says which fields are blank', async ({ page }) => {
      await page.goto('/login/');
      await send(page, 'Sign in', {});
      await expectRefused(emailField(page), [BLANK]);
      await expectRefused(passwordField(page), [BLANK]);
      await expect(emailField(page)).toBeFocused();
      await expect(page).toHaveTitle(/^Error: Sign in/);
    });

    test('keeps the email and asks for the password where only that is blank', async ({ page }) => {
      const email = uniqueEmail();
      await page.goto('/login/');
      await send(page, 'Sign in', { email });
      await expectAccepted(emailField(page));
      await expectRefused(passwordField(page), [BLANK]);
      await expect(emailField(page)).toHaveValue(email);
      await expect(passwordField(page)).toBeFocused();
    });

    test('says of a wrong pair that it is wrong, and not which half', async ({ page, registered }) => {
      const { email } = await registered();
      await page.goto('/login/');
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await expectRefused(emailField(page), [WRONG_PAIR]);
      await expectRefused(passwordField(page), [WRONG_PAIR]);
      await expect(emailField(page)).toHaveValue(email);
      await expect(passwordField(page)).toBeFocused();
      await expect(page).toHaveTitle(/^Error: Sign in/);
      await expectForgotten(page, WRONG_PASSWORD);
    });

    test('keeps where one wanted to go through a failure', async ({ page, registered }) => {
      const { email, password } = await registered();
      await page.goto(`/login/?next=${encodeURIComponent('/account/?from=mail')}`);
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await send(page, 'Sign in', { password });
      await expect(page).toHaveURL('/account/?from=mail');
    });

    test('never leads to another site', async ({ page, registered }) => {
      const { email, password } = await registered();
      await page.goto(`/login/?next=${encodeURIComponent('//elsewhere.example/')}`);
      await send(page, 'Sign in', { email, password });
      await expect(page).toHaveURL('/account/');
    });
  });

  test.describe('the form to register', () => {
    test('says what is wrong with both fields at once', async ({ page }) => {
      await page.goto('/register/');
      await send(page, 'Create account', { email: 'someone-at-example', password: 'postern' });
      await expectRefused(emailField(page), [INVALID_EMAIL]);
      await expectRefused(passwordField(page), [PASSWORD_TOO_SHORT, PASSWORD_LIKE_PRODUCT]);
      await expect(emailField(page)).toHaveValue('someone-at-example');
      await expect(emailField(page)).toBeFocused();
      await expect(page).toHaveTitle(/^Error: Create an account/);
    });

    test('says which fields are blank', async ({ page }) => {
      await page.goto('/register/');
      await send(page, 'Create account', {});
      await expectRefused(emailField(page), [BLANK]);
      await expectRefused(passwordField(page), [BLANK]);
    });

    for (const [what, password, sentence] of [
      ['a short password', SHORT_PASSWORD, PASSWORD_TOO_SHORT],
      ['a common password', COMMON_PASSWORD, PASSWORD_TOO_COMMON],
    ] as const) {
      test(`keeps the email and forgets ${what}`, async ({ page }) => {
        const email = uniqueEmail();
        await page.goto('/register/');
        await send(page, 'Create account', { email, password });
        await expectRefused(passwordField(page), [sentence]);
        await expectAccepted(emailField(page));
        await expect(emailField(page)).toHaveValue(email);
        await expect(passwordField(page)).toBeFocused();
        await expectForgotten(page, password);
      });
    }

    test('says that an email is taken', async ({ page, registered }) => {
      const { email } = await registered();
      await page.goto('/register/');
      await send(page, 'Create account', { email, password: WRONG_PASSWORD });
      await expectRefused(emailField(page), EMAIL_TAKEN.email);
      await expectAccepted(passwordField(page));
      await expect(emailField(page)).toBeFocused();
      await expectForgotten(page, WRONG_PASSWORD);
    });

    test('leads where one wanted to go, after a failure too', async ({ page }) => {
      await page.goto(`/register/?next=${encodeURIComponent('/account/?from=mail')}`);
      await send(page, 'Create account', { email: uniqueEmail(), password: SHORT_PASSWORD });
      await expectRefused(passwordField(page), [PASSWORD_TOO_SHORT]);
      await send(page, 'Create account', { password: PASSWORD });
      await expect(page).toHaveURL('/account/?from=mail');
    });
  });

  test.describe('the form for a forgotten password', () => {
    for (const [what, email, sentence] of [
      ['malformed', 'someone-at-example', INVALID_EMAIL],
      ['blank', '', BLANK],
      ['unknown', uniqueEmail(), NO_SUCH_USER.detail],
    ] as const) {
      test(`says beside the email that it is ${what}`, async ({ page }) => {
        await page.goto('/forgot-password/');
        await send(page, 'Send link', { email });
        await expectRefused(emailField(page), [sentence]);
        await expect(emailField(page)).toHaveValue(email);
        await expect(emailField(page)).toBeFocused();
        await expect(page).toHaveTitle(/^Error: Reset your password/);
      });
    }

    test('says where the mail went, and looks there first', async ({ page, registered }) => {
      const { email } = await registered();
      await page.goto('/forgot-password/');
      await send(page, 'Send link', { email });
      const notice = page.getByRole('status').filter({ hasText: 'Check your mail' });
      await expect(notice).toContainText(email);
      await expect(notice).toBeFocused();
      await expect(page).toHaveTitle(/^Reset your password/);
    });
  });

  test.describe('the form for a new password', () => {
    test('refuses a weak one and leaves the link good', async ({ page, registered, mailedLink }) => {
      const { email } = await registered();
      const link = await mailedLink(email);
      await page.goto(link);
      await send(page, 'Change password', { password: SHORT_PASSWORD });
      await expect(page).toHaveURL(link);
      await expectRefused(passwordField(page), [PASSWORD_TOO_SHORT]);
      await expect(passwordField(page)).toBeFocused();
      await expect(page).toHaveTitle(/^Error: Choose a new password/);
      await expectForgotten(page, SHORT_PASSWORD);

      await send(page, 'Change password', { password: ANOTHER_PASSWORD });
      await expect(page).toHaveURL('/login/');
      await expect(page.getByRole('status').filter({ hasText: 'Password changed.' })).toBeFocused();
    });

    test('is missing for an invalid link, whose page offers a new one', async ({ page }) => {
      await page.goto('/reset-password/not-a-token/');
      await expect(page.getByRole('heading', { name: DEAD_LINK_TITLE })).toBeVisible();
      await expect(page.getByRole('textbox')).toHaveCount(0);
      await page.getByRole('link', { name: 'Request a new link' }).click();
      await expect(page).toHaveURL('/forgot-password/');
    });

    test('leads to the page of an invalid link where the link was used in the meantime', async ({
      page,
      registered,
      mailedLink,
      posternUrl,
    }) => {
      const { email } = await registered();
      const link = await mailedLink(email);
      await page.goto(link);
      await new Client(posternUrl).post(`/auth${new URL(link).pathname}`, { password: ANOTHER_PASSWORD });

      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url() === link && response.request().method() === 'GET'),
        send(page, 'Change password', { password: WRONG_PASSWORD }),
      ]);
      expect(answer.status()).toBe(200);
      await expect(page.getByRole('heading', { name: DEAD_LINK_TITLE })).toBeVisible();
      await expect(page.getByRole('link', { name: 'Request a new link' })).toHaveAttribute('href', '/forgot-password/');
      expect(await page.content()).not.toContain(WRONG_PASSWORD);
    });
  });

  test.describe('what a refused form is told', () => {
    test('is shown by no other form', async ({ page }) => {
      await page.goto('/login/');
      await send(page, 'Sign in', { email: uniqueEmail(), password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await page.getByRole('link', { name: 'Create an account' }).click();
      await expect(button(page, 'Create account')).toBeVisible();
      await expect(problem(page)).toHaveCount(0);
      await expectAccepted(emailField(page));
      await expect(emailField(page)).toHaveValue('');
      await expect(page).toHaveTitle(/^Create an account/);
    });

    test('is still there after a reload', async ({ page }) => {
      const email = uniqueEmail();
      await page.goto('/login/');
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await page.reload();
      await expectRefused(passwordField(page), [WRONG_PAIR]);
      await expect(emailField(page)).toHaveValue(email);
    });

    test('is gone once another form went well', async ({ page, registered }) => {
      const { email } = await registered();
      await page.goto('/login/');
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await send(page, 'Send link', { email });
      await expect(page.getByRole('status').filter({ hasText: 'Check your mail' })).toBeVisible();
      await page.goto('/login/');
      await expect(button(page, 'Sign in')).toBeVisible();
      await expect(problem(page)).toHaveCount(0);
      await expect(page).toHaveTitle(/^Sign in/);
    });

    test('is gone once the form itself went well', async ({ page, context, registered }) => {
      const { email, password } = await registered();
      await page.goto('/login/');
      await send(page, 'Sign in', { email, password: WRONG_PASSWORD });
      await expect(problem(page)).toBeVisible();
      await send(page, 'Sign in', { password });
      await expect(page).toHaveURL('/account/');
      await context.clearCookies({ name: 'postern_session' });
      await page.goto('/login/');
      await expect(button(page, 'Sign in')).toBeVisible();
      await expect(problem(page)).toHaveCount(0);
    });
  });
});
