import { ANOTHER_PASSWORD, PASSWORD, uniqueEmail } from '../fixtures/accounts';
import { expect, test } from './page-test';

test.describe('happy path', () => {
  /** What most users do: register, sign out, forget the password, open the mailed link, sign in again. */
  for (const javaScriptEnabled of [true, false]) {
    test.describe(javaScriptEnabled ? 'with a script' : 'without a script', () => {
      test.use({ javaScriptEnabled });

      test('a user registers, forgets the password, sets a new one and signs in with it', async ({ page, mailbox }) => {
        const email = uniqueEmail();
        await page.goto('/');
        await expect(page).toHaveURL('/login/');
        await page.getByRole('link', { name: 'Create an account' }).click();
        await expect(page).toHaveURL('/register/');
        await page.getByLabel('Email').fill(email);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Create account' }).click();

        await expect(page).toHaveURL('/account/');
        await expect(page.getByText(email)).toBeVisible();
        await page.getByRole('button', { name: 'Sign out' }).click();
        await expect(page).toHaveURL('/login/');
        await expect(page.getByRole('status').filter({ hasText: 'You are signed out.' })).toBeVisible();

        await page.getByRole('link', { name: 'Forgot your password?' }).click();
        await page.getByLabel('Email').fill(email);
        await page.getByRole('button', { name: 'Send link' }).click();
        await expect(page.getByRole('status').filter({ hasText: 'Check your mail' })).toContainText(email);

        await page.goto(await mailbox(email).link('/reset-password/'));
        await expect(page.getByText(`For ${email}.`)).toBeVisible();
        await page.getByLabel('New password').fill(ANOTHER_PASSWORD);
        await page.getByRole('button', { name: 'Change password' }).click();

        await expect(page).toHaveURL('/login/');
        await expect(page.getByRole('status').filter({ hasText: 'Password changed.' })).toBeVisible();
        await page.getByLabel('Email').fill(email);
        await page.getByLabel('Password', { exact: true }).fill(ANOTHER_PASSWORD);
        await page.getByRole('button', { name: 'Sign in' }).click();
        await expect(page).toHaveURL('/account/');
      });
    });
  }
});
